"""Host vNICs: which VMNetworkAdapter an alias such as ``vEthernet (SMB_1)`` is, and which physical NICs carry it.

A vNIC is matched by its device id where the facts give one on both sides, since an alias can be renamed.
"""

import re
from dataclasses import dataclass

from fabric_check.parse.sections import Row, Sections, names
from fabric_check.parse.windows import vswitch
from fabric_check.parse.windows.rows import Found, adapter_by_id, adapter_id, device_id, first
from fabric_check.parse.windows.vswitch import Ground

_ALIAS = re.compile(r"vEthernet \((.*)\)(?: \d+)?", re.IGNORECASE | re.DOTALL)
_DESCRIPTION = "hyper-v virtual ethernet adapter"


@dataclass(frozen=True, slots=True)
class VNic:
    """A host vNIC: its VMNetworkAdapter's name, device id and row. *alone*: no other vNIC has that name."""

    name: str
    id: str | None
    row: Row
    index: int | None
    alone: bool


def find(sections: Sections, nic: str) -> VNic | str | None:
    """Return the vNIC of an alias, why it cannot be told, or None where the alias is not one of a vNIC."""
    adapter = first(sections, "netAdapter", nic)
    wanted = adapter_id(adapter[1]) if adapter else None
    rows = [
        (index, row)
        for index, row in sections.rows("vmNetworkAdapter")
        if _of_host(row) and isinstance(row.get("Name"), str)
    ]
    alias = _ALIAS.fullmatch(nic)
    by_id = [found for found in rows if wanted and _id(found[1]) == wanted]
    by_name = [
        found
        for found in rows
        if alias and _same(found[1]["Name"], alias[1]) and None in {wanted, _id(found[1])}
    ]
    matches = by_id or by_name
    if len(matches) == 1:
        return _vnic(matches[0], rows)
    if matches:
        return f"{sections.file}: {len(matches)} rows of vmNetworkAdapter may be {nic!r}"
    description = str(adapter[1].get("InterfaceDescription", "")) if adapter else ""
    if alias is None and not description.casefold().startswith(_DESCRIPTION):
        return None
    return sections.why_unknown("vmNetworkAdapter") or f"{sections.file}: no vmNetworkAdapter is {nic!r}"


def ground(sections: Sections, vnic: VNic) -> Ground | str:
    """Return the physical NICs that carry a vNIC, or why they are not known.

    A team mapping pins it to one. Without one (or without the section) it is every NIC of the vSwitch: Windows chooses
    among them, and moves a pinned vNIC too when its NIC fails.
    """
    switch = vnic.row.get("SwitchName")
    if not isinstance(switch, str) or not switch:
        return f"{sections.file}: vmNetworkAdapter does not say which vSwitch {vnic.name!r} is on"
    below = vswitch.ground(sections, switch)
    rows = of_vnic(sections, "teamMapping", vnic)
    if not rows:
        return below
    pinned = {_pinned(sections, row) for _, row in rows}
    if len(pinned) > 1 or not (vnic.alone or told_apart(sections, "teamMapping")):
        return f"{sections.file}: teamMapping does not tell which NIC carries {vnic.name!r}"
    return _checked(sections, pinned.pop(), below, f"{vnic.name!r}", f"vSwitch {switch!r}")


def _checked(sections: Sections, one: str | None, below: Ground | str, who: str, switch: str) -> Ground | str:
    """Return the NIC that a vNIC is pinned to, unless it is no member of the vSwitch."""
    if one is None:
        return f"{sections.file}: teamMapping does not tell which NIC carries {who}"
    if isinstance(below, Ground) and one.casefold() not in {name.casefold() for name in below.uplinks}:
        return (
            f"{sections.file}: teamMapping pins {who} to {one!r}, which is not among the members of {switch}"
        )
    return Ground((one,))


def of_vnic(sections: Sections, section: str, vnic: VNic) -> list[Found]:
    """Return the rows of a section whose ``ParentAdapter`` is this vNIC."""
    found = []
    for index, row in sections.rows(section):
        parent = row.get("ParentAdapter")
        parent_id = device_id(parent, "DeviceId", "DeviceID") if isinstance(parent, dict) else None
        if parent_id is not None and vnic.id is not None:
            if parent_id == vnic.id:
                found.append((index, row))
        elif any(_same(name, vnic.name) for name in names(parent)):
            found.append((index, row))
    return found


def told_apart(sections: Sections, section: str) -> bool:
    """Return whether the rows of a section name their vNIC by device id."""
    parents = [row.get("ParentAdapter") for _, row in sections.rows(section)]
    return all(isinstance(parent, dict) and device_id(parent, "DeviceId", "DeviceID") for parent in parents)


def _pinned(sections: Sections, row: Row) -> str | None:
    """Return the alias of the NIC that a team mapping names, by its device id where that is known."""
    by_id = device_id(row, "NetAdapterDeviceId", "NetAdapterDeviceID")
    alias = adapter_by_id(sections, by_id) if by_id else None
    name = row.get("NetAdapterName")
    if alias is None and isinstance(name, str) and name:
        adapter = first(sections, "netAdapter", name)
        alias = str(adapter[1]["Name"]) if adapter else name
    return alias


def _vnic(found: Found, rows: list[Found]) -> VNic:
    index, row = found
    alone = sum(_same(other["Name"], row["Name"]) for _, other in rows) == 1
    return VNic(row["Name"], _id(row), row, index, alone)


def _of_host(row: Row) -> bool:
    return row.get("IsManagementOs", True) not in (False, 0, "False", "false")


def _id(row: Row) -> str | None:
    return device_id(row, "DeviceId", "DeviceID")


def _same(name: str, other: str) -> bool:
    return name.casefold() == other.casefold()
