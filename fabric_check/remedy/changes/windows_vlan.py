"""The VLAN that a Windows host's vNIC, or the interface of an LBFO team, tags with. A physical NIC's is an advanced property."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from fabric_check.parse.sections import whole_number
from fabric_check.parse.windows import vnic as vnics
from fabric_check.parse.windows.rows import enum
from fabric_check.parse.windows.vnic import VNic
from fabric_check.remedy.change import HostChange, Safety, Sections
from fabric_check.remedy.changes.windows_rows import (
    Row,
    edited,
    facts_of,
    like,
    rows,
    same,
    set_keys,
)

_MODES = ("untagged", "access")
VLAN, _ISOLATION = "vmNetworkAdapterVlan", "vmNetworkAdapterIsolation"


@dataclass(frozen=True, slots=True)
class VNicVlan(HostChange):
    """The VLAN of a host vNIC; None: untagged. *name* is its VMNetworkAdapter's, *nic* its alias.

    *isolation*: the VLAN of its isolation mode is meant, not that of VMNetworkAdapterVlan.
    """

    nic: str
    name: str
    vlan: int | None
    isolation: bool = False

    template: ClassVar[str] = "vnic-vlan"
    rank: ClassVar[int] = 45

    @property
    def target(self) -> tuple[object, ...]:
        """The VLAN of this vNIC."""
        return ("vlan", self.device, self.nic.casefold())

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: whoever spoke to it in the other VLAN loses it."""
        return Safety.DISRUPTIVE, "the vNIC leaves the VLAN that it is in"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the vNIC in its VLAN."""
        wanted = _row_of(sections, self.nic, self.isolation)
        return edited(sections, _section(self.isolation), lambda row: row is wanted, self._edit)

    def undo(self, sections: Sections) -> "VNicVlan":
        """Return to the VLAN before."""
        row = _row_of(sections, self.nic, self.isolation) or {}
        if self.isolation:
            return replace(self, vlan=whole_number(row.get("DefaultIsolationID")) or None)
        tags = enum(row.get("OperationMode"), _MODES) == "access"
        return replace(self, vlan=whole_number(row.get("AccessVlanId")) or None if tags else None)

    def _edit(self, row: Row) -> Row:
        if self.isolation:
            return set_keys(row, self.vlan or 0, "DefaultIsolationID")
        mode, old = _MODES[self.vlan is not None], row.get("OperationMode")
        written = mode.capitalize() if isinstance(old, str) and not old.isdecimal() else _MODES.index(mode)
        vlan = like(row.get("AccessVlanId", 0), self.vlan or 0)
        return {**row, "OperationMode": like(old, written), "AccessVlanId": vlan}


@dataclass(frozen=True, slots=True)
class TeamVlan(HostChange):
    """The VLAN of an LBFO team's interface; None: its default mode, without a tag."""

    nic: str
    team: str
    vlan: int | None

    template: ClassVar[str] = "team-vlan"
    rank: ClassVar[int] = 45

    @property
    def target(self) -> tuple[object, ...]:
        """The VLAN of this interface."""
        return ("vlan", self.device, self.nic.casefold())

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: whoever spoke to it in the other VLAN loses it."""
        return Safety.DISRUPTIVE, "the team's interface leaves the VLAN that it is in"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the interface in its VLAN."""
        found = edited(sections, "lbfoTeam", lambda row: same(row.get("Name"), self.team), self._team)
        return edited(found, "netAdapter", lambda row: same(row.get("Name"), self.nic), self._vlan)

    def undo(self, sections: Sections) -> "TeamVlan":
        """Return to the VLAN before."""
        return replace(self, vlan=team_vlan(sections, self.nic))

    def _team(self, row: Row) -> Row:
        entries = row.get("TeamNics")
        if isinstance(entries, list):
            return {**row, "TeamNics": [self._entry(one) for one in entries]}
        return {**row, "TeamNics": self._entry(entries)} if isinstance(entries, dict) else row

    def _entry(self, entry: Any) -> Any:
        wanted = isinstance(entry, dict) and same(entry.get("Name"), self.nic)
        return self._vlan(entry) if wanted else entry

    def _vlan(self, row: Row) -> Row:
        return {**row, "VlanID": like(row["VlanID"], self.vlan or 0)} if "VlanID" in row else row


def untagged(row: Row) -> Row:
    """Return a vNIC's row with no VLAN where it is in none: what is left of an earlier one does not count."""
    return {**row, "AccessVlanId": 0} if enum(row.get("OperationMode"), _MODES) == "untagged" else row


def team_vlan(sections: Sections, nic: str) -> int | None:
    """Return the VLAN that a team's interface has now."""
    for row in rows(sections, "lbfoTeam"):
        entries = row.get("TeamNics")
        for entry in entries if isinstance(entries, list) else [entries]:
            if isinstance(entry, dict) and same(entry.get("Name"), nic) and "VlanID" in entry:
                return whole_number(entry["VlanID"]) or None
    found = [row for row in rows(sections, "netAdapter") if same(row.get("Name"), nic)]
    return next((whole_number(row.get("VlanID")) for row in found), None) or None


def _section(isolation: bool) -> str:
    return _ISOLATION if isolation else VLAN


def _row_of(sections: Sections, nic: str, isolation: bool) -> Row | None:
    facts = facts_of(sections)
    found = vnics.find(facts, nic)
    if not isinstance(found, VNic):
        return None
    return next((row for _, row in vnics.of_vnic(facts, _section(isolation), found)), None)
