"""Text from devices is hostile input: made safe for a terminal before it is shown anywhere."""

import re

# C0 and C1 control characters, and the Unicode controls that reorder or hide text (bidi, zero width, tags).
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)


def printable(text: str) -> str:
    r"""Return *text* with each control or invisible character as a visible escape such as ``\x1b``."""
    return _UNSAFE.sub(lambda match: _escape(match[0]), text)


def _escape(character: str) -> str:
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


_DIGITS = re.compile(r"(\d+)")


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key that puts ``Te 0/2`` before ``Te 0/10`` and ignores case."""
    return tuple(
        (0, int(part), part) if part.isdecimal() and part.isascii() else (1, 0, part.casefold())
        for part in _DIGITS.split(text)
    )
