"""What really happens on the wires of a simulated fabric, whatever any configuration says: plain data. No I/O.

A frame's size is that of the whole Ethernet frame on that wire: header, the tag where it has one, and FCS.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from fabric_check.model.vlans import NO_VLANS, VlanSet


class End(NamedTuple):
    """A port of a switch."""

    switch: str
    port: str

    def __str__(self) -> str:
        """Return ``switch:port``."""
        return f"{self.switch}:{self.port}"


@dataclass(frozen=True, slots=True)
class Way:
    """What one direction of a port does to frames.

    *max_frame*: the largest that pass, in bytes; None: any. *loss*: the share that is lost, 0 to 1. *delay*: seconds.
    """

    max_frame: int | None = None
    loss: float = 0.0
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Port:
    """A physical port of a switch.

    *tagged*: the VLANs whose frames it takes and gives with a tag; *untagged*: the one that it takes and gives without.
    *tag_counts*: whether the tag counts towards *max_frame* (IEEE 802.1Q leaves a maker the choice). *keeps_pcp*: whether a
    frame's priority survives when it comes in by this port. *lag*: the port-channel that the port is a member of; *lacp*: only if
    LACP agrees with the port at the other end of the cable; else whatever that does.
    """

    up: bool = True
    tagged: VlanSet = NO_VLANS
    untagged: int | None = None
    receive: Way = Way()
    send: Way = Way()
    tag_counts: bool = True
    keeps_pcp: bool = True
    lag: str | None = None
    lacp: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two switches that act as one towards port-channels (VLT, vPC).

    *link*: the port or port-channel of each that joins the two. *lags*: port-channels that they share, each with its name
    on the first and on the second.
    """

    between: tuple[str, str]
    link: tuple[str, str] | None = None
    lags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Nic:
    """A host's interface with what lies below it.

    *address*: with prefix length, such as ``10.0.120.1/24``; None: the kernel answers nothing there, and packet sockets see
    every frame as it is on the wire. *ip_mtu*: what it sends and takes at most. *vlan*: the tag of its ordinary frames. *ports*:
    where it is plugged in; more than one is a team, or a port-channel if the switch has them in one. *network*: for people.
    """

    ip_mtu: int
    ports: tuple[End, ...]
    address: str | None = None
    vlan: int | None = None
    network: str = ""


@dataclass(frozen=True, slots=True)
class Truth:
    """A whole fabric: *switches* by name with their ports, cables as *links*, *hosts* by name with their NICs.

    *seed* makes the losses the same ones each time.
    """

    switches: Mapping[str, Mapping[str, Port]] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
    links: tuple[tuple[End, End], ...] = ()
    hosts: Mapping[str, Mapping[str, Nic]] = field(default_factory=dict)
    seed: int = 0


_INTERFACE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$")
_TAKEN = {"lo", "all", "default"}


def interfaces(nics: Mapping[str, Nic]) -> dict[str, str]:
    """Return each NIC's interface in its host's namespace: its own name where Linux allows it, else ``nicN``."""
    own = {name for name in nics if _INTERFACE.match(name) and name not in _TAKEN}
    free = (word for number in range(2 * len(nics) + 1) if (word := f"nic{number}") not in own)
    return {name: name if name in own else next(free) for name in nics}
