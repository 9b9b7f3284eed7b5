"""PFC and Willing of a Windows host, or of a NIC with a policy set of its own; and what its NICs then do.

Windows programs a NIC with its policies where the NIC is not willing; a willing one does what its switch says
(Microsoft, *Set-NetQosDcbxSetting*).
"""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

from fabric_check.model.dcb import Group
from fabric_check.parse.sections import Sections as Facts
from fabric_check.parse.sections import flag, text, whole_number
from fabric_check.parse.settings import PRIORITIES
from fabric_check.parse.windows.dcb import operational, own, wanted
from fabric_check.remedy.change import HostChange, Safety, Sections
from fabric_check.remedy.changes.windows_rows import Row, edited, facts_of, same, set_keys


@dataclass(frozen=True, slots=True)
class FlowControl(HostChange):
    """PFC on or off for some priorities: of the host, or of *nic* where that has a policy set of its own."""

    nic: str | None
    priorities: tuple[int, ...]
    on: bool

    template: ClassVar[str] = "flow-control"
    rank: ClassVar[int] = 30

    @property
    def target(self) -> tuple[object, ...]:
        """PFC of the host or the NIC, one way."""
        return ("flow-control", self.device, (self.nic or "").casefold(), self.on)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: of all cmdlets that restart a NIC, each has -NoRestart, and those of NetQos have none."""
        return Safety.SAFE, "no NIC restarts; the switches' ports are ready by then"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with PFC set, and the NICs that follow it."""

        def wanted_row(row: Row) -> bool:
            return is_of(sections, row, self.nic) and whole_number(row.get("Priority")) in self.priorities

        found = edited(
            sections, wanted.FLOW_CONTROL, wanted_row, lambda row: set_keys(row, self.on, "Enabled")
        )
        return programmed(found)

    def undo(self, sections: Sections) -> "FlowControl":  # noqa: ARG002 - only priorities that differ are in it
        """Return the priorities to what they were."""
        return replace(self, on=not self.on)


@dataclass(frozen=True, slots=True)
class Willing(HostChange):
    """Whether NICs take their switch's DCB: all of the host's, or *nic* where that has a row of its own."""

    nic: str | None
    on: bool

    template: ClassVar[str] = "willing"
    rank: ClassVar[int] = 38

    @property
    def target(self) -> tuple[object, ...]:
        """The Willing bit of the host or the NIC."""
        return ("willing", self.device, (self.nic or "").casefold())

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: what a NIC does may change at once."""
        return Safety.DISRUPTIVE, "DCBX negotiates anew, and the NIC takes other settings"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the bit set, and the NICs that follow it."""
        found = edited(
            sections,
            wanted.DCBX,
            lambda row: is_of(sections, row, self.nic),
            lambda row: set_keys(row, self.on, "Willing"),
        )
        return programmed(found)

    def undo(self, sections: Sections) -> "Willing":  # noqa: ARG002 - it is changed only where it differs
        """Return to the bit before."""
        return replace(self, on=not self.on)


def is_of(sections: Sections, row: Row, nic: str | None) -> bool:
    """Return whether a row is of the host's own policy set (*nic* None), or of an adapter's."""
    alias = text(row.get("InterfaceAlias")) or text(row.get("ifAlias"))
    index = whole_number(row.get("InterfaceIndex"))
    if nic is None:
        return not alias and not index and text(row.get("PolicySet")).casefold() != "adapterspecific"
    if alias:
        return same(alias, nic)
    adapters = sections.get("netAdapter", [])
    return bool(index) and any(
        same(one.get("Name"), nic) and whole_number(one.get("InterfaceIndex")) == index
        for one in (adapters if isinstance(adapters, list) else [adapters])
        if isinstance(one, dict)
    )


def programmed(sections: Sections) -> dict[str, Any]:
    """Return the facts with what each NIC that has DCB on then does."""
    facts = facts_of(sections)
    host = wanted.of_host(facts)
    return edited(
        sections,
        operational.SECTION,
        lambda row: flag(row.get("Enabled")) is True,
        lambda row: _programmed(facts, host, row),
    )


def _programmed(facts: Facts, host: wanted.Wanted, row: Row) -> Row:
    nic = text(row.get("Name")) or text(row.get("InterfaceAlias"))
    now = operational.operational(facts, nic)
    holds = own.of_adapter(facts, nic, host, now)
    pfc = now.remote.value if holds.willing.value else holds.pfc.value
    if pfc is None:
        return row
    settings = row.get("OperationalSettings")
    becomes: dict[str, Any] = dict(settings) if isinstance(settings, dict) else {}
    becomes["FlowControlEnabled"] = bool(pfc)
    becomes[operational.PFC] = [priority in pfc for priority in range(PRIORITIES)]
    if not holds.willing.value:
        becomes |= _tables(becomes, holds.classes.value or (), now.class_limit.value or PRIORITIES)
    return {**row, "OperationalSettings": becomes}


def _tables(settings: Row, classes: tuple[Group, ...], most: int) -> dict[str, Any]:
    """Return the tables of traffic classes, where a NIC shows them; one that lacks classes is given none."""
    if not classes or len(classes) > most:
        return {}
    owner = {priority: group.number for group in classes for priority in group.priorities}
    rest = [0] * (PRIORITIES - len(classes))
    tables = {
        "PriorityAssignmentTable": [owner.get(priority, 0) for priority in range(PRIORITIES)],
        "BandwidthAssignmentTable": [group.bandwidth or 0 for group in classes] + rest,
    }
    return {name: table for name, table in tables.items() if isinstance(settings.get(name), list)}
