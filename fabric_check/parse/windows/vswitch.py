"""Hyper-V switches: what a vSwitch stands on, and which vSwitch or team an adapter lies below."""

from dataclasses import dataclass

from fabric_check.parse.sections import Row, Sections, names
from fabric_check.parse.windows import teams
from fabric_check.parse.windows.rows import enum, named

TEAMED = "teamed-interface"
"""What a SET switch says in place of one adapter's description; its members stand in the list beside it."""
_TYPES = ("private", "internal", "external")


@dataclass(frozen=True, slots=True)
class Ground:
    """The physical NICs that a vSwitch stands on, and a team's interface between them and it."""

    uplinks: tuple[str, ...]
    between: tuple[str, ...] = ()


def ground(sections: Sections, switch: str) -> Ground | str:
    """Return what the vSwitch of a name stands on, or why it is not known."""
    if why := sections.why_unknown("vmSwitch"):
        return why
    found = [row for _, row in named(sections, "vmSwitch", switch)]
    if len(found) != 1:
        return f"{sections.file}: {len(found) or 'no'} vmSwitch rows are named {switch!r}"
    return _ground(sections, found[0])


def above(sections: Sections, nic: str) -> str | None:
    """Return what an adapter lies below, in words; None where it lies below nothing that the facts know."""
    wanted = nic.casefold()
    for _, row in sections.rows("vmSwitch"):
        found = _ground(sections, row)
        if isinstance(found, Ground) and wanted in {
            name.casefold() for name in (*found.uplinks, *found.between)
        }:
            return f"vSwitch {row.get('Name')!r}"
    team = teams.team_of_member(sections, nic)
    return None if team is None else f"team {team!r}"


def _ground(sections: Sections, switch: Row) -> Ground | str:
    what = f"vSwitch {switch.get('Name')!r}"
    descriptions = [
        text
        for text in names(switch.get("NetAdapterInterfaceDescriptions"))
        or names(switch.get("NetAdapterInterfaceDescription"))
        if text.casefold() != TEAMED
    ]
    if not descriptions:
        if enum(switch.get("SwitchType"), _TYPES) in {"private", "internal"}:
            return (
                f"{sections.file}: {what} has no physical NIC: it is {str(switch.get('SwitchType')).lower()}"
            )
        return f"{sections.file}: {what} does not say which NICs it stands on"
    uplinks: list[str] = []
    between: list[str] = []
    for text in descriptions:
        alias, why = _alias(sections, text, what)
        if why:
            return why
        if not teams.is_team_interface(sections, alias):
            uplinks.append(alias)
            continue
        members = teams.members(sections, alias)
        if isinstance(members, str):
            return members
        uplinks.extend(members)
        between.append(alias)
    return Ground(tuple(dict.fromkeys(uplinks)), tuple(between))


def _alias(sections: Sections, description: str, what: str) -> tuple[str, str]:
    """Return the adapter that a vSwitch means by a description, and why it cannot be told (empty where it can)."""
    if why := sections.why_unknown("netAdapter"):
        return "", why
    rows = named(sections, "netAdapter", description, "InterfaceDescription")
    found = [name for _, row in rows for name in names(row.get("Name"))]
    if len(found) != 1:
        why = f"{len(found) or 'no'} adapters of netAdapter have that description"
        return "", f"{sections.file}: {what} stands on {description!r}; {why}"
    return found[0], ""
