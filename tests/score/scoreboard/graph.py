"""What the generator's own records say about who crosses which port. Nothing of the program is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

from generator.model import Endpoint, Fabric, Host, Network, Port

End = tuple[str, str]


@dataclass
class Graph:
    """Cables between switches and the ports of hosts, port-channels taken as one."""

    fabric: Fabric
    cables: list[tuple[End, End]] = field(default_factory=list)
    plugs: dict[End, End] = field(default_factory=dict)

    @classmethod
    def of(cls, fabric: Fabric) -> "Graph":
        """Read a fabric's links."""
        graph = cls(fabric)
        for link in fabric.links:
            if link.a[0] in fabric.hosts:
                graph.plugs[link.a] = graph.carrier(link.b)
            else:
                cable = (graph.carrier(link.a), graph.carrier(link.b))
                if cable not in graph.cables:
                    graph.cables.append(cable)
        return graph

    def carrier(self, end: End) -> End:
        """Return the port-channel of a port, or the port."""
        port = self.fabric.switches[end[0]].ports[end[1]]
        return (end[0], port.member_of or end[1])

    def port(self, end: End) -> Port:
        """Return the port of an end."""
        return self.fabric.switches[end[0]].ports[end[1]]

    def carries(self, end: End, vlan: int) -> bool:
        """Return whether a port was built to carry a VLAN; a VLT peer link does so by itself."""
        port, switch = self.port(end), self.fabric.switches[end[0]]
        itself = port.role == "peer-link" and switch.model.dialect == "ftos"
        return itself or vlan in port.carries

    def users(self, network: Network) -> Iterator[tuple[Host, Endpoint, set[End]]]:
        """Yield the endpoints of a network and the switch ports that they are plugged into."""
        for host in self.fabric.hosts.values():
            for endpoint in host.endpoints:
                if endpoint.network is network:
                    plugs = (self.plugs.get((host.name, nic)) for nic in endpoint.uplinks)
                    yield host, endpoint, {plug for plug in plugs if plug}

    def usable(self, network: Network) -> list[tuple[End, End]]:
        """Return the cables whose ends both carry a network."""
        return [
            (a, b) for a, b in self.cables if self.carries(a, network.vlan) and self.carries(b, network.vlan)
        ]

    def crossed(self, end: End, network: Network) -> bool:
        """Return whether frames between two hosts of a network may cross a port."""
        users = list(self.users(network))
        here = {host.name for host, _, plugs in users if end in plugs}
        if here:
            return len({host.name for host, _, _ in users}) > 1
        return any(end in cable and self._between(cable, network, users) for cable in self.usable(network))

    def _between(
        self, cable: tuple[End, End], network: Network, users: list[tuple[Host, Endpoint, set[End]]]
    ) -> bool:
        """Two ways from the cable's ends to two hosts that share no switch and no port: one unit of flow for each.

        A port-channel to both peers of a pair is one port, so nothing enters and leaves a switch by it.
        """
        arcs: dict[tuple, set[tuple]] = {}

        def arc(start: tuple, stop: tuple) -> None:
            arcs.setdefault(start, set()).add(stop)
            arcs.setdefault(stop, set())

        for name in self.fabric.switches:
            arc(("in", name), ("out", name))
        for a, b in self.usable(network):
            if set(cable).isdisjoint({a, b}):
                for one, other in ((a, b), (b, a)):
                    arc(("in", *one), ("out", *one))
                    arc(("out", one[0]), ("in", *one))
                    arc(("out", *one), ("in", *other))
                    arc(("out", *one), ("in", one[0]))
        for host, _, plugs in users:
            for plug in plugs:
                arc(("out", plug[0]), ("host", host.name))
                arc(("host", host.name), ("sink",))
        for end in cable:
            arc(("source",), ("in", end[0]))
        return sum(_augment(arcs) for _ in range(2)) == 2

    def cut_without(self, end: End, network: Network) -> bool:
        """Return whether a network's hosts fall apart where a port does nothing."""
        group = {name: name for name in self.fabric.switches}

        def top(name: str) -> str:
            while group[name] != name:
                name = group[name]
            return name

        for a, b in self.usable(network):
            if end not in {a, b}:
                group[top(a[0])] = top(b[0])
        places = [{top(plug[0]) for plug in plugs if plug != end} for _, _, plugs in self.users(network)]
        return any(one.isdisjoint(other) for one, other in combinations(places, 2))


def _augment(arcs: dict[tuple, set[tuple]]) -> bool:
    """Find one more way from source to sink in a graph of unit arcs, and turn its arcs around."""
    came: dict[tuple, tuple] = {("source",): ("source",)}
    queue = [("source",)]
    for node in queue:
        for following in sorted(arcs.get(node, ())):
            if following not in came:
                came[following] = node
                queue.append(following)
    if ("sink",) not in came:
        return False
    node: tuple = ("sink",)
    while node != ("source",):
        previous = came[node]
        arcs[previous].discard(node)
        arcs[node].add(previous)
        node = previous
    return True
