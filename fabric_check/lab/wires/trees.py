"""Which links between switches carry a VLAN's frames: a tree, so that no frame goes round in circles. No I/O.

A tree for each VLAN, as of a per-VLAN spanning tree that has converged: the first switch of the truth is the root, and each
other one is reached by the fewest links, the first in the truth where there are several. Where one end's VLAN is another
one's at the other end, both are one tree. A real switch may choose another root and other links.
"""

from collections import deque
from collections.abc import Iterator

from fabric_check.lab.wires.topology import Place, Port, Topology, both_ends

Node = tuple[Place, int]
"""A VLAN at a place."""
Joint = tuple[int, Node, Node]
"""A link by its number, and the nodes that it joins."""


class Trees:
    """Answers whether a link is open to a VLAN; works a tree out when it is first asked for it."""

    def __init__(self, topology: Topology) -> None:
        self._links: dict[Place, list[list[Port]]] = {}
        for ports in topology.edges:
            ends = both_ends(ports)
            for place in dict.fromkeys(end.bridge.place for end in ends):
                self._links.setdefault(place, []).append([end for end in ends if end.bridge.place is place])
        self._open: dict[Node, set[tuple[int, Node]]] = {}

    def opened(self, edge: int, near: Node, far: Node) -> bool:
        """Return whether frames may take a link from one VLAN at a place to one at another."""
        if near not in self._open:
            self._grow(near)
        return (edge, far) in self._open[near]

    def _grow(self, start: Node) -> None:
        """Work out the tree that a node is in."""
        reached = self._reach(start)
        root = min(reached, key=lambda node: (node[0].order, node[1]))
        self._open |= {node: set() for node in reached}
        seen = {root}
        waiting = deque([root])
        while waiting:
            node = waiting.popleft()
            for edge, far in reached[node]:
                if far not in seen:
                    seen.add(far)
                    waiting.append(far)
                    self._open[node].add((edge, far))
                    self._open[far].add((edge, node))

    def _reach(self, start: Node) -> dict[Node, list[tuple[int, Node]]]:
        """Return every node that frames from a node come to or come from, and each one's neighbours."""
        reached: dict[Node, list[tuple[int, Node]]] = {}
        waiting = [start]
        while waiting:
            node = waiting.pop()
            if node not in reached:
                reached[node] = list(dict.fromkeys(self._neighbours(node)))
                waiting.extend(far for _, far in reached[node])
        return reached

    def _neighbours(self, node: Node) -> Iterator[tuple[int, Node]]:
        place, vlan = node
        for ports in self._links.get(place, ()):
            for port in ports:
                far = port.far
                if far is None or port.edge is None or far.bridge.place is place:
                    continue
                there = port.leads_to(vlan)
                if there is not None:
                    yield port.edge, (far.bridge.place, there)
                # What comes from there into this VLAN counts as well, though nothing may go back.
                for origin in dict.fromkeys((vlan, far.untagged)):
                    if origin is not None and far.leads_to(origin) == vlan:
                        yield port.edge, (far.bridge.place, origin)
