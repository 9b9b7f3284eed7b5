"""What every device of a lab has: a name, an address, a login, and a record of every line that it was sent."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from secrets import token_urlsafe


@dataclass(frozen=True, slots=True)
class LabLogin:
    """Who may log in to the devices of a lab. Made up for each lab; kept out of ``repr``."""

    username: str = "lab"
    password: str = field(default_factory=lambda: token_urlsafe(12), repr=False)
    secret: str = field(default_factory=lambda: token_urlsafe(12), repr=False)


class Device(ABC):
    """One device: a server on a loopback port, started and stopped by its lab.

    *received*: every line or command that it was sent, in order, passwords as ``********``.
    """

    kind: str

    def __init__(self, name: str) -> None:
        self.name = name
        self.host = "127.0.0.1"
        self.port = 0
        self.received: list[str] = []

    @abstractmethod
    async def start(self) -> None:
        """Listen on a free port, or on *port* where it is set."""

    @abstractmethod
    async def stop(self) -> None:
        """Stop listening, and end every session and every process that it started."""

    @property
    def host_key(self) -> str | None:
        """Return the line's part of known_hosts that is this device's SSH key; None: it has none."""
        return None
