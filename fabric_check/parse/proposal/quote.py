"""Text from devices inside YAML: a value is quoted, a comment stays on its line. It never becomes structure.

Whatever Python does not call printable is escaped: line breaks of every kind, controls, what YAML forbids, lone
surrogates. What YAML could not express as itself stays readable as its escape.
"""

import re

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9._-]*", re.ASCII)
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
"""Words that some YAML reader takes for something else than text."""
_LONGEST = 72


def quoted(text: str) -> str:
    """Return *text* as a YAML value in double quotes."""
    return '"' + _escaped(text.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def word(text: str) -> str:
    """Return *text* as a YAML value, without quotes where it reads as itself in every version of YAML."""
    return text if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS else quoted(text)


def remark(text: str) -> str:
    """Return a device's words for a comment: on one line, in quotes, cut where they are long."""
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return f'"{_escaped(short)}"'


def plain(text: str) -> str:
    """Return a message of ours that may hold a device's words, for a comment."""
    return _escaped(text)


def _escaped(text: str) -> str:
    return text if text.isprintable() else "".join(map(_character, text))


def _character(one: str) -> str:
    if one.isprintable():
        return one
    code = ord(one)
    if 0xD800 <= code <= 0xDFFF:
        return "\N{REPLACEMENT CHARACTER}"
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
