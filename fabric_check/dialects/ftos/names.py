"""How FTOS names interfaces: ``TenGigabitEthernet 0/1``, however it is abbreviated, spaced or cased."""

import re
from functools import lru_cache

from fabric_check.dialects.unknown_kind import UnknownKindError

PHYSICAL = (
    "GigabitEthernet",
    "TenGigabitEthernet",
    "twentyFiveGigE",
    "fortyGigE",
    "fiftyGigE",
    "hundredGigE",
    "ManagementEthernet",
)
"""Named by unit and port, ``0/1``; a lane of a split port has a third number, ``1/49/1``."""
LOGICAL = ("Port-channel", "Vlan", "Loopback", "Null", "Tunnel")
KINDS = (*PHYSICAL, *LOGICAL)
_SHOWN = {"tf": "twentyFiveGigE"}
"""Show output abbreviates 25G as ``Tf``, though it must be typed ``Tw``."""

_KIND = re.compile(r"([a-z][a-z-]*)\s*", re.IGNORECASE)
_NUMBERS = re.compile(r"[0-9]{1,5}(?:/[0-9]{1,5}){0,2}$")
_GROUP = re.compile(r"[\s,]*([a-z][a-z-]*)\s*([0-9][0-9/,\s-]*)", re.IGNORECASE)
_PART = re.compile(
    r"((?:[0-9]{1,5}/){0,2})([0-9]{1,5})(?:\s*-\s*((?:[0-9]{1,5}/){0,2})([0-9]{1,5}))?\s*(?:,\s*|$)"
)
MAX_PORTS_IN_RANGE = 512
"""No unit has more ports; a longer range of them is a mistake, not a switch."""
MAX_IN_LIST = 4096
"""What one list may name: all VLANs, or every port of the largest stack."""


@lru_cache(maxsize=65536)
def canonical(name: str) -> str:
    """Return the name as the running-config spells it.

    Raises:
        ValueError: it is not an FTOS interface name.

    """
    text = name.strip()
    match = _KIND.match(text)
    if match is None:
        raise _not_a_name(name)
    kind = _kind(match[1])
    numbers = text[match.end() :]
    if not _NUMBERS.match(numbers) or ("/" in numbers) is not (kind in PHYSICAL):
        raise _not_a_name(name)
    return f"{kind} {_plain(numbers)}"


@lru_cache(maxsize=16384)
def parse_list(text: str) -> tuple[str, ...]:
    """Read a list of interfaces: ``TenGigabitEthernet 0/1-5,8``, ``Te 1/5-1/8,2/1``, ``Po 1-2,10 , Te 0/3``.

    Kinds that no link here can name are left out.

    Raises:
        ValueError: it is no such list, or a range falls or is longer than any switch.

    """
    names: list[str] = []
    rest = text.strip()
    while rest:
        group = _GROUP.match(rest)
        if group is None:
            raise ValueError(f"{rest[:60]!r} is not a list of interfaces")
        rest = rest[group.end() :]
        try:
            kind = _kind(group[1])
        except UnknownKindError:
            continue
        _numbered(kind, group[2].rstrip(" ,\t"), names)
    if not text.strip():
        raise ValueError("a list of interfaces is expected")
    return tuple(names)


def _numbered(kind: str, written: str, names: list[str]) -> None:
    """Add the interfaces of one kind. A unit holds for the ports after it until another is written."""
    prefix, position = "", 0
    while position < len(written):
        part = _PART.match(written, position)
        if part is None:
            raise ValueError(f"{written[position:][:60]!r} is not a port or a range of ports")
        position = part.end()
        prefix = _plain(part[1]) if part[1] else prefix
        first, last = int(part[2]), int(part[4] or part[2])
        if bool(prefix) is not (kind in PHYSICAL):
            raise ValueError(f"{part[0].strip(' ,')!r} is not a number of a {kind}")
        longest = MAX_PORTS_IN_RANGE if prefix else MAX_IN_LIST
        if (part[3] and _plain(part[3]) != prefix) or not 0 <= last - first < longest:
            raise ValueError(f"{part[0].strip(' ,')!r} is not a rising range of ports of one unit")
        if len(names) + last - first >= MAX_IN_LIST:
            raise ValueError(f"the list names more than {MAX_IN_LIST} interfaces")
        names.extend(f"{kind} {prefix}{port}" for port in range(first, last + 1))


def _plain(numbers: str) -> str:
    """Return ``0/01`` as ``0/1``."""
    return "/".join(str(int(number)) if number else "" for number in numbers.split("/"))


def _not_a_name(name: str) -> ValueError:
    return ValueError(
        f"{name[:60]!r} is not an FTOS interface name; one such as `TenGigabitEthernet 0/1` or `Te 0/1` is expected"
    )


@lru_cache(maxsize=256)
def _kind(written: str) -> str:
    """Return the kind that an abbreviation of two letters or more begins."""
    word = written.casefold()
    if word in _SHOWN:
        return _SHOWN[word]
    found = [kind for kind in KINDS if kind.casefold().startswith(word)]
    if len(word) < 2 or len(found) != 1:
        raise UnknownKindError(
            f"{written[:60]!r} is not a kind of FTOS interface; one of {', '.join(KINDS)} is expected"
        )
    return found[0]
