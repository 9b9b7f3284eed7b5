"""What was measured between two NICs, and what a NIC counted: facts of the fabric itself, whatever its configs say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fabric_check.model.intent import Nic
from fabric_check.model.source import Source
from fabric_check.model.units import IpMtu

Finder = Callable[[tuple[str | int, ...]], Source]
"""Finds the line of a value in its file by the keys that lead to it; called only where a finding wants to show it."""


@dataclass(frozen=True, slots=True)
class OneWay:
    """What one direction carries: packets of *low* bytes, and none above *high*; None: nothing larger is known to vanish."""

    low: IpMtu
    high: IpMtu | None = None


@dataclass(frozen=True, slots=True)
class Tagged:
    """What became of a frame sent with an 802.1Q tag. *arrived* None: nobody says whether it came without tag or not at all."""

    sent_vlan: int
    sent_pcp: int
    got_vlan: int | None
    got_pcp: int | None
    arrived: bool | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """One sweep from *sender* to *receiver*.

    *carried*: the largest IP packet that got through whole; None where the sweep could not tell, and *verdict* says how it
    ended. *limited*: one more byte does not. *there* and *back*: each direction, as far as it is known apart. *local* is what
    the sender's own interface takes, *limited_by* who refused a larger packet, *silent* that nobody said so.
    """

    network: str
    sender: Nic
    receiver: Nic
    verdict: str
    carried: IpMtu | None
    limited: bool
    there: OneWay
    back: OneWay
    silent: bool
    limited_by: str
    local: IpMtu | None
    tagged: Tagged | None
    find: Finder = field(compare=False)


@dataclass(frozen=True, slots=True)
class NicCounts:
    """What a host's interface counted between two samples: frames by priority, and frames that were too long for it.

    *pauses*: PFC frames sent or received. *drops*: frames of a priority that the NIC dropped. A
    counter that stood still is not among them.
    """

    host: str
    interface: str
    first: str
    last: str
    pauses: Mapping[int, int]
    drops: Mapping[int, int]
    too_long: int
    find: Callable[[], Source] = field(compare=False)
