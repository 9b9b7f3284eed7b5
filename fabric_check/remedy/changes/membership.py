"""Which VLANs a port carries: by the VLANs' lists (Force10) or by the port's own lines, with modes or without."""

from dataclasses import dataclass
from typing import ClassVar

from fabric_check.model.switch import Port, SwitchFacts, Switchport
from fabric_check.model.vlans import NO_VLANS, VlanSet
from fabric_check.remedy.change import Safety, SwitchChange, Touched

_FIELDS = ("tagged", "untagged", "hybrid", "switchport", "switching")


@dataclass(frozen=True, slots=True)
class Carried:
    """What lines give a port: VLANs tagged, the one untagged that a line names, whether both may share it.

    *switching* False: the port is routed, and in no VLAN.
    """

    tagged: VlanSet = NO_VLANS
    untagged: int | None = None
    hybrid: bool = False
    switching: bool = True

    @property
    def mixed(self) -> bool:
        """Whether tagged and untagged VLANs share the port."""
        return bool(self.tagged) and self.untagged is not None


@dataclass(frozen=True, slots=True)
class Membership(SwitchChange):
    """VLANs of a port that VLANs list, or that lists them itself without modes (*on_port*)."""

    port: str
    was: Carried
    becomes: Carried
    on_port: bool = False

    template: ClassVar[str] = "membership"

    @property
    def target(self) -> tuple[object, ...]:
        """The VLANs of the port."""
        return ("vlans", self.device, self.port)

    @property
    def remodes(self) -> bool:
        """Whether the port leaves all its VLANs meanwhile: OS9 refuses ``portmode hybrid`` while it has any."""
        return (self.was.hybrid, self.was.switching) != (self.becomes.hybrid, self.becomes.switching)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe where VLANs are added alone."""
        if self.remodes and (self.was.tagged or self.was.untagged):
            return Safety.DISRUPTIVE, "the port leaves its VLANs while its mode changes"
        return _safety(self.was.tagged, self.becomes.tagged, same=self.was.untagged == self.becomes.untagged)

    def touches(self, before: SwitchFacts) -> Touched:
        """Name what decides the port's VLANs, and those of a port-channel's members, which are its own."""
        return _touches(before, self.port)

    def holds(self, after: SwitchFacts) -> bool:
        """Return whether the port carries what it should."""
        port = after.ports.get(self.port)
        if port is None:
            return False
        explicit = None if port.untagged == after.default_vlan else port.untagged
        return (port.tagged, explicit) == (self.becomes.tagged, self.becomes.untagged)

    def undo(self, before: SwitchFacts) -> "Membership":  # noqa: ARG002 - the change itself knows what was
        """Return to the VLANs before."""
        return Membership(self.device, self.port, self.becomes, self.was, self.on_port)


@dataclass(frozen=True, slots=True)
class Switchports(SwitchChange):
    """VLANs of a port that lists them in modes: access, trunk, general (PowerConnect)."""

    port: str
    was: Switchport
    becomes: Switchport

    template: ClassVar[str] = "switchport"

    @property
    def target(self) -> tuple[object, ...]:
        """The VLANs of the port."""
        return ("vlans", self.device, self.port)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe where VLANs are added alone."""
        if self.was.mode != self.becomes.mode:
            return Safety.DISRUPTIVE, "the port leaves its VLANs while its mode changes"
        (tagged, untagged), (more, other) = self.was.membership(), self.becomes.membership()
        return _safety(tagged, more, same=untagged == other)

    @property
    def allows(self) -> VlanSet:
        """VLANs that the trunk's list gains; only ever asked of a trunk that has one."""
        return (self.becomes.allowed or NO_VLANS) - (self.was.allowed or NO_VLANS)

    @property
    def disallows(self) -> VlanSet:
        """VLANs that the trunk's list loses."""
        return (self.was.allowed or NO_VLANS) - (self.becomes.allowed or NO_VLANS)

    @property
    def tags(self) -> VlanSet:
        """VLANs that general mode is to tag."""
        return self.becomes.general_tagged - self.was.general_tagged

    @property
    def untags(self) -> VlanSet:
        """VLANs that general mode is not to tag."""
        return self.becomes.general_untagged - self.was.general_untagged

    @property
    def leaves(self) -> VlanSet:
        """VLANs that general mode loses."""
        was = self.was.general_tagged | self.was.general_untagged
        return was - (self.becomes.general_tagged | self.becomes.general_untagged)

    def touches(self, before: SwitchFacts) -> Touched:
        """Name what decides the port's VLANs, and those of a port-channel's members, which are its own."""
        return _touches(before, self.port)

    def holds(self, after: SwitchFacts) -> bool:
        """Return whether the port carries what it should."""
        port = after.ports.get(self.port)
        return port is not None and port.switchport == self.becomes

    def undo(self, before: SwitchFacts) -> "Switchports":  # noqa: ARG002 - the change itself knows what was
        """Return to the settings before."""
        return Switchports(self.device, self.port, self.becomes, self.was)


def carried(port: Port, facts: SwitchFacts) -> Carried:
    """Return what lines give a port; the default VLAN is where it is without a line."""
    untagged = None if port.untagged == facts.default_vlan else port.untagged
    return Carried(port.tagged, untagged, port.hybrid, port.switching)


def _safety(was: VlanSet, becomes: VlanSet, *, same: bool) -> tuple[Safety, str]:
    if same and not was - becomes:
        return Safety.SAFE, "the port's other VLANs stay as they are"
    return Safety.DISRUPTIVE, "frames that the port took untagged until now are in another VLAN from then on"


def _touches(before: SwitchFacts, port: str) -> Touched:
    members = {one.name for one in before.ports.values() if one.lag == port}
    return frozenset((name, field) for name in {port, *members} for field in _FIELDS)
