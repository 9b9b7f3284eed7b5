"""The links between switches as a graph: peers that share port-channels are one vertex, a shared port-channel one edge.

A VLT or vPC pair forwards over both legs at once and over the link between the peers when a leg is down; a frame never
leaves by the port-channel that it came in by. So the legs are one edge, and the peer link lies inside the vertex. What is
left of loops is a spanning tree's: its links are active one at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fabric_check.fabric.blocks import BlockForest, block_forest
from fabric_check.fabric.hops import Step
from fabric_check.fabric.peers import PeerPair
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.unions import Unions
from fabric_check.model.switch import SwitchFacts

Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Ways:
    """All links on any way between two sets of switches; *spare* are those that a spanning tree may hold back."""

    trunks: Steps
    spare: Steps


@dataclass(frozen=True, slots=True)
class _Graph:
    """The graph of some of the links: its blocks, and the links that each edge stands for."""

    forest: BlockForest
    edges: list[list[int]]


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

    def ends(self, number: int) -> tuple[str, str]:
        """Return the switches that a link joins."""
        first, second = self.trunks[number].hops
        return first.ref.device, second.ref.device

    def between(self, numbers: frozenset[int], starts: Iterable[str], ends: Iterable[str]) -> Ways:
        """Return all links on any way between two sets of switches, over the links of these numbers."""
        graph = self._graph(numbers)
        blocks: set[int] = set()
        peers: set[str] = set()
        for start in starts:
            routes = self._routes_from(numbers, self._of(start))
            for end in ends:
                way = routes.get(self._of(end), ())
                blocks.update(way)
                if way or start != end:
                    peers |= {self._of(start), self._of(end)}
        for block in blocks:
            peers |= {str(member) for member in graph.forest.members[block]}
        on_way = {
            number for block in blocks for edge in graph.forest.blocks[block] for number in graph.edges[edge]
        }
        inside = {number for number in numbers if self._inside(number) in peers}
        spare = {
            number
            for block in blocks
            if len(graph.forest.blocks[block]) > 1
            for edge in graph.forest.blocks[block]
            for number in graph.edges[edge]
        }
        return Ways(self._steps(on_way | inside), self._steps(spare))

    def _steps(self, numbers: Iterable[int]) -> Steps:
        return tuple(self.trunks[number] for number in sorted(numbers))

    def _of(self, switch: str) -> str:
        return self._vertex.get(switch, switch)

    def _inside(self, number: int) -> str | None:
        """Return the pair that a link lies inside of, or None."""
        a, b = (self._of(switch) for switch in self.ends(number))
        return a if a == b else None

    def _graph(self, numbers: frozenset[int]) -> _Graph:
        if numbers not in self._graphs:
            edges: dict[tuple[object, frozenset[str]], list[int]] = {}
            for number in sorted(numbers):
                vertices = frozenset(self._of(switch) for switch in self.ends(number))
                if len(vertices) == 2:
                    edges.setdefault((self._bundles.root(number), vertices), []).append(number)
            pairs = [tuple(sorted(vertices)) for _, vertices in edges]
            forest = block_forest((a, b, edge) for edge, (a, b) in enumerate(pairs))
            self._graphs[numbers] = _Graph(forest, list(edges.values()))
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
