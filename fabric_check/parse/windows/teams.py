"""LBFO teams: which adapter is a team's interface, what its members are, and which VLAN the team interface tags with."""

from typing import Any

from fabric_check.model.host import Evidence, NicTag
from fabric_check.parse.sections import Row, Sections, names, whole_number
from fabric_check.parse.windows import nic as one_nic
from fabric_check.parse.windows.rows import Found, first, named

MULTIPLEXOR = "microsoft network adapter multiplexor driver"
"""How Windows describes the interface of an LBFO team; a second one has `` #2`` behind it."""
_DEEPEST = 8


def is_team_interface(sections: Sections, nic: str) -> bool:
    """Return whether an adapter is the interface of an LBFO team."""
    if _team(sections, nic) is not None:
        return True
    adapter = first(sections, "netAdapter", nic)
    return adapter is not None and str(adapter[1].get("InterfaceDescription", "")).casefold().startswith(
        MULTIPLEXOR
    )


def members(sections: Sections, nic: str) -> tuple[str, ...] | str:
    """Return the members of the team whose interface *nic* is, or why they are not known."""
    team = _team(sections, nic)
    if team is not None:
        found = names(team[1].get("Members"))
        return found or f"{sections.file}: lbfoTeam lists no members for {nic!r}"
    if below := physical_below(sections, nic):
        return below
    return sections.why_unknown("lbfoTeam") or f"{sections.file}: no lbfoTeam has the interface {nic!r}"


def team_of_member(sections: Sections, nic: str) -> str | None:
    """Return the name of the team that an adapter is a member of."""
    for _, row in sections.rows("lbfoTeam"):
        if nic.casefold() in {name.casefold() for name in names(row.get("Members"))}:
            return str(row.get("Name", ""))
    return None


def tag(sections: Sections, nic: str) -> NicTag | str:
    """Return the VLAN of a team's interface: of its entry in TeamNics where that says so, else of its adapter."""
    for index, row in sections.rows("lbfoTeam"):
        entries = row.get("TeamNics")
        for place, entry in enumerate(entries if isinstance(entries, list) else [entries]):
            if isinstance(entry, dict) and _is(entry, nic) and "VlanID" in entry:
                keys = ("TeamNics", place, "VlanID") if isinstance(entries, list) else ("TeamNics", "VlanID")
                return _tag(sections, nic, entry["VlanID"], sections.evidence("lbfoTeam", index, *keys))
    for index, row in named(sections, "netAdapter", nic):
        if one_nic.VLAN_ID in row:
            evidence = sections.evidence("netAdapter", index, one_nic.VLAN_ID)
            return _tag(sections, nic, row[one_nic.VLAN_ID], evidence)
    return (
        sections.why_unknown("netAdapter")
        or f"{sections.file}: neither lbfoTeam nor netAdapter says which VLAN {nic!r} tags with"
    )


def physical_below(sections: Sections, nic: str) -> tuple[str, ...]:
    """Return the adapters at the bottom of ``LowerLayerInterfaceIndices``; empty where the chain is not complete."""
    by_index: dict[int, Row] = {}
    for _, row in sections.rows("netAdapter"):
        number = whole_number(row.get("InterfaceIndex"))
        if number is not None and isinstance(row.get("Name"), str):
            by_index[number] = row
    start = first(sections, "netAdapter", nic)
    if start is None:
        return ()
    level, bottom = [start[1]], dict[str, None]()
    for depth in range(_DEEPEST):
        following: dict[int, Row] = {}
        for row in level:
            lower = _lower(row)
            if not lower and depth:
                bottom[row["Name"]] = None
            if not lower and not depth:
                return ()
            if any(number not in by_index for number in lower):
                return ()
            following.update((number, by_index[number]) for number in lower)
        level = list(following.values())
        if not level:
            return tuple(bottom)
    return ()


def _team(sections: Sections, nic: str) -> Found | None:
    """Return the team with this interface; where the interfaces are not listed, the first has the team's own name."""
    for index, row in sections.rows("lbfoTeam"):
        listed = names(row.get("TeamNics")) or names(row.get("Name"))
        if nic.casefold() in {name.casefold() for name in listed}:
            return index, row
    return None


def _tag(sections: Sections, nic: str, value: Any, evidence: Evidence) -> NicTag | str:
    """Return what a team interface's VLAN says; null is its default mode, which takes untagged frames."""
    number = whole_number(value)
    if number is None and value is not None:
        return f"{sections.file}: the VlanID of {nic!r} is not a number"
    return NicTag(number or None, evidence)


def _is(entry: Row, nic: str) -> bool:
    return str(entry.get("Name", "")).casefold() == nic.casefold()


def _lower(row: Row) -> list[int]:
    value = row.get("LowerLayerInterfaceIndices")
    numbers = [whole_number(item) for item in (value if isinstance(value, list) else [value])]
    return [number for number in numbers if number is not None]
