"""Small numbers as DCB commands take them: one number, or a list such as ``3,5-7``."""

import re
from functools import lru_cache

_PART = re.compile(r"([0-9]{1,2})(?:-([0-9]{1,2}))?$")
PRIORITIES = 7
"""The highest 802.1p priority, group and queue (IEEE 802.1Q: three bits)."""


def number(word: str, low: int, high: int) -> int:
    """Return one number.

    Raises:
        ValueError: it is none, or outside *low* to *high*.

    """
    if word.isascii() and word.isdecimal() and len(word) <= 5 and low <= int(word) <= high:
        return int(word)
    raise ValueError(f"{word[:20]!r} is not a number from {low} to {high}")


@lru_cache(maxsize=256)
def listed(text: str) -> frozenset[int]:
    """Return the numbers of a list of priorities or queues, each 0 to 7: ``3``, ``3,4``, ``0-2,5``.

    Raises:
        ValueError: it is no such list.

    """
    found: set[int] = set()
    for part in text.split(",", 2 * PRIORITIES):
        match = _PART.match(part.strip())
        if match is None:
            raise ValueError(f"{text[:40]!r} is not a list of numbers from 0 to {PRIORITIES}")
        first, last = int(match[1]), int(match[2] or match[1])
        if not first <= last <= PRIORITIES:
            raise ValueError(f"{part.strip()!r} is not a rising range within 0 to {PRIORITIES}")
        found.update(range(first, last + 1))
    return frozenset(found)
