"""A port that is shut or routed is put to use: ``switchport`` and ``no shutdown``."""

from dataclasses import dataclass
from typing import ClassVar

from fabric_check.model.switch import SwitchFacts
from fabric_check.remedy.change import Safety, SwitchChange, Touched


@dataclass(frozen=True, slots=True)
class PortState(SwitchChange):
    """Whether a port, or port-channel, is up and switches; None leaves it as it is."""

    port: str
    up: bool | None = None
    switching: bool | None = None

    template: ClassVar[str] = "port-state"
    rank: ClassVar[int] = 60

    @property
    def target(self) -> tuple[object, ...]:
        """The port's state."""
        return ("port-state", self.device, self.port)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: a further link may move a spanning tree's ways."""
        return Safety.DISRUPTIVE, "a link that comes up may make a spanning tree converge anew"

    def touches(self, before: SwitchFacts) -> Touched:
        """Name the port's state, and that of a port-channel's members; a new switchport is in the default VLAN."""
        names = {self.port, *(port.name for port in before.ports.values() if port.lag == self.port)}
        fields = {"up"} if self.switching is None else {"up", "switching", "tagged", "untagged"}
        return frozenset((name, field) for name in names for field in fields)

    def undo(self, before: SwitchFacts) -> "PortState":
        """Return to the state before."""
        own = before.ports.get(self.port, before.unmentioned)
        up = None if self.up is None or own is None else own.up
        return PortState(self.device, self.port, up, None if self.switching is None else not self.switching)
