"""Biconnected components of a multigraph, and the way through them between two vertices.

All-active alternatives all belong to a path, so a pair's limit is the smallest over every edge on any simple path
between the two. Those edges are exactly the edges of the blocks along the block-cut tree (Hopcroft and Tarjan 1973).
A spanning tree would find one good path and hide a bad one beside it.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Vertex = Hashable
Edge = tuple[Vertex, Vertex, int]
"""Two ends and a number that tells parallel edges apart."""


@dataclass(slots=True)
class BlockForest:
    """The blocks of a graph, each a list of edge numbers, and which vertices each holds."""

    blocks: list[list[int]] = field(default_factory=list)
    members: list[set[Vertex]] = field(default_factory=list)
    blocks_of: dict[Vertex, list[int]] = field(default_factory=dict)

    def routes_from(self, start: Vertex) -> Mapping[Vertex, tuple[int, ...]]:
        """Return, for each vertex that can be reached, the blocks between *start* and it, in order."""
        routes: dict[Vertex, tuple[int, ...]] = {start: ()}
        waiting = [start]
        while waiting:
            vertex = waiting.pop()
            route = routes[vertex]
            for block in self.blocks_of.get(vertex, ()):
                if route and route[-1] == block:
                    continue
                for other in self.members[block]:
                    if other not in routes:
                        routes[other] = (*route, block)
                        waiting.append(other)
        return routes


def block_forest(edges: Iterable[Edge]) -> BlockForest:
    """Return the blocks of a multigraph; an edge from a vertex to itself lies on no path and in no block."""
    adjacent: dict[Vertex, list[tuple[Vertex, int]]] = {}
    for a, b, number in edges:
        if a != b:
            adjacent.setdefault(a, []).append((b, number))
            adjacent.setdefault(b, []).append((a, number))
    search = _Search(adjacent)
    for vertex in adjacent:
        search.start(vertex)
    return search.forest


class _Search:
    """Tarjan's depth-first search without recursion: a fabric may be a long chain."""

    def __init__(self, adjacent: Mapping[Vertex, Sequence[tuple[Vertex, int]]]) -> None:
        self.adjacent = adjacent
        self.depth: dict[Vertex, int] = {}
        self.low: dict[Vertex, int] = {}
        self.edges: list[Edge] = []
        self.forest = BlockForest()

    def start(self, root: Vertex) -> None:
        """Search everything that can be reached from *root* and was not searched yet."""
        if root in self.depth:
            return
        self.depth[root] = self.low[root] = 0
        stack = [(root, -1, iter(self.adjacent[root]))]
        while stack:
            vertex, came_by, neighbours = stack[-1]
            for other, number in neighbours:
                if number == came_by:
                    continue
                if other not in self.depth:
                    self.edges.append((vertex, other, number))
                    self.depth[other] = self.low[other] = len(stack)
                    stack.append((other, number, iter(self.adjacent[other])))
                    break
                if self.depth[other] < self.depth[vertex]:
                    self.edges.append((vertex, other, number))
                    self.low[vertex] = min(self.low[vertex], self.depth[other])
            else:
                stack.pop()
                if stack:
                    self._close(stack[-1][0], vertex, came_by)

    def _close(self, parent: Vertex, child: Vertex, number: int) -> None:
        """Leave *child*: if nothing below it reaches above *parent*, the edges since then are a block."""
        self.low[parent] = min(self.low[parent], self.low[child])
        if self.low[child] < self.depth[parent]:
            return
        block: list[int] = []
        members: set[Vertex] = set()
        while True:
            a, b, edge = self.edges.pop()
            block.append(edge)
            members |= {a, b}
            if edge == number:
                break
        index = len(self.forest.blocks)
        self.forest.blocks.append(sorted(block))
        self.forest.members.append(members)
        for vertex in members:
            self.forest.blocks_of.setdefault(vertex, []).append(index)
