"""What is switched on as a whole on a Windows host: the Data-Center-Bridging feature, and DCB and RDMA of a NIC."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from fabric_check.parse.sections import flag
from fabric_check.parse.settings import PRIORITIES
from fabric_check.parse.windows.dcb import operational, rdma
from fabric_check.parse.windows.dcb.wanted import CLASSES, DCBX, FLOW_CONTROL
from fabric_check.remedy.change import HostChange, Safety, Sections
from fabric_check.remedy.changes.windows_qos import programmed
from fabric_check.remedy.changes.windows_rows import Row, edited, keyword, same, set_keys

_OF_THE_FEATURE = (FLOW_CONTROL, CLASSES, DCBX)
_SET = {"PolicySet": "Global"}


@dataclass(frozen=True, slots=True)
class Feature(HostChange):
    """The Windows feature Data-Center-Bridging. An undo carries in *before* what its sections were."""

    installed: bool = True
    before: Mapping[str, Any] = field(default_factory=dict, compare=False)

    template: ClassVar[str] = "feature"
    rank: ClassVar[int] = 10

    @property
    def target(self) -> tuple[object, ...]:
        """The feature."""
        return ("feature", self.device)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: Microsoft, *Data Center Bridging*, shows ``Restart Needed: No`` for it."""
        if not self.installed:
            return Safety.DISRUPTIVE, "removing a feature may ask for a restart"
        return Safety.SAFE, "installing Data-Center-Bridging needs no restart"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with what a fresh feature shows: no PFC, one class for all priorities, willing."""
        if not self.installed:
            kept = {name: value for name, value in sections.items() if name not in _OF_THE_FEATURE}
            return {name: self.before.get(name, kept.get(name)) for name in (*kept, *self.before)}
        everything = list(range(PRIORITIES))
        return {
            **sections,
            FLOW_CONTROL: [
                {"Name": str(priority), "Priority": priority, "Enabled": False, **_SET}
                for priority in everything
            ],
            CLASSES: [
                {
                    "Name": "[Default]",
                    "Algorithm": "ETS",
                    "BandwidthPercentage": 100,
                    "Priority": everything,
                    **_SET,
                }
            ],
            DCBX: [{"Willing": True, **_SET}],
        }

    def undo(self, sections: Sections) -> "Feature":
        """Remove the feature."""
        before = {name: sections[name] for name in _OF_THE_FEATURE if name in sections}
        return Feature(self.device, installed=False, before=before)


@dataclass(frozen=True, slots=True)
class AdapterQos(HostChange):
    """DCB of a NIC as a whole: with it off, no policy reaches the NIC."""

    nic: str
    on: bool = True

    template: ClassVar[str] = "adapter-qos"
    rank: ClassVar[int] = 20

    @property
    def target(self) -> tuple[object, ...]:
        """DCB of this NIC."""
        return ("adapter-qos", self.device, self.nic.casefold())

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: Microsoft, Enable-NetAdapterQos, NoRestart."""
        return Safety.DISRUPTIVE, "switching DCB on or off restarts the NIC"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with DCB on, and the policies that the NIC then has."""
        found = edited(
            sections,
            operational.SECTION,
            lambda row: _named(row, self.nic),
            lambda row: set_keys(row, self.on, "Enabled"),
        )
        found = edited(
            found,
            "advancedProperty",
            keyword(self.nic, "*QOS"),
            lambda row: set_keys(row, str(int(self.on)), "RegistryValue"),
        )
        return programmed(found)

    def undo(self, sections: Sections) -> "AdapterQos":  # noqa: ARG002 - it is changed only where it differs
        """Return to what it was."""
        return replace(self, on=not self.on)


@dataclass(frozen=True, slots=True)
class AdapterRdma(HostChange):
    """RDMA of an adapter, physical or virtual."""

    nic: str
    on: bool = True

    template: ClassVar[str] = "adapter-rdma"
    rank: ClassVar[int] = 50

    @property
    def target(self) -> tuple[object, ...]:
        """RDMA of this adapter."""
        return ("adapter-rdma", self.device, self.nic.casefold())

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: Microsoft, Enable-NetAdapterRdma, NoRestart."""
        return Safety.DISRUPTIVE, "switching RDMA on or off restarts the NIC"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with RDMA on."""
        found = edited(
            sections,
            rdma.SECTION,
            lambda row: _named(row, self.nic),
            lambda row: set_keys(row, self.on, "Enabled", "OperationalState"),
        )
        found = edited(
            found,
            "advancedProperty",
            keyword(self.nic, "*NetworkDirect"),
            lambda row: set_keys(row, str(int(self.on)), "RegistryValue"),
        )
        return edited(
            found,
            "smbClientInterface",
            lambda row: same(row.get("FriendlyName"), self.nic) and flag(row.get("RdmaCapable")) is not None,
            lambda row: set_keys(row, self.on, "RdmaCapable"),
        )

    def undo(self, sections: Sections) -> "AdapterRdma":  # noqa: ARG002 - it is changed only where it differs
        """Return to what it was."""
        return replace(self, on=not self.on)


def _named(row: Row, nic: str) -> bool:
    return same(row.get("Name"), nic) or same(row.get("InterfaceAlias"), nic)
