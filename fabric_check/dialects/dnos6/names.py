"""How DNOS6 names interfaces: ``Te1/0/1``, ``1/xg12``, ``port-channel 1``, however abbreviated, spaced or cased."""

import re
from functools import lru_cache

from fabric_check.dialects.unknown_kind import UnknownKindError

PHYSICAL = {"gigabitethernet": "Gi", "tengigabitethernet": "Te", "fortygigabitethernet": "Fo"}
"""What may be typed from 4.2 on, and how the running-config prints it: ``interface Te1/0/1``."""
LOGICAL = ("port-channel", "vlan", "loopback", "tunnel")
LAG = "port-channel "
_OLD_LAG = "ch"
"""Firmware 3.x and 4.0 shortens ``port-channel 1`` to ``ch1``."""
_ETHERNET = "ethernet"
"""Firmware 3.x and 4.0 writes ``interface ethernet 1/xg12``: unit, speed and port."""

_NUMBER = "[0-9]{1,5}"
_KIND = r"(?P<kind>[a-z][a-z-]*?)\s*"
_LAST_KIND = r"(?:(?P<last_kind>[a-z][a-z-]*?)\s*)?"
_OLD = re.compile(
    rf"(?:{_KIND})?(?P<unit>{_NUMBER}/x?g)(?P<first>{_NUMBER})"
    rf"(?:\s*-\s*{_LAST_KIND}(?P<last_unit>(?:{_NUMBER}/)?x?g)?(?P<last>{_NUMBER}))?$",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"(?:{_KIND})?(?P<unit>(?:{_NUMBER}/{_NUMBER}/)?)(?P<first>{_NUMBER})"
    rf"(?:\s*-\s*{_LAST_KIND}(?P<last_unit>{_NUMBER}/{_NUMBER}/)?(?P<last>{_NUMBER}))?$",
    re.IGNORECASE,
)
_INDEXED_VLAN = re.compile(rf"(vlan\s*{_NUMBER})\s+{_NUMBER}$", re.IGNORECASE)
"""``interface vlan 1 1`` carries a routing-interface index on 5.x."""
MAX_PORTS_IN_RANGE = 512
MAX_IN_LIST = 4096


@lru_cache(maxsize=65536)
def canonical(name: str) -> str:
    """Return the name as the running-config spells it; of ``ethernet 1/xg12`` the port, ``1/xg12``.

    Raises:
        ValueError: it is not a DNOS6 interface name.

    """
    text = name.strip()
    if match := _INDEXED_VLAN.match(text):
        text = match[1]
    [found, *more], _ = _part(text, None)
    if more:
        raise ValueError(f"{name[:60]!r} names more than one interface")
    return found


def spelled_by_3x(name: str, stanza: str) -> str | None:
    """Return ``ch1`` where a block that opens as ``interface ch1`` is what is known as ``port-channel 1``, else None."""
    word = stanza.rsplit(maxsplit=1)[-1].casefold()
    return word if name.startswith(LAG) and word == f"{_OLD_LAG}{name.removeprefix(LAG)}" else None


@lru_cache(maxsize=4096)
def parse_list(text: str) -> tuple[str, ...]:
    """Read what follows ``interface range``: ``Te1/0/1-12,Gi1/0/3``, ``1/g1-1/g20``, ``port-channel 1-2,5``.

    Raises:
        ValueError: it is no such list, or a range falls or is longer than any switch.

    """
    names: list[str] = []
    kind: str | None = None
    for part in text.split(","):
        found, kind = _part(part.strip(), kind)
        names.extend(found)
        if len(names) > MAX_IN_LIST:
            raise ValueError(f"the list names more than {MAX_IN_LIST} interfaces")
    return tuple(names)


def _part(text: str, kind: str | None) -> tuple[list[str], str]:
    """Return the interfaces of one part of a list and their kind; *kind* holds for a part that says none."""
    if match := _OLD.match(text):
        if match["kind"] and not _begins(match["kind"], _ETHERNET):
            raise _unknown(text)
        unit = _plain(match["unit"].lower())
        last_unit = _plain((match["last_unit"] or "").lower())
        if last_unit and not unit.endswith(last_unit):
            raise ValueError(f"{text[:60]!r} is not a rising range of ports of one unit")
        return [f"{unit}{number}" for number in _numbers(match, MAX_PORTS_IN_RANGE)], _ETHERNET
    match = _PART.match(text)
    written = match["kind"] if match else None
    if match is None or not (written or kind):
        raise _unknown(text)
    kind = _kind(written, text) if written else str(kind)
    if bool(match["unit"]) is not (kind not in LOGICAL):
        raise ValueError(f"{text[:60]!r} is not a PowerConnect interface name, such as `Te1/0/1`")
    unit = _plain(match["unit"])
    if (match["last_kind"] and _kind(match["last_kind"], text) != kind) or (
        match["last_unit"] and _plain(match["last_unit"]) != unit
    ):
        raise ValueError(f"{text[:60]!r} is not a rising range of ports of one unit")
    numbers = _numbers(match, MAX_PORTS_IN_RANGE if unit else MAX_IN_LIST)
    return [f"{kind}{unit}{number}" if unit else f"{kind} {number}" for number in numbers], kind


def _numbers(match: re.Match[str], longest: int) -> range:
    first, last = int(match["first"]), int(match["last"] or match["first"])
    if not 0 <= last - first < longest:
        raise ValueError(f"{match[0][:60]!r} is not a rising range of ports of one unit")
    return range(first, last + 1)


def _plain(unit: str) -> str:
    """Return ``01/0/`` as ``1/0/``."""
    return "/".join(str(int(number)) if number.isdecimal() else number for number in unit.split("/"))


def _kind(written: str, text: str) -> str:
    """Return the one kind that *written*, two letters or more, begins, as the running-config prints it."""
    if written.casefold() == _OLD_LAG:
        return LAG.strip()
    found = [kind for kind in (*PHYSICAL, *LOGICAL) if _begins(written, kind)]
    if len(found) != 1:
        raise _unknown(text)
    return PHYSICAL.get(found[0], found[0])


def _begins(written: str, kind: str) -> bool:
    return len(written) >= 2 and kind.startswith(written.casefold())


def _unknown(text: str) -> ValueError:
    """Return the error for a name: of a known kind but misshapen, or of a kind that no link can name."""
    why = f"{text[:60]!r} is not a PowerConnect interface name; one such as `Te1/0/1` or `port-channel 1` is expected"
    word = re.match("[A-Za-z-]*", text)
    letters = word[0] if word else ""
    known = any(_begins(letters, kind) for kind in (*PHYSICAL, *LOGICAL, _ETHERNET))
    return ValueError(why) if known or not letters else UnknownKindError(why)
