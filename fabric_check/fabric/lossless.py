"""The switch ports that lossless traffic crosses. DCB is a port's own: of a port-channel, its members' settings count.

Judges nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from fabric_check.fabric.build import Fabric
from fabric_check.fabric.hops import Hop
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import NetworkView
from fabric_check.model.dcb import HostDcb, RdmaFlavour
from fabric_check.model.intent import Network
from fabric_check.model.outcome import Gap
from fabric_check.model.switch import Port


@dataclass(frozen=True, slots=True)
class LosslessPort:
    """A physical switch port on ways of lossless networks; *uses*: each of those, with how many pairs have a way here.

    *logical* is the port-channel that it is a member of, else itself. *port* None: *gap* says why nothing is known of it.
    """

    ref: PortRef
    logical: PortRef
    port: Port | None
    gap: Gap | None
    uses: tuple[tuple[Network, int], ...] = ()

    @property
    def priorities(self) -> frozenset[int]:
        """The priorities that must not lose frames here."""
        return frozenset(network.lossless.priority for network, _ in self.uses if network.lossless)

    def networks(self, priorities: Collection[int]) -> tuple[str, ...]:
        """Return the names of the networks that use some priorities here, in fabric.yaml order."""
        return tuple(
            network.name
            for network, _ in self.uses
            if network.lossless and network.lossless.priority in priorities
        )

    @property
    def pairs(self) -> int:
        """How many pairs of NICs have a way over the port."""
        return sum(pairs for _, pairs in self.uses)


def lossless_ports(scene: Scene) -> Mapping[PortRef, LosslessPort]:
    """Return every port on a way of a lossless network."""
    found: dict[PortRef, LosslessPort] = {}
    for view in lossless_views(scene):
        for use in view.uses.values():
            for ref, port in physical(scene.fabric, use.hop):
                gap = use.hop.gap if port is None else None
                one = found.get(ref) or LosslessPort(ref, use.hop.ref, port, gap)
                found[ref] = replace(one, uses=(*one.uses, (view.network, use.pairs)))
    return found


def lossless_views(scene: Scene) -> Iterator[NetworkView]:
    """Yield the views of the networks that must not lose frames: not of one whose NICs all speak iWARP."""
    return (view for view in scene.views if view.network.lossless is not None and not _all_iwarp(view))


def _all_iwarp(view: NetworkView) -> bool:
    hosts = view.fabric.hosts
    return bool(view.attachments) and all(
        speak_iwarp(hosts[one.nic.host].dcb, one.state.uplinks) for one in view.attachments
    )


def speak_iwarp(dcb: HostDcb | None, uplinks: Iterable[str]) -> bool:
    """Return whether a host's NICs are all known to speak iWARP, which repairs losses itself: DCB is optional for them."""
    adapters = [dcb.adapters.get(name) for name in uplinks] if dcb else [None]
    return all(one is not None and one.flavour.value is RdmaFlavour.IWARP for one in adapters)


def physical(fabric: Fabric, hop: Hop) -> Iterable[tuple[PortRef, Port | None]]:
    """Return the ports whose DCB counts for a hop: a port-channel's members, else the port itself.

    Members that are shut carry nothing and do not count, unless all of them are.
    """
    members = fabric.members(hop.ref) if hop.port else ()
    carrying = [member for member in members if member.up] or members
    return [(PortRef(hop.ref.device, member.name), member) for member in carrying] or [(hop.ref, hop.port)]
