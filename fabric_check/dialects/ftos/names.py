"""How FTOS names interfaces: ``TenGigabitEthernet 0/1``, however it is abbreviated, spaced or cased."""

import re
from functools import lru_cache

KINDS = (
    "GigabitEthernet",
    "TenGigabitEthernet",
    "twentyFiveGigE",
    "fortyGigE",
    "fiftyGigE",
    "hundredGigE",
    "Port-channel",
    "Vlan",
    "ManagementEthernet",
    "Loopback",
    "Null",
    "Tunnel",
)
_SHOWN = {"tf": "twentyFiveGigE"}
"""Show output abbreviates 25G as ``Tf``, though it must be typed ``Tw``."""

_NAME = re.compile(r"([a-z-]+)\s*([0-9]+(?:/[0-9]+){0,2})$", re.IGNORECASE)
_RANGE = re.compile(r"((?:[0-9]+/){0,2})([0-9]+)(?:\s*-\s*((?:[0-9]+/){0,2})([0-9]+))?$")
_LIST = re.compile(r"([a-z-]+)\s*([0-9][0-9/,\s-]*)$", re.IGNORECASE)
MAX_PORTS_IN_RANGE = 4096


class UnknownKindError(ValueError):
    """A kind of interface that no link here can name, such as Fibre Channel."""


@lru_cache(maxsize=65536)
def canonical(name: str) -> str:
    """Return the name as the running-config spells it.

    Raises:
        ValueError: it is not an FTOS interface name.

    """
    match = _NAME.match(name.strip())
    if match is None:
        raise ValueError(
            f"{name!r} is not an FTOS interface name; one such as `TenGigabitEthernet 0/1` or `Te 0/1` is expected"
        )
    return f"{_kind(match[1])} {match[2]}"


@lru_cache(maxsize=65536)
def parse_list(text: str) -> tuple[str, ...]:
    """Read a list of one kind of interface: ``TenGigabitEthernet 0/1-5,8``, ``Te 1/5-1/8``, ``Port-channel 1-2,10``.

    Raises:
        ValueError: it is no such list, or a range falls or is longer than any switch.

    """
    match = _LIST.match(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a list of interfaces")
    kind, prefix = _kind(match[1]), ""
    names: list[str] = []
    for part in match[2].split(","):
        item = _RANGE.match(part.strip())
        if item is None:
            raise ValueError(f"{part.strip()!r} is not a port or a range of ports")
        prefix = item[1] or prefix
        first, last = int(item[2]), int(item[4] or item[2])
        if (item[3] and item[3] != prefix) or not 0 <= last - first < MAX_PORTS_IN_RANGE:
            raise ValueError(f"{part.strip()!r} is not a rising range of ports of one unit")
        names.extend(f"{kind} {prefix}{port}" for port in range(first, last + 1))
    return tuple(names)


@lru_cache(maxsize=256)
def _kind(written: str) -> str:
    """Return the kind that an abbreviation of two letters or more begins."""
    word = written.casefold()
    if word in _SHOWN:
        return _SHOWN[word]
    found = [kind for kind in KINDS if kind.casefold().startswith(word)]
    if len(word) < 2 or len(found) != 1:
        raise UnknownKindError(
            f"{written!r} is not a kind of FTOS interface; one of {', '.join(KINDS)} is expected"
        )
    return found[0]
