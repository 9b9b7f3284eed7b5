"""The ways between two sets of access cables: all of them at once where they are joined, else the cheapest repair."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.trunks import Steps, TrunkGraph, Ways
from fabric_check.fabric.unions import Unions
from fabric_check.model.outcome import Gap
from fabric_check.model.units import IpMtu, IpMtuRange

Entries = tuple[tuple[str, int], ...]
"""Where a NIC enters the switches, and what each entry costs to repair."""


@dataclass(frozen=True)
class Route:
    """All ways between two NICs at once: *access* cables at the hosts, *trunks* between switches.

    *repairs*: the cables among them that do not pass the network's frames; with any, the pair is cut off. *spare*: the
    trunks that a spanning tree may hold back. *best* is the IP MTU of the widest way, None where a port is unknown.
    """

    access: Steps
    trunks: Steps
    repairs: Steps = ()
    spare: Steps = ()

    @cached_property
    def hops(self) -> tuple[Hop, ...]:
        """Every switch port on any way."""
        return tuple(hop for step in (*self.access, *self.trunks) for hop in step.hops)

    @cached_property
    def known(self) -> IpMtuRange | None:
        """The smallest IP MTU over the ports whose size is known: no way carries more. None without such a port."""
        return _narrowest(self.hops)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Why ports of it are not known, sorted."""
        return tuple(sorted({hop.gap for hop in self.hops if hop.gap is not None}))

    @property
    def size(self) -> IpMtuRange | None:
        """The IP MTU that the route carries; None where ports are not known or there are none."""
        return None if self.gaps else self.known

    @cached_property
    def best(self) -> IpMtuRange | None:
        """The IP MTU of the widest single way, whichever links a spanning tree holds back; None where not known."""
        if not self.spare or self.gaps:
            return self.size
        fixed = _narrowest(
            hop for step in (*self.access, *self.trunks) if step not in self.spare for hop in step.hops
        )
        widest = self._widest()
        return widest if fixed is None or widest is None else fixed.narrowest(widest)

    def _widest(self) -> IpMtuRange | None:
        """Return the widest bottleneck over the spare trunks: the widest links that join what all of them join."""
        sizes = sorted(
            ((size, step) for step in self.spare if (size := _narrowest(step.hops))),
            key=lambda item: (item[0].low, item[0].high),
        )
        everything, joined = Unions(), Unions()
        for _, step in sizes:
            everything.join(step.hops[0].ref.device, step.hops[1].ref.device)
        switches = {hop.ref.device for step in self.spare for hop in step.hops}
        for size, step in reversed(sizes):
            joined.join(step.hops[0].ref.device, step.hops[1].ref.device)
            if all(joined.same(one, everything.root(one)) for one in switches):
                return size
        return None


def _narrowest(hops: Iterable[Hop]) -> IpMtuRange | None:
    smallest: IpMtuRange | None = None
    for hop in hops:
        if hop.size is not None:
            smallest = hop.size if smallest is None else smallest.narrowest(hop.size)
    return smallest


class Router:
    """Answers for any two NICs; remembers what the same switches were asked before."""

    def __init__(self, graph: TrunkGraph) -> None:
        self.graph = graph
        self.trunks = graph.trunks
        self._distances: dict[Entries, Mapping[str, int]] = {}
        self._between: dict[tuple[Entries, Entries], Ways | None] = {}
        self._legs: dict[tuple[Entries, Entries], Ways] = {}

    def route(self, first: Steps, second: Steps) -> Route | None:
        """Return all ways between two NICs with these access cables; None where no cables join them."""
        key = (entries(first), entries(second))
        if key not in self._between:
            self._between[key] = self._find(*key)
        ways = self._between[key]
        if ways is None:
            return None
        access = (*self.cheapest(first, second), *self.cheapest(second, first))
        repairs = tuple(step for step in (*access, *ways.trunks) if not step.usable)
        return Route(access, ways.trunks, repairs, ways.spare)

    def reach(self, steps: Steps) -> Iterable[str]:
        """Return the switches that cables join with a NIC, whatever has to be repaired on the way."""
        return self._distance(entries(steps)).keys()

    def cheapest(self, steps: Steps, others: Steps) -> Steps:
        """Return the access cables that need the least repair on the way to the other NIC, and all usable ones."""
        back = self._distance(entries(others))
        costs = [step.repairs + back.get(step.hops[0].ref.device, 10**9) for step in steps]
        least = min(costs, default=0)
        return tuple(step for step, cost in zip(steps, costs, strict=True) if cost == least or step.usable)

    def legs(self, first: Steps, second: Steps) -> Ways:
        """Return the one-sided cables that would be further ways between two NICs that are joined already."""
        key = (entries(first), entries(second))
        if key not in self._legs:
            numbers = frozenset(n for n, step in enumerate(self.trunks) if step.usable or step.one_sided)
            starts = {step.hops[0].ref.device for step in first if not step.down}
            ends = {step.hops[0].ref.device for step in second if not step.down}
            ways = self.graph.between(numbers, starts, ends)
            self._legs[key] = Ways(tuple(step for step in ways.trunks if not step.usable), ways.spare)
        return self._legs[key]

    def _find(self, first: Entries, second: Entries) -> Ways | None:
        there, back = self._distance(first), self._distance(second)
        total = min((there[switch] + back[switch] for switch in there if switch in back), default=None)
        if total is None:
            return None
        numbers = frozenset(
            n
            for n, step in enumerate(self.trunks)
            if step.usable
            or (step.repairs and _on_cheapest(self.graph.ends(n), step.repairs, there, back, total))
        )
        starts = {switch for switch, cost in first if cost + back.get(switch, total + 1) == total or not cost}
        ends = {switch for switch, cost in second if cost + there.get(switch, total + 1) == total or not cost}
        return self.graph.between(numbers, starts, ends)

    def _distance(self, start: Entries) -> Mapping[str, int]:
        """Return the least repairs between a NIC and each switch (Dijkstra)."""
        if start not in self._distances:
            best: dict[str, int] = {}
            waiting = [(cost, switch) for switch, cost in start]
            heapq.heapify(waiting)
            while waiting:
                cost, switch = heapq.heappop(waiting)
                if switch in best:
                    continue
                best[switch] = cost
                for other, more in self._neighbours.get(switch, ()):
                    if other not in best:
                        heapq.heappush(waiting, (cost + more, other))
            self._distances[start] = best
        return self._distances[start]

    @cached_property
    def _neighbours(self) -> Mapping[str, list[tuple[str, int]]]:
        neighbours: dict[str, list[tuple[str, int]]] = {}
        for number, step in enumerate(self.trunks):
            a, b = self.graph.ends(number)
            neighbours.setdefault(a, []).append((b, step.repairs))
            neighbours.setdefault(b, []).append((a, step.repairs))
        return neighbours


def entries(steps: Steps) -> Entries:
    """Return where a NIC enters the switches, and what each entry costs to repair."""
    return tuple(sorted({(step.hops[0].ref.device, step.repairs) for step in steps}))


def _on_cheapest(
    ends: tuple[str, str], cost: int, there: Mapping[str, int], back: Mapping[str, int], total: int
) -> bool:
    a, b = ends
    far = total + 1
    return (
        there.get(a, far) + cost + back.get(b, far) == total
        or there.get(b, far) + cost + back.get(a, far) == total
    )


def passes(size: IpMtuRange | None, packet: IpMtu) -> bool:
    """Return whether a packet of this size surely passes."""
    return size is not None and packet <= size.low
