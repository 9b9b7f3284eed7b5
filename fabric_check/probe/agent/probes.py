"""One probe, what a socket reports of it, and when the next one may leave. Times are seconds."""

from typing import NamedTuple, Optional

PENDING, PASSED, REFUSED, VANISHED, UNCLEAR = "pending", "passed", "refused", "vanished", "unclear"


class Event(NamedTuple):
    """What a socket reported: `passed`, `refused` (value: next-hop MTU), `fragments` (value: largest) or `trouble`."""

    kind: str
    number: int
    value: int = 0
    who: Optional[str] = None


class Probe:
    """One packet sent: its size, when it left, what became of it, and when that was known."""

    __slots__ = ("heard", "sent", "size", "state")

    def __init__(self, size: int, sent: float) -> None:
        self.size = size
        self.sent = sent
        self.heard = 0.0
        self.state = PENDING


class Pace:
    """When the next probe may leave: at most one each *interval*, whatever this process measures; 0 is no limit."""

    def __init__(self) -> None:
        self.interval = 0.0
        self.due = 0.0

    def per_second(self, rate: Optional[float]) -> None:
        """Set the limit, in probes a second."""
        self.interval = 1 / rate if rate else 0.0

    def left(self, now: float) -> float:
        """Return how long the next probe has to wait."""
        return max(0.0, self.due - now) if self.interval else 0.0

    def took(self, now: float) -> None:
        """Count a probe that leaves now."""
        self.due = now + self.interval


PACE = Pace()
