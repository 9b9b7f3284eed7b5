"""A truth made ready for forwarding: switches, port-channels and cables that know each other. No I/O.

A pair of switches (VLT, vPC) is one *place*: its two bridges share one table of addresses and the port-channels named so.
"""

import math
from collections import Counter
from collections.abc import Iterable

from fabric_check.lab.wires.truth import End, Nic, Truth, Way
from fabric_check.lab.wires.truth import Port as PortTruth


class Place:
    """One switch, or two that act as one: where addresses are learned. *order*: its rank for the spanning tree."""

    def __init__(self, order: int) -> None:
        self.order = order
        self.bridges: list[Bridge] = []
        self.learned: dict[tuple[int, bytes], Trunk] = {}


class Bridge:
    """A switch. *peer* and *peer_link* where it is half of a pair."""

    def __init__(self, name: str, place: Place) -> None:
        self.name = name
        self.place = place
        self.trunks: list[Trunk] = []
        self.peer: Bridge | None = None
        self.peer_link: Trunk | None = None
        place.bridges.append(self)


class Trunk:
    """What a switch takes for one port: a port by itself, a port-channel, or one that a pair shares.

    *live*: by bridge, its ports that have a link. *peer_link*: whether it joins the two of a pair.
    """

    def __init__(self) -> None:
        self.live: dict[Bridge, list[Port]] = {}
        self.peer_link = False


class Port:
    """A port with a cable in it. *far* is the port at the cable's other end; else *nics* are what is plugged in.

    *edge* numbers the link for the spanning tree; None: frames always pass. *counts* are frames by what became of them.
    *live*: it has a link, and LACP, where it speaks that, agrees with the far end.
    """

    __slots__ = (
        "bridge", "counts", "edge", "far", "keeps_pcp", "lacp", "live", "name", "nics", "receive", "send", "tag_bytes", "tagged",
        "trunk", "untagged", "up",
    )  # fmt: skip

    def __init__(self, name: str, truth: PortTruth, bridge: Bridge, trunk: Trunk) -> None:
        self.name = name
        self.bridge = bridge
        self.trunk = trunk
        self.far: Port | None = None
        self.nics: list[NicEnd] = []
        self.edge: int | None = None
        self.counts: Counter[str] = Counter()
        self.up = self.live = truth.up
        self.lacp = truth.lacp
        self.tagged = truth.tagged.bits
        self.untagged = truth.untagged
        self.keeps_pcp = truth.keeps_pcp
        self.tag_bytes = 4 if truth.tag_counts else 0
        self.receive = Direction(truth.receive)
        self.send = Direction(truth.send)

    def takes(self, vlan: int | None) -> int | None:
        """Return the VLAN that a frame with this tag (None: without one) comes into; None: into none."""
        if vlan is None:
            return self.untagged
        return vlan if self.tagged >> vlan & 1 else None

    def gives(self, vlan: int) -> int | None:
        """Return the tag that a VLAN's frames leave with: 0 is none; None: they do not leave here."""
        if self.tagged >> vlan & 1:
            return vlan
        return 0 if vlan == self.untagged else None

    def leads_to(self, vlan: int) -> int | None:
        """Return the VLAN that a VLAN's frames come into at the cable's other end; None: they come into none."""
        tag = self.gives(vlan)
        return None if tag is None or self.far is None else self.far.takes(tag or None)


class Direction:
    """One direction of a port, in the numbers that each frame is compared with."""

    __slots__ = ("delay", "largest", "loss")

    def __init__(self, way: Way) -> None:
        self.largest = math.inf if way.max_frame is None else way.max_frame
        self.loss = way.loss
        self.delay = way.delay


class NicEnd:
    """A host's NIC and the ports that it is plugged into."""

    __slots__ = ("bundled", "counts", "host", "name", "number", "ports", "truth")

    def __init__(self, host: str, name: str, number: int, truth: Nic, ports: list[Port]) -> None:
        self.host = host
        self.name = name
        self.number = number
        self.truth = truth
        self.ports = ports
        self.bundled = len(ports) > 1 and len({id(port.trunk) for port in ports}) == 1
        self.counts: Counter[str] = Counter()

    def live(self) -> list[Port]:
        """Return the ports that it may send by: those with a link; of a team without port-channel its own one alone."""
        ports = [port for port in self.ports if port.up]
        # Spread like the adapters of a Switch Embedded Team: each stays on one member while that has a link.
        return ports if self.bundled or len(ports) < 2 else [ports[self.number % len(ports)]]


