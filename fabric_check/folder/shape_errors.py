"""Turns pydantic's errors into sentences with a place: what is wrong, what was expected, did you mean."""

import difflib
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from fabric_check.folder.strict_yaml import Document, Path
from fabric_check.model.errors import Problem
from fabric_check.model.text import printable

Shape = TypeVar("Shape", bound=BaseModel)

_EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}


def validate(shape: type[Shape], document: Document) -> Shape | list[Problem]:
    """Check a document against its shape; return it, or every error, each at its line and column."""
    try:
        return shape.model_validate(document.value, by_alias=True)
    except ValidationError as error:
        return [_problem(shape, document, item) for item in error.errors(include_url=False)]


def _problem(shape: type[BaseModel], document: Document, error: Mapping[str, Any]) -> Problem:
    location: Path = tuple(part for part in error["loc"] if part != "[key]")
    at_key = error["type"] == "extra_forbidden" or len(location) != len(error["loc"])
    message = _sentence(shape, location, error, is_key=len(location) != len(error["loc"]))
    return document.problem(location, message, at_key=at_key)


def _sentence(  # noqa: PLR0911 - one sentence for each kind of error
    shape: type[BaseModel], location: Path, error: Mapping[str, Any], *, is_key: bool
) -> str:
    where = ".".join(str(part) for part in location) or "the file"
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(str(location[-1]), _keys(shape, location[:-1]))
    if kind == "missing":
        return (
            f"{'.'.join(str(part) for part in location[:-1]) or 'the file'}: key {location[-1]!r} is missing"
        )
    if "credentials" in location and location[-1] in {"password", "secret"}:
        return f"{where}: a reference is expected (env:NAME, file:PATH, ask or keyring:NAME), never the secret itself"
    given = "the name " + shown(location[-1]) if is_key else shown(error["input"])
    if kind in _EXPECTED:
        return f"{where}: {given} is not {_EXPECTED[kind]}"
    if kind == "literal_error":
        return f"{where}: {given} is none of {context['expected']}"
    if kind in {"greater_than_equal", "less_than_equal"}:
        return (
            f"{where}: {given} is out of range; {error['msg'].removeprefix('Input should be ')} is expected"
        )
    if kind in {"too_short", "too_long"}:
        return f"{where}: {context['actual_length']} items; {_length(context)} expected"
    if kind == "string_pattern_mismatch":
        return f"{where}: {given} does not have the form {context['pattern']}"
    return f"{where}: {given}: {error['msg'].removeprefix('Value error, ')}"


def _length(context: Mapping[str, Any]) -> str:
    return (
        f"at least {context['min_length']} are"
        if "min_length" in context
        else f"at most {context['max_length']} are"
    )


def shown(value: Any) -> str:
    """Return a value for a message: short, in quotes, without control characters."""
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    if value is None:
        return "nothing"
    text = printable(str(value))
    return repr(text if len(text) <= 60 else text[:57] + "...")


def did_you_mean(name: str, known: list[str]) -> str:
    """Return ``; did you mean 'x'?`` for a near name, else nothing."""
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _unknown_key(key: str, known: list[str]) -> str:
    return f"unknown key {shown(key)}; known here: {', '.join(known)}{did_you_mean(key, known)}"


def _keys(shape: type[BaseModel], location: Path) -> list[str]:
    """Return the keys that the model at *location* knows, found through the JSON Schema."""
    schema = shape.model_json_schema(by_alias=True)
    node: Any = schema
    for part in location:
        node = _resolve(schema, node)
        named = node.get("patternProperties") or {None: node.get("additionalProperties")}
        node = node.get("properties", {}).get(part) or next(iter(named.values())) or node.get("items") or {}
    return sorted(_resolve(schema, node).get("properties", {}))


def _resolve(schema: Mapping[str, Any], node: Any) -> Any:
    for option in node.get("anyOf", []):
        if option.get("type") != "null":
            node = option
    reference = node.get("$ref")
    return schema["$defs"][reference.rsplit("/", 1)[1]] if reference else node
