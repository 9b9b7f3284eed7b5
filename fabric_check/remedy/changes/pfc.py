"""PFC of a port that says itself which priorities it pauses (PowerConnect), and 802.3x pause of any port."""

from dataclasses import dataclass
from typing import ClassVar

from fabric_check.model.dcb import Priorities
from fabric_check.model.switch import SwitchFacts
from fabric_check.remedy.change import Safety, SwitchChange, Touched


@dataclass(frozen=True, slots=True)
class NoDrop(SwitchChange):
    """The priorities that a port pauses instead of dropping; none turns its PFC off."""

    port: str
    was: Priorities
    becomes: Priorities

    template: ClassVar[str] = "no-drop"

    @property
    def target(self) -> tuple[object, ...]:
        """PFC of the port."""
        return ("pfc", self.device, self.port)

    @property
    def gained(self) -> tuple[int, ...]:
        """Priorities to pause from now on."""
        return tuple(sorted(self.becomes - self.was))

    @property
    def lost(self) -> tuple[int, ...]:
        """Priorities not to pause any more."""
        return tuple(sorted(self.was - self.becomes))

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive for want of a source that says otherwise."""
        return (
            Safety.DISRUPTIVE,
            "no manual says that the link stays up while PFC changes, and DCBX negotiates anew",
        )

    def touches(self, before: SwitchFacts) -> Touched:
        """Name the port's PFC, and that of members which say nothing themselves."""
        return frozenset((name, "dcb.pfc") for name in (self.port, *_members(before, self.port)))

    def undo(self, before: SwitchFacts) -> "NoDrop":  # noqa: ARG002 - the change itself knows what was
        """Return to the priorities before."""
        return NoDrop(self.device, self.port, self.becomes, self.was)


@dataclass(frozen=True, slots=True)
class FlowControl(SwitchChange):
    """802.3x pause of a port; *line*: its own line before, which the way back needs word for word."""

    port: str
    on: bool
    line: str = ""
    back: bool = False

    template: ClassVar[str] = "flow-control"
    rank: ClassVar[int] = 45

    @property
    def target(self) -> tuple[object, ...]:
        """Pause of the port."""
        return ("flow-control", self.device, self.port)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: pause is negotiated when a link comes up (IEEE 802.3 annex 28B)."""
        return Safety.DISRUPTIVE, "pause is negotiated with the link, which may come up anew"

    def touches(self, before: SwitchFacts) -> Touched:
        """Name the port's pause."""
        return frozenset((name, "dcb.flow_control") for name in (self.port, *_members(before, self.port)))

    def undo(self, before: SwitchFacts) -> "FlowControl":  # noqa: ARG002 - the change itself knows what was
        """Return to the line before, or to none."""
        return FlowControl(self.device, self.port, not self.on, self.line, back=True)


def _members(before: SwitchFacts, port: str) -> list[str]:
    return [one.name for one in before.ports.values() if one.lag == port]
