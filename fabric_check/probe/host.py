"""What measures: a host that can be asked for sweeps. What came of each pair, and what went wrong. No I/O here."""

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from fabric_check.model.text import printable
from fabric_check.probe.agent import blank
from fabric_check.probe.plan import Pair

SIZED = frozenset({"clear", "limited"})
VERDICTS = SIZED | {"unreachable", "inconclusive"}
MOST = 65535
"""The largest IP packet, in bytes (RFC 791)."""


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
    """How to measure: probes a second of each host, seconds to wait for one answer, and whether each way by itself too."""

    rate: int = 500
    wait: float = 1.0
    one_way: bool = False


class HostError(Exception):
    """A host cannot measure, or no more; *hint* says what to try."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what}; {hint}" if hint else what)
        self.what = what
        self.hint = hint


def checked(sweep: Any, target: str) -> dict[str, Any]:
    """Return a sweep that a host reported, with the keys that one has and no others: hosts are not trusted.

    Raises:
        HostError: it is none.

    """
    right = blank(target)
    found = {key: sweep.get(key) for key in right} if isinstance(sweep, dict) else {}
    if not all(fits(found.get(key)) for key, fits in _FITS.items()) or (
        found["verdict"] in SIZED and found["ip_mtu"] is None
    ):
        raise HostError("the probe's answer is not what it should be", "please report it")
    for key in _SIZES:
        # An interface may take more than any IP packet has, such as Linux's loopback.
        if (size := found[key]) is not None:
            found[key] = min(size, MOST)
    by = found["limited_by"]
    return found | {"schema": right["schema"], "target": target, "limited_by": by and printable(by)[:100]}


def _is_size(value: Any) -> bool:
    return value is None or (type(value) is int and value >= 0)


_SIZES = ("ip_mtu", "local_ip_mtu", "forward_ip_mtu", "reverse_ip_mtu")
_FITS: Mapping[str, Callable[[Any], bool]] = {
    "verdict": lambda value: isinstance(value, str) and value in VERDICTS,
    "limited_by": lambda value: isinstance(value, str | None),
    "seconds": lambda value: type(value) in {int, float} and math.isfinite(value),
    **dict.fromkeys(("silent", "reply_fragmented"), lambda value: isinstance(value, bool)),
    **dict.fromkeys(("flows", "probes", "lost"), lambda value: type(value) is int),
    **dict.fromkeys(_SIZES, _is_size),
}


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
