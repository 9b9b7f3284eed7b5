"""DCB of a whole switch, and its PFC buffers: both hold from a reload on."""

from dataclasses import dataclass
from typing import ClassVar

from fabric_check.model.switch import SwitchFacts
from fabric_check.remedy.change import Safety, SwitchChange, Touched

_AT_BOOT = "PFC buffers are set up at boot: save the configuration and reload"


@dataclass(frozen=True, slots=True)
class DcbOn(SwitchChange):
    """``dcb enable``."""

    on: bool = True

    template: ClassVar[str] = "dcb-enable"
    rank: ClassVar[int] = 15

    @property
    def target(self) -> tuple[object, ...]:
        """DCB of the switch."""
        return ("dcb", self.device)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Reload: Dell S4810P user guide, data center bridging."""
        return Safety.RELOAD, _AT_BOOT

    def touches(self, before: SwitchFacts) -> Touched:  # noqa: ARG002 - one signature
        """Name whether DCB is on."""
        return frozenset({("", "dcb.enabled")})

    def undo(self, before: SwitchFacts) -> "DcbOn":  # noqa: ARG002 - it was off
        """Turn it off again."""
        return DcbOn(self.device, on=not self.on)


@dataclass(frozen=True, slots=True)
class PfcBuffers(SwitchChange):
    """PFC buffers of all units alike: for how many ports, and lossless queues of each. *line*: what stood there before."""

    ports: int
    queues: int
    line: str
    back: bool = False

    template: ClassVar[str] = "pfc-buffers"
    rank: ClassVar[int] = 16

    @property
    def target(self) -> tuple[object, ...]:
        """The buffers."""
        return ("pfc-buffers", self.device)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Reload: Dell OS9 guides, PFC buffers."""
        return Safety.RELOAD, _AT_BOOT

    def touches(self, before: SwitchFacts) -> Touched:  # noqa: ARG002 - one signature
        """Name the buffers."""
        return frozenset({("", "dcb.buffers")})

    def undo(self, before: SwitchFacts) -> "PfcBuffers":  # noqa: ARG002 - the change itself knows what was
        """Return to the line before."""
        return PfcBuffers(self.device, self.ports, self.queues, self.line, back=True)
