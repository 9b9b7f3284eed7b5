"""Words for the readers of DCB facts: settings that are not known, and priorities however a host writes them."""

import re
from typing import Any

from fabric_check.model.dcb import Priorities, Setting
from fabric_check.parse.sections import elements, flag, whole_number

PRIORITIES = 8
_PART = re.compile(r"\s*([0-7])\s*(?:-\s*([0-7])\s*)?")


def unknown(why: str) -> Setting[Any]:
    """Return a setting that is not known."""
    return Setting(None, why=why)


def listed(value: Any) -> Priorities | None:
    """Return the priorities of a list of numbers, of one number, or of text such as ``0-2,4-7``; else None."""
    if isinstance(value, str):
        return _ranges(value)
    found = elements(value)
    numbers = [whole_number(one) for one in ([value] if found is None else found)]
    told = frozenset(one for one in numbers if one is not None and one in range(PRIORITIES))
    return told if len(told) == len(numbers) else None


def switched_on(value: Any) -> Priorities | None:
    """Return the priorities that an array of eight truth values switches on; None where it is no such array."""
    flags = [flag(one) for one in elements(value) or ()]
    if len(flags) != PRIORITIES or None in flags:
        return None
    return frozenset(priority for priority, on in enumerate(flags) if on)


def _ranges(text: str) -> Priorities | None:
    found: set[int] = set()
    for part in text.split(",") if text.strip() else ():
        match = _PART.fullmatch(part)
        if match is None:
            return None
        found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return frozenset(found)
