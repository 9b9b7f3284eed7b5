"""A switch port as one network sees it: whether it passes the VLAN, how, and up to which size."""

from dataclasses import dataclass

from fabric_check.fabric.build import Cable, Fabric, PortRef
from fabric_check.model.intent import Network
from fabric_check.model.outcome import Gap
from fabric_check.model.switch import Port
from fabric_check.model.units import IpMtuRange


@dataclass(frozen=True, slots=True)
class Hop:
    """A switch port in one network. With a *gap*, nothing else is known of it.

    *size* is the IP MTU of the network's frames; None with no gap means: the model's numbers are not known.
    """

    ref: PortRef
    port: Port | None
    size: IpMtuRange | None
    gap: Gap | None
    up: bool
    carries: bool
    tagged: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A cable in one network: the switch ports at its ends (one at a host's cable) and what stands in the way."""

    cable: Cable
    hops: tuple[Hop, ...]

    @property
    def down(self) -> tuple[Hop, ...]:
        """The ports of this cable that are shut."""
        return tuple(hop for hop in self.hops if not hop.up)

    @property
    def lacking(self) -> tuple[Hop, ...]:
        """The switch ports of this cable that do not carry the VLAN."""
        return tuple(hop for hop in self.hops if not hop.carries)

    @property
    def usable(self) -> bool:
        """Whether the network's frames pass this cable."""
        return not self.down and not self.lacking

    @property
    def one_sided(self) -> bool:
        """Whether one end carries the VLAN and the other does not: a mistake, where neither may be pruning."""
        return not self.down and len(self.lacking) == 1

    @property
    def repairs(self) -> int:
        """What it costs to make this cable usable: a port that lacks the VLAN 1, a shut one far more."""
        return len(self.lacking) + SHUT_PORT * len(self.down)


SHUT_PORT = 1000
"""A way whose VLANs can be repaired is preferred to one with a port that somebody shut."""


def hop(fabric: Fabric, ref: PortRef, network: Network) -> Hop:
    """Return how a switch port treats a network's frames. An unknown port is taken to pass them, size unknown."""
    gap = fabric.gap(ref)
    port = fabric.port(ref)
    if gap or port is None:
        return Hop(ref, None, None, gap, up=True, carries=True, tagged=True)
    size = fabric.switches[ref.device].port_ip_mtu(port, network.vlan)
    if size is None:
        why = fabric.switches[ref.device].profile
        gap = Gap(ref.device, "", "MTU", why.mtu.default.source if why else "the model is not known")
    return Hop(
        ref,
        port,
        size,
        gap,
        up=port.up,
        carries=port.carries(network.vlan),
        tagged=network.vlan != port.untagged,
    )
