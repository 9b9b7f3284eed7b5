"""Ports and the cables between them, by name."""

from dataclasses import dataclass

from fabric_check.model.text import natural_key


@dataclass(frozen=True, slots=True, order=True)
class PortRef:
    """An interface of a device, spelled as its platform's running-config spells it."""

    device: str
    interface: str

    def __str__(self) -> str:
        """Return ``device:interface``."""
        return f"{self.device}:{self.interface}"

    def natural(self) -> tuple[object, object]:
        """Return the sort key for people: by device, then port, ``Te 0/2`` before ``Te 0/10``."""
        return natural_key(self.device), natural_key(self.interface)


@dataclass(frozen=True, slots=True)
class Cable:
    """A link with both ends resolved; members of a port-channel stand for it. *number*: its place in fabric.yaml."""

    number: int
    a: PortRef
    b: PortRef

    def far(self, device: str) -> PortRef:
        """Return the end that is not on *device*."""
        return self.b if self.a.device == device else self.a
