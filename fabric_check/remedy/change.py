"""What a change is: one setting of one device, how it is written, what it may touch, how it is undone, what it costs."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, ClassVar

from fabric_check.model.switch import SwitchFacts

Sections = Mapping[str, Any]
"""The sections of facts/HOST.json."""
Touched = frozenset[tuple[str, str]]
"""Facts of a switch by interface (empty: the switch's own) and field."""


class Safety(StrEnum):
    """What applying a change costs, least first."""

    SAFE = "safe"
    DISRUPTIVE = "disruptive"
    """A link flaps, a NIC restarts, or DCBX negotiates anew."""
    RELOAD = "reload"
    """Takes effect at the next reload of the switch only."""


class Phase(IntEnum):
    """When a change is due, so that no host ever sends more than its path carries."""

    HOST_LOWERS = 0
    SWITCH = 1
    HOST = 2
    SWITCH_LOWERS = 3


@dataclass(frozen=True, slots=True)
class Change(ABC):
    """One setting of one device. *template* names the file below ``templates/remediation/<dialect or system>/``.

    *rank* orders the changes of one snippet, lowest first: a VLAN exists before a port carries it.
    """

    device: str

    template: ClassVar[str]
    rank: ClassVar[int] = 50

    @property
    def interface(self) -> str | None:
        """The interface that it changes, which a change keeps as its ``port`` or ``nic``; None: the device as a whole."""
        name = getattr(self, "port", None) or getattr(self, "nic", None)
        return str(name) if name else None

    @property
    def place(self) -> tuple[int, ...]:
        """Where it stands in its device's snippet."""
        return (self.rank,)

    @property
    @abstractmethod
    def target(self) -> tuple[object, ...]:
        """What is set, without the value: of two changes with one target, the later replaces the earlier."""

    @property
    @abstractmethod
    def safety(self) -> tuple[Safety, str]:
        """Return what applying it costs, and why."""

    @property
    def phase(self) -> Phase:
        """When it is due."""
        return Phase.SWITCH


@dataclass(frozen=True, slots=True)
class SwitchChange(Change):
    """A change of a switch: proven by folding its snippet over the config's own state."""

    @abstractmethod
    def touches(self, before: SwitchFacts) -> Touched:
        """Return the facts that may change; any other one that does refuses the change."""

    def holds(self, after: SwitchFacts) -> bool:  # noqa: ARG002 - most changes are proven by the rules alone
        """Return whether the switch, with the change applied, is what the change says."""
        return True

    @abstractmethod
    def undo(self, before: SwitchFacts) -> "SwitchChange":
        """Return the change that restores the facts as they were."""


@dataclass(frozen=True, slots=True)
class HostChange(Change):
    """A change of a host: proven on its facts."""

    @abstractmethod
    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the host's facts as they will be; the ones given stay as they are."""

    @abstractmethod
    def undo(self, sections: Sections) -> "HostChange":
        """Return the change that restores the facts as they were."""

    @property
    def phase(self) -> Phase:
        """When it is due: after the switches, unless it lowers a size."""
        return Phase.HOST