class Topology:
    """Everything that frames meet, by name."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.bridges = self._bridges()
        self.ports: dict[End, Port] = {}
        self._trunks: dict[tuple[str, str], Trunk] = self._shared()
        self._plug()
        self.nics = [
            NicEnd(host, name, number, nic, [self.ports[end] for end in nic.ports])
            for host, nics in truth.hosts.items()
            for number, (name, nic) in enumerate(nics.items())
        ]
        for nic in self.nics:
            for port in nic.ports:
                port.nics.append(nic)
        self._join_trunks()
        self.edges = self._links()

    def _bridges(self) -> dict[str, Bridge]:
        places = {name: Place(order) for order, name in enumerate(self.truth.switches)}
        for pair in self.truth.pairs:
            places[pair.between[1]] = places[pair.between[0]]
        bridges = {name: Bridge(name, place) for name, place in places.items()}
        for pair in self.truth.pairs:
            one, other = (bridges[name] for name in pair.between)
            one.peer, other.peer = other, one
        return bridges

    def _shared(self) -> dict[tuple[str, str], Trunk]:
        """Return the port-channels that pairs share, and their peer links, by switch and name."""
        trunks: dict[tuple[str, str], Trunk] = {}
        for pair in self.truth.pairs:
            for names in pair.lags:
                trunk = Trunk()
                trunks |= dict.fromkeys(zip(pair.between, names, strict=True), trunk)
            for switch, name in zip(pair.between, pair.link or (), strict=False):
                trunk = trunks[switch, name] = Trunk()
                trunk.peer_link = True
                self.bridges[switch].peer_link = trunk
        return trunks

    def _plug(self) -> None:
        """Make every port that has a cable; one without a cable is on nobody's way."""
        for a, b in self.truth.links:
            one, other = self._port(a), self._port(b)
            one.far, other.far = other, one
            one.live = other.live = one.up and other.up
        self._agree([(self.ports[a], self.ports[b]) for a, b in self.truth.links])
        for nics in self.truth.hosts.values():
            for nic in nics.values():
                for end in nic.ports:
                    self._port(end)

    def _agree(self, cables: list[tuple[Port, Port]]) -> None:
        """Keep in LACP's port-channels the ports whose far ends are in one too, and in that of the first (IEEE 802.1AX 6.4).

        A member without LACP goes on sending into a far end that LACP leaves out.
        """
        partners: dict[Trunk, Trunk] = {}
        for one, other in cables:
            if one.live and one.lacp and other.lacp:
                partners.setdefault(one.trunk, other.trunk)
                partners.setdefault(other.trunk, one.trunk)
        for one, other in cables:
            agreed = partners.get(one.trunk) is other.trunk and partners.get(other.trunk) is one.trunk
            agreed = agreed and one.lacp and other.lacp
            for end in (one, other):
                end.live = end.live and (agreed or not end.lacp)

    def _port(self, end: End) -> Port:
        if end not in self.ports:
            truth = self.truth.switches[end.switch][end.port]
            key = (end.switch, truth.lag or end.port)
            bridge, trunk = self.bridges[end.switch], self._trunks.setdefault(key, Trunk())
            self.ports[end] = Port(end.port, truth, bridge, trunk)
        return self.ports[end]

    def _join_trunks(self) -> None:
        """Give each port-channel its live ports, each switch its port-channels, in the order of the truth."""
        for switch, ports in self.truth.switches.items():
            bridge = self.bridges[switch]
            for name in ports:
                port = self.ports.get(End(switch, name))
                if port is None:
                    continue
                if port.trunk not in bridge.trunks:
                    bridge.trunks.append(port.trunk)
                if port.live:
                    port.trunk.live.setdefault(bridge, []).append(port)

    def _links(self) -> list[list[Port]]:
        """Return one end's live ports of each link between places, a port-channel as one; its ports get its number."""
        edges: dict[frozenset[int], list[Port]] = {}
        for a, _ in self.truth.links:
            port = self.ports[a]
            if port.live and port.far and port.far.live and not port.trunk.peer_link:
                edges.setdefault(frozenset((id(port.trunk), id(port.far.trunk))), []).append(port)
        for number, ports in enumerate(edges.values()):
            for end in both_ends(ports):
                end.edge = number
        return list(edges.values())


def both_ends(ports: Iterable[Port]) -> list[Port]:
    """Return ports and the ports at the other ends of their cables."""
    return [end for port in ports for end in (port, port.far) if end is not None]
