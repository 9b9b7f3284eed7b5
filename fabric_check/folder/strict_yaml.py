"""YAML 1.2 core without surprises: positions for every value, no ``on`` → true, no duplicate keys, bounded aliases.

Built on libyaml's event stream rather than its composer, which is recursive and crashes on deep nesting.
Never constructs objects: any explicit tag is refused.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from fabric_check.model.errors import InputError, Problem

Path = tuple[str | int, ...]

MAX_DEPTH = 50
MAX_ALIASED_VALUES = 10_000
"""A file may repeat itself by aliases, up to this many values in all: enough for people, not for a bomb."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})$")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$|[-+]?[0-9]+[eE][-+]?[0-9]+$")


@dataclass(slots=True)
class Document:
    """A loaded file: its plain value and where each part of it stands (line and column from 1)."""

    file: str
    value: Any
    positions: dict[Path, tuple[int, int]]
    key_positions: dict[Path, tuple[int, int]]

    def problem(self, path: Path, message: str, *, at_key: bool = False) -> Problem:
        """Return a problem at *path*, or at its nearest known parent."""
        if at_key and path in self.key_positions:
            return Problem(self.file, *self.key_positions[path], message)
        known = path
        while known and known not in self.positions:
            known = known[:-1]
        return Problem(self.file, *self.positions.get(known, (1, 1)), message)


@dataclass(slots=True)
class _Loader:
    """Builds plain values from libyaml's events."""

    file: str
    events: Iterator[Any]
    positions: dict[Path, tuple[int, int]] = field(default_factory=dict)
    key_positions: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    anchors: dict[str, Any] = field(default_factory=dict)
    aliased: int = 0

    def value(self, event: Any, path: Path) -> Any:
        """Return the value that starts at *event*, reading on as far as it goes."""
        self.positions[path] = position = _at(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, position)
        self._refuse_tag(event, position)
        if len(path) > MAX_DEPTH:
            raise InputError([Problem(self.file, *position, f"nested more than {MAX_DEPTH} levels deep")])
        if isinstance(event, yaml.ScalarEvent):
            result = _scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            result = self._sequence(path)
        else:
            result = self._mapping(path)
        if event.anchor is not None:
            self.anchors[event.anchor] = result
        return result

    def _alias(self, event: Any, position: tuple[int, int]) -> Any:
        if event.anchor not in self.anchors:
            what = f"alias *{event.anchor} stands for nothing that is complete before it"
            raise InputError([Problem(self.file, *position, what)])
        self.aliased += _size(self.anchors[event.anchor])
        if self.aliased > MAX_ALIASED_VALUES:
            what = f"aliases stand for more than {MAX_ALIASED_VALUES} values; write them out or use fewer"
            raise InputError([Problem(self.file, *position, what)])
        return self.anchors[event.anchor]

    def _refuse_tag(self, event: Any, position: tuple[int, int]) -> None:
        if event.tag is not None and event.tag != "!":
            self.problems.append(
                Problem(self.file, *position, f"tag {event.tag!r} is not allowed; plain values are expected")
            )

    def _sequence(self, path: Path) -> list[Any]:
        result: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            result.append(self.value(event, (*path, len(result))))
        return result

    def _mapping(self, path: Path) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            position = _at(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise InputError(
                    [
                        Problem(
                            self.file, *position, "a key must be a plain word, not a list, mapping or alias"
                        )
                    ]
                )
            self._refuse_tag(event, position)
            # A key is a name: `012` and `yes` stay what was written, and so does `120`.
            key = event.value
            if key in result:
                first = self.key_positions[(*path, key)]
                what = f"duplicate key {key!r}; it already stands on line {first[0]}"
                self.problems.append(Problem(self.file, *position, what))
            else:
                self.key_positions[(*path, key)] = position
            result[key] = self.value(next(self.events), (*path, key))
        return result


def load(text: str, file: str) -> Document:
    """Read one YAML document.

    Raises:
        InputError: with every duplicate key or tag, or the one place where the syntax breaks.

    """
    try:
        loader = _Loader(file, iter(yaml.parse(text, Loader=yaml.CSafeLoader)))
        value = _only_document(loader)
    except yaml.MarkedYAMLError as error:
        raise InputError([_marked_problem(file, error)]) from None
    except yaml.reader.ReaderError as error:
        raise InputError([_reader_problem(text, file, error)]) from None
    if loader.problems:
        raise InputError(loader.problems)
    return Document(file, value, loader.positions, loader.key_positions)


def _only_document(loader: _Loader) -> Any:
    """Return the value of the one document in the stream; an empty stream is None."""
    value = None
    seen = False
    for event in loader.events:
        if isinstance(event, yaml.DocumentStartEvent):
            if seen:
                raise InputError(
                    [Problem(loader.file, *_at(event), "a second document starts here; one is expected")]
                )
            seen = True
            value = loader.value(next(loader.events), ())
    return value


def _marked_problem(file: str, error: Any) -> Problem:
    """Return the place where the syntax breaks."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(file, line, column, f"not YAML: {error.problem or error.context}")


def _at(event: Any) -> tuple[int, int]:
    """Return where an event starts, line and column from 1."""
    return event.start_mark.line + 1, event.start_mark.column + 1


def _reader_problem(text: str, file: str, error: Any) -> Problem:
    """Return the place of a character that YAML forbids."""
    before = text[: error.position] if isinstance(error.position, int) else ""
    column = len(before) - (before.rfind("\n") + 1) + 1
    return Problem(file, before.count("\n") + 1, column, f"not YAML: {error.reason}")


def _scalar(event: Any) -> Any:
    """Return a scalar by the YAML 1.2 core schema; quoted text stays text (YAML 1.2.2 clause 10.3)."""
    text: str = event.value
    if event.style is not None and event.style != "":
        return text
    if text in {"", "~", "null", "Null", "NULL"}:
        return None
    if text in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        return text.lower() == "true"
    if _INTEGER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text


def _size(value: Any) -> int:
    """Return how many values stand inside *value*, itself counted, stopping early past the bound."""
    count = 0
    waiting = [value]
    while waiting and count <= MAX_ALIASED_VALUES:
        item = waiting.pop()
        count += 1
        if isinstance(item, Mapping):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return count
