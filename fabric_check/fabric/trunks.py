"""The links between switches as a graph: peers that share port-channels are one vertex, a shared port-channel one edge.

A VLT or vPC pair forwards over both legs at once and over the link between the peers when a leg is down; a frame never
leaves by the port-channel that it came in by. So the legs are one edge, and the peer link lies inside the vertex. What is
left of loops is a spanning tree's: its links are active one at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from fabric_check.fabric.blocks import BlockForest, block_forest
from fabric_check.fabric.hops import Hop, Step
from fabric_check.fabric.peers import PeerPair
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.unions import Unions
from fabric_check.model.outcome import Gap
from fabric_check.model.switch import SwitchFacts
from fabric_check.model.units import IpMtuRange

Steps = tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Ways:
    """All links on any way between two sets of switches; *spare* are those that a spanning tree may hold back.

    Pairs of NICs on the same switches share one, so what follows from it is worked out once.
    """

    trunks: Steps = ()
    spare: Steps = ()

    @cached_property
    def hops(self) -> tuple[Hop, ...]:
        """Every switch port on any way, each once: a port-channel with several cables is one port."""
        return tuple({hop.ref: hop for step in self.trunks for hop in step.hops}.values())

    @cached_property
    def devices(self) -> frozenset[str]:
        """The switches on any way."""
        return frozenset(hop.ref.device for hop in self.hops)

    @cached_property
    def known(self) -> IpMtuRange | None:
        """The smallest IP MTU over the ports whose size is known; None without such a port."""
        return narrowest(self.hops)

    @cached_property
    def gaps(self) -> frozenset[Gap]:
        """Why ports are not known."""
        return frozenset(hop.gap for hop in self.hops if hop.gap is not None)

    @cached_property
    def best(self) -> IpMtuRange | None:
        """The IP MTU of the widest single way, whichever links a spanning tree holds back."""
        spare = {step.cable.number for step in self.spare}
        fixed = narrowest(hop for step in self.trunks if step.cable.number not in spare for hop in step.hops)
        return smaller(fixed, self._widest())

    def _widest(self) -> IpMtuRange | None:
        """Return the widest bottleneck over the spare links: the widest ones that join what all of them join."""
        sizes = [(size, step) for step in self.spare if (size := narrowest(step.hops))]
        sizes.sort(key=lambda item: (item[0].low, item[0].high), reverse=True)
        everything, joined = Unions(), Unions()
        missing = sum(everything.join(*_ends(step)) for _, step in sizes)
        for size, step in sizes:
            missing -= joined.join(*_ends(step))
            if not missing:
                return size
        return None


def _ends(step: Step) -> tuple[str, str]:
    first, second = step.hops
    return first.ref.device, second.ref.device


def narrowest(hops: Iterable[Hop]) -> IpMtuRange | None:
    """Return the smallest size of some ports; None where none is known."""
    smallest: IpMtuRange | None = None
    for hop in hops:
        smallest = smaller(smallest, hop.size)
    return smallest


def smaller(first: IpMtuRange | None, second: IpMtuRange | None) -> IpMtuRange | None:
    """Return the smaller of two sizes; one that is not known does not count."""
    if first is None or second is None:
        return first or second
    return first.narrowest(second)


@dataclass(frozen=True, slots=True)
class _Graph:
    """The graph of some of the links: its blocks, the links of each edge, and those inside a pair of peers."""

    forest: BlockForest
    edges: list[list[int]]
    inside: dict[str, list[int]]


class TrunkGraph:
    """The links between switches; answers for any part of them, and remembers what it was asked."""

    def __init__(
        self, trunks: Sequence[Step], peers: Iterable[PeerPair], switches: Mapping[str, SwitchFacts]
    ) -> None:
        self.trunks = trunks
        self._vertex = {pair.b: pair.a for pair in peers}
        self._bundles = self._bundle(list(peers), switches)
        self._graphs: dict[frozenset[int], _Graph] = {}
        self._routes: dict[tuple[frozenset[int], str], Mapping[object, tuple[int, ...]]] = {}
        self._ways: dict[object, Ways] = {}

    def ends(self, number: int) -> tuple[str, str]:
        """Return the switches that a link joins."""
        first, second = self.trunks[number].hops
        return first.ref.device, second.ref.device

    def bundle(self, number: int) -> object:
        """Return what a link shares with the other legs of the same port-channel."""
        return self._bundles.root(number)

    def parted(self, numbers: frozenset[int], starts: set[str], ends: set[str]) -> frozenset[int]:
        """Return the links between two peers that have to be mended before their two halves are joined.

        A frame never leaves by the port-channel that it came in by, so below switches join no halves: only the link between
        the peers does. Where no such link is known, it is taken to be there.
        """
        vertices = {self._of(switch) for switch in starts | ends}
        if len(vertices) != 1 or starts & ends:
            return frozenset()
        [vertex] = vertices
        everything = self._graph(frozenset(range(len(self.trunks)))).inside.get(vertex, [])
        return frozenset() if numbers & set(everything) else frozenset(everything)

    def between(self, numbers: frozenset[int], starts: Iterable[str], ends: Iterable[str]) -> Ways:
        """Return all links on any way between two sets of switches, over the links of these numbers."""
        graph = self._graph(numbers)
        blocks: set[int] = set()
        touched: set[str] = set()
        for start in starts:
            routes = self._routes_from(numbers, self._of(start))
            for end in ends:
                way = routes.get(self._of(end), ())
                blocks.update(way)
                if way or start != end:
                    touched |= {self._of(start), self._of(end)}
        peers = [
            vertex
            for vertex in graph.inside
            if vertex in touched or any(vertex in graph.forest.members[block] for block in blocks)
        ]
        key = (numbers, frozenset(blocks), frozenset(peers))
        if key not in self._ways:
            self._ways[key] = self._collect(graph, blocks, peers)
        return self._ways[key]

    def _collect(self, graph: _Graph, blocks: set[int], peers: list[str]) -> Ways:
        links = {
            block: [n for edge in graph.forest.blocks[block] for n in graph.edges[edge]] for block in blocks
        }
        spare = [n for block in blocks if len(graph.forest.blocks[block]) > 1 for n in links[block]]
        inside = [n for vertex in peers for n in graph.inside[vertex]]
        return Ways(
            self._steps([*inside, *(n for found in links.values() for n in found)]), self._steps(spare)
        )

    def _steps(self, numbers: Iterable[int]) -> Steps:
        return tuple(self.trunks[number] for number in sorted(set(numbers)))

    def _of(self, switch: str) -> str:
        return self._vertex.get(switch, switch)

    def _graph(self, numbers: frozenset[int]) -> _Graph:
        if numbers not in self._graphs:
            edges: dict[tuple[object, frozenset[str]], list[int]] = {}
            inside: dict[str, list[int]] = {}
            for number in sorted(numbers):
                vertices = frozenset(self._of(switch) for switch in self.ends(number))
                if len(vertices) == 2:
                    edges.setdefault((self._bundles.root(number), vertices), []).append(number)
                elif len(set(self.ends(number))) == 2:
                    # A cable from a switch to itself is on nobody's way.
                    inside.setdefault(next(iter(vertices)), []).append(number)
            pairs = [tuple(sorted(vertices)) for _, vertices in edges]
            forest = block_forest((a, b, edge) for edge, (a, b) in enumerate(pairs))
            self._graphs[numbers] = _Graph(forest, list(edges.values()), inside)
        return self._graphs[numbers]

    def _routes_from(self, numbers: frozenset[int], start: str) -> Mapping[object, tuple[int, ...]]:
        key = (numbers, start)
        if key not in self._routes:
            self._routes[key] = self._graph(numbers).forest.routes_from(start)
        return self._routes[key]

    def _bundle(self, peers: list[PeerPair], switches: Mapping[str, SwitchFacts]) -> Unions:
        """Join the links that are legs of one port-channel: by the same port, or by the halves of a shared one."""
        bundles = Unions()
        by_port: dict[PortRef, int] = {}
        for number, step in enumerate(self.trunks):
            for hop in step.hops:
                bundles.join(number, by_port.setdefault(hop.ref, number))
        for pair in peers:
            firsts = [ref for ref in by_port if ref.device == pair.a]
            seconds = [ref for ref in by_port if ref.device == pair.b]
            for first in firsts:
                for second in seconds:
                    if pair.halves(first, second, switches):
                        bundles.join(by_port[first], by_port[second])
        return bundles
