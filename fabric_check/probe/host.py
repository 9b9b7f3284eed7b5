"""What measures: a host that can be asked for sweeps. What came of each pair, and what went wrong. No I/O here."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fabric_check.probe.plan import Pair


@dataclass(frozen=True, slots=True)
class Measured:
    """One pair, measured *at* a time: the *sweep* (schema fabric-check/sweep/1), and *tagged* where frames were sent."""

    pair: Pair
    at: dt.datetime
    sweep: Mapping[str, Any]
    notes: tuple[str, ...] = ()
    tagged: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """One pair that could not be measured, and why."""

    pair: Pair
    why: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What measuring may cost: probes a second of each host, and seconds to wait for one answer."""

    rate: int = 500
    wait: float = 1.0


class HostError(Exception):
    """A host cannot measure, or no more; *hint* says what to try."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what}; {hint}" if hint else what)
        self.what = what
        self.hint = hint


class Host(Protocol):
    """One host with its connection. One pair at a time leaves it."""

    def sweeps(self, pairs: Sequence[Pair]) -> Iterator[Measured | Unmeasured]:
        """Measure pairs whose sender is this host. Raises HostError when the host is gone."""

    def counters(self) -> Mapping[str, Any]:
        """Return what it counts, in the sections of facts/HOST.json; empty where it offers nothing."""

    def end(self) -> None:
        """End the connection at once, from any thread."""

    def close(self) -> None:
        """End the connection."""
