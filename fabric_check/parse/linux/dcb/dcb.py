"""``dcb -j pfc|ets|app|dcbx show`` of one netdev. A driver that cannot say leaves it unknown, never off."""

from collections.abc import Mapping
from typing import Any

from fabric_check.model.dcb import Application, Group, Priorities, Setting
from fabric_check.model.host import Evidence
from fabric_check.model.text import printable
from fabric_check.parse.sections import Row, Sections, elements, flag, whole_number
from fabric_check.parse.settings import PRIORITIES, switched_on, unknown

_TABLES = ("ethtype", "dscp", "stream_port", "dgram_port", "port")
_CLASSES = 8


def pfc(sections: Sections, netdev: str) -> Setting[Priorities]:
    """Return the priorities that a NIC pauses."""
    found = entry(sections, "dcb_pfc", netdev)
    if isinstance(found, str):
        return unknown(found)
    on = switched_on(found.get("prio_pfc"))
    if on is None:
        return unknown(f"{sections.file}: dcb_pfc of {netdev!r} has no prio_pfc of eight priorities")
    return Setting(on, find=_at(sections, "dcb_pfc", netdev, "prio_pfc"))


def classes(sections: Sections, netdev: str) -> Setting[tuple[Group, ...]]:
    """Return a NIC's traffic classes that have priorities."""
    found = entry(sections, "dcb_ets", netdev)
    if isinstance(found, str):
        return unknown(found)
    owners, shares = _numbers(found.get("prio_tc")), _numbers(found.get("tc_bw"))
    ways = found.get("tc_tsa")
    if owners is None or shares is None or not isinstance(ways, list) or len(ways) != _CLASSES:
        return unknown(f"{sections.file}: dcb_ets of {netdev!r} lacks tc_bw, tc_tsa or prio_tc")
    find = _at(sections, "dcb_ets", netdev, "prio_tc")
    groups = []
    for number in sorted(set(owners)):
        if number not in range(_CLASSES):
            return unknown(f"{sections.file}: dcb_ets of {netdev!r} maps a priority to class {number}")
        members = frozenset(priority for priority, owner in enumerate(owners) if owner == number)
        share = shares[number] if ways[number] == "ets" else None
        groups.append(Group(number, members, share, strict=ways[number] == "strict", find=find))
    return Setting(tuple(groups), find=find)


def class_limit(sections: Sections, netdev: str) -> Setting[int]:
    """Return the traffic classes that a NIC supports."""
    found = entry(sections, "dcb_ets", netdev)
    number = None if isinstance(found, str) else whole_number(found.get("ets_cap"))
    if number:
        return Setting(number, find=_at(sections, "dcb_ets", netdev, "ets_cap"))
    return unknown(
        found if isinstance(found, str) else f"{sections.file}: dcb_ets of {netdev!r} has no ets_cap"
    )


def willing(sections: Sections, netdev: str) -> Setting[bool]:
    """Return whether a NIC takes the switch's configuration. ``static`` DCBX negotiates nothing."""
    mode = entry(sections, "dcb_dcbx", netdev)
    if not isinstance(mode, str) and flag(mode.get("static")):
        return Setting(value=False, find=_at(sections, "dcb_dcbx", netdev, "static"))
    found = entry(sections, "dcb_ets", netdev)
    value = None if isinstance(found, str) else flag(found.get("willing"))
    if value is not None:
        return Setting(value, find=_at(sections, "dcb_ets", netdev, "willing"))
    return unknown(
        found if isinstance(found, str) else f"{sections.file}: dcb_ets of {netdev!r} does not say willing"
    )


def applications(sections: Sections, netdev: str) -> Setting[tuple[Application, ...]]:
    """Return a NIC's application table. Since iproute2 6.5 each entry has a third element, which is a blank."""
    found = entry(sections, "dcb_app", netdev)
    if isinstance(found, str):
        return unknown(found)
    read = tuple(
        Application(table, *pair)
        for table in _TABLES
        for one in elements(found.get(f"{table}_prio")) or ()
        if (pair := _pair(one))
    )
    return Setting(read, find=_at(sections, "dcb_app", netdev))


def entry(sections: Sections, section: str, netdev: str) -> Row | str:
    """Return what a section holds for a netdev, or why it is not known."""
    if why := sections.why_unknown(section):
        return why
    content = sections.content(section)
    value = content.get(netdev) if isinstance(content, Mapping) else None
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, Mapping):
        return value
    if isinstance(value, str) and value.strip():
        return f"{sections.file}: {section} of {netdev!r}: {printable(' '.join(value.split()))[:200]}"
    return f"{sections.file}: section {section} says nothing of {netdev!r}"


def _at(sections: Sections, section: str, netdev: str, *keys: str) -> Evidence:
    return sections.evidence(section, None, netdev, *keys)


def _numbers(value: Any) -> list[int] | None:
    """Return eight numbers, or None."""
    numbers = [whole_number(one) for one in value] if isinstance(value, list) else []
    told = [one for one in numbers if one is not None]
    return told if len(numbers) == len(told) == _CLASSES else None


def _pair(value: Any) -> tuple[int, int] | None:
    numbers = [whole_number(one) for one in value[:2]] if isinstance(value, list) else []
    if len(numbers) != 2 or numbers[0] is None or numbers[1] not in range(PRIORITIES):
        return None
    return numbers[0], numbers[1] or 0
