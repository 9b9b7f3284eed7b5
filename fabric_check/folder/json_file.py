"""A JSON file of the folder → its shape, with one clear message where the file is not what it should be."""

import json
from collections.abc import Mapping
from functools import lru_cache

from fabric_check.folder.json_positions import Span, spans
from fabric_check.folder.shape_errors import Shape, validate
from fabric_check.folder.strict_yaml import Document, Path
from fabric_check.folder.versions import check_version
from fabric_check.model.errors import InputError, Problem
from fabric_check.model.source import Source


def read(text: str, file: str, shape: type[Shape], schema: str) -> Shape:
    """Read one file of a kind whose ``schema`` word is *schema*.

    Raises:
        InputError: not JSON, not an object, another schema, or a field of the wrong kind.

    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError([Problem(file, error.lineno, error.colno, f"not JSON: {error.msg}")]) from None
    except (RecursionError, ValueError) as error:
        raise InputError([Problem(file, 1, 1, f"not JSON that can be read: {error}")]) from None
    document = Document(file, value, {}, {})
    if not isinstance(value, dict):
        raise InputError([Problem(file, 1, 1, f'an object with `"schema": "{schema}"` is expected')])
    try:
        check_version(document, schema)
        content = validate(shape, document)
        if not isinstance(content, list):
            return content
    except InputError:
        check_version(_with_positions(text, document), schema)
        raise
    located = validate(shape, _with_positions(text, document))
    raise InputError(located if isinstance(located, list) else content)


def source(text: str, file: str, path: Path) -> Source:
    """Return where the value at *path*, or its nearest known parent, stands in a file."""
    found = _spans(text)
    while path and path not in found:
        path = path[:-1]
    start, end = found.get(path, (0, 0))
    return Source(file, text.count("\n", 0, start) + 1, " ".join(text[start:end][:200].split()))


def _with_positions(text: str, document: Document) -> Document:
    """Return the document with line and column of each value; only wanted for a message."""
    found = {path: _line_column(text, start) for path, (start, _) in spans(text).items()}
    return Document(document.file, document.value, found, found)


def _line_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


@lru_cache(maxsize=8)
def _spans(text: str) -> Mapping[Path, Span]:
    return spans(text)
