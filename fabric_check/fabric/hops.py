"""A switch port as one network sees it: whether it passes the VLAN, how, and up to which size.

A port-channel is one hop. Its size is the smallest of its own and, where members keep theirs, of its members'.
"""

from dataclasses import dataclass
from functools import cached_property

from fabric_check.fabric.build import Fabric
from fabric_check.fabric.ports import Cable, PortRef
from fabric_check.model.intent import Network
from fabric_check.model.outcome import Gap
from fabric_check.model.switch import Port
from fabric_check.model.units import IpMtuRange

SHUT_PORT = 1000
"""A way whose VLANs can be repaired is preferred to one with a port that somebody shut."""


@dataclass(frozen=True, slots=True)
class Hop:
    """A switch port in one network. With a *gap* and no *port*, nothing else is known of it.

    *size* is the IP MTU of the network's frames; with a gap that of what is known, or None. *allowed*: the port lets the VLAN pass; *carries*: it
    does, and the VLAN exists on the switch. *narrow* is the member whose own size makes a port-channel smaller.
    """

    ref: PortRef
    port: Port | None
    size: IpMtuRange | None
    gap: Gap | None
    up: bool
    allowed: bool
    carries: bool
    tagged: bool
    narrow: Port | None = None


@dataclass(frozen=True, eq=False)
class Step:
    """A cable or port-channel in one network: the switch ports at its ends (one at a host's) and what is in the way.

    A view makes each once, so it is itself alone; what follows from it is worked out once.
    """

    cable: Cable
    hops: tuple[Hop, ...]

    @cached_property
    def down(self) -> tuple[Hop, ...]:
        """The ports of this cable that are shut."""
        return tuple(hop for hop in self.hops if not hop.up)

    @cached_property
    def lacking(self) -> tuple[Hop, ...]:
        """The switch ports of this cable that do not carry the VLAN."""
        return tuple(hop for hop in self.hops if not hop.carries)

    @cached_property
    def clash(self) -> bool:
        """Whether one end tags the VLAN that the other end takes untagged: frames arrive in another VLAN, or not at all."""
        tagging = {hop.tagged for hop in self.hops if hop.carries and hop.port is not None}
        return len(tagging) == 2

    @cached_property
    def usable(self) -> bool:
        """Whether the network's frames pass this cable."""
        return not self.down and not self.lacking and not self.clash

    @cached_property
    def one_sided(self) -> bool:
        """Whether one end carries the VLAN and the other does not: a mistake, where neither may be pruning.

        Of an end that is not known nobody can say so.
        """
        return not self.down and len(self.lacking) == 1 and all(hop.port is not None for hop in self.hops)

    @cached_property
    def repairs(self) -> int:
        """What it costs to make this cable usable: a port that lacks the VLAN, or tags it alone, 1, a shut one far more."""
        return len(self.lacking) + self.clash + SHUT_PORT * len(self.down)


def hop(fabric: Fabric, ref: PortRef, network: Network) -> Hop:
    """Return how a switch port treats a network's frames. An unknown port is taken to pass them, size unknown."""
    gap = fabric.gap(ref)
    port = fabric.port(ref)
    if gap or port is None:
        return Hop(ref, None, None, gap, up=True, allowed=True, carries=True, tagged=True)
    facts = fabric.switches[ref.device]
    members = [] if facts.members_follow_lag else [member for member in fabric.members(ref) if member.up]
    size, narrow = facts.port_ip_mtu(port, network.vlan), None
    if size is None or any(member.mtu is None for member in members):
        why = facts.profile.mtu.default.source if facts.profile else "the model is not known"
        gap = Gap(ref.device, "", "MTU", why)
    if gap is None and ref in fabric.split:
        gap = Gap(ref.device, ref.interface, "cable", fabric.split[ref])
    for member in members:
        # The frames are the port-channel's: tagged or not as it says, as large as the member lets them be.
        own = None if size is None else facts.mtu_ip_mtu(member.mtu, port, network.vlan)
        if own is not None and size is not None and own.high < size.low:
            size, narrow = own, member
    allowed = port.carries(network.vlan)
    defined = network.vlan in facts.vlans or network.vlan == facts.default_vlan
    return Hop(
        ref,
        port,
        size,
        gap,
        up=port.up and fabric.any_member_up(ref),
        allowed=allowed,
        carries=allowed and defined,
        tagged=network.vlan != port.untagged,
        narrow=narrow,
    )
