"""Where each value of a JSON text stands: the standard parser does not say."""

import json
import re
from typing import Any

Path = tuple[str | int, ...]
Span = tuple[int, int]

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def spans(text: str) -> dict[Path, Span]:
    """Return, for each value of a text that is known to be JSON, where it starts (its key, if it has one) and ends."""
    found: dict[Path, Span] = {}
    path: list[Any] = []
    starts: list[int] = []
    key_start: int | None = None
    expect_key = False
    for match in _TOKEN.finditer(text):
        word = match[0]
        if expect_key and word[0] == '"':
            path[-1], key_start, expect_key = _decoded(word), match.start(), False
        elif word in "{[":
            starts.append(match.start() if key_start is None else key_start)
            key_start, expect_key = None, word == "{"
            path.append("" if expect_key else 0)
        elif word in "}]":
            path.pop()
            found[tuple(path)] = (starts.pop(), match.end())
        elif word == ",":
            expect_key, key_start = isinstance(path[-1], str), None
            if not expect_key:
                path[-1] += 1
        elif word != ":":
            found[tuple(path)] = (match.start() if key_start is None else key_start, match.end())
            key_start = None
    return found


def _decoded(word: str) -> str:
    return str(json.loads(word)) if "\\" in word else word[1:-1]
