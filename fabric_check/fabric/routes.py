"""The ways between two sets of access cables: all of them at once where they are joined, else the cheapest repair."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.trunks import Steps, TrunkGraph, Ways, narrowest, smaller
from fabric_check.fabric.unions import Unions
from fabric_check.model.outcome import Gap
from fabric_check.model.units import IpMtu, IpMtuRange

Entries = tuple[tuple[str, int], ...]
"""Where a NIC enters the switches, and what each entry costs to repair."""


@dataclass(frozen=True)
class Route:
    """All ways between two NICs at once: *access* cables at the hosts, *ways* between switches.

    *repairs*: the cables among them that do not pass the network's frames; with any, the pair is cut off. *access_size* is
    the smallest IP MTU over the access ports whose size is known.
    """

    access: Steps
    ways: Ways
    repairs: Steps = ()
    access_size: IpMtuRange | None = None

    @property
    def trunks(self) -> Steps:
        """The links between switches on any way."""
        return self.ways.trunks

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Every switch port on any way."""
        return (*(hop for step in self.access for hop in step.hops), *self.ways.hops)

    @cached_property
    def known(self) -> IpMtuRange | None:
        """The smallest IP MTU over the ports whose size is known: no way carries more. None without such a port."""
        return smaller(self.access_size, self.ways.known)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Why ports of it are not known, sorted."""
        access = {hop.gap for step in self.access for hop in step.hops if hop.gap is not None}
        return tuple(sorted(access | self.ways.gaps)) if access or self.ways.gaps else ()

    @property
    def size(self) -> IpMtuRange | None:
        """The IP MTU that the route carries; None where ports are not known or there are none."""
        return None if self.gaps else self.known

    @property
    def best(self) -> IpMtuRange | None:
        """The IP MTU of the widest single way, whichever links a spanning tree holds back; None where not known."""
        if self.gaps:
            return None
        return smaller(self.access_size, self.ways.best)


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a route: where it enters the switches, its cables that pass frames, and their smallest size."""

    entries: Entries
    usable: Steps
    size: IpMtuRange | None


class Router:
    """Answers for any two NICs; remembers what the same switches were asked before."""

    def __init__(self, graph: TrunkGraph) -> None:
        self.graph = graph
        self.trunks = graph.trunks
        self._distances: dict[Entries, Mapping[str, int]] = {}
        self._ends: dict[Steps, _End] = {}
        self._between: dict[tuple[Entries, Entries], tuple[Ways, bool] | None] = {}

    def route(self, first: Steps, second: Steps) -> Route | None:
        """Return all ways between two NICs with these access cables; None where no cables join them."""
        one, other = self._end(first), self._end(second)
        key = (one.entries, other.entries)
        if key not in self._between:
            self._between[key] = self._find(*key)
        found = self._between[key]
        if found is None:
            return None
        ways, cut = found
        if not cut:
            return Route(one.usable + other.usable, ways, (), smaller(one.size, other.size))
        access = (*self.cheapest(first, second), *self.cheapest(second, first))
        repairs = tuple(step for step in (*access, *ways.trunks) if not step.usable)
        return Route(access, ways, repairs, narrowest(hop for step in access for hop in step.hops))

    def _end(self, steps: Steps) -> _End:
        """Return what is worked out once of a NIC's access cables."""
        if steps not in self._ends:
            usable = tuple(step for step in steps if step.usable)
            self._ends[steps] = _End(
                entries(steps), usable, narrowest(hop for step in usable for hop in step.hops)
            )
        return self._ends[steps]

    def part(self, switch: str) -> object:
        """Return what all switches share that cables join, whatever has to be repaired."""
        return self._cabled.root(switch)

    @cached_property
    def _cabled(self) -> Unions:
        cabled = Unions()
        for number in range(len(self.trunks)):
            cabled.join(*self.graph.ends(number))
        return cabled

    def reach(self, steps: Steps) -> Iterable[str]:
        """Return the switches that cables join with a NIC, whatever has to be repaired on the way."""
        return self._distance(entries(steps)).keys()

    def cheapest(self, steps: Steps, others: Steps) -> Steps:
        """Return the access cables that need the least repair on the way to the other NIC, and all usable ones."""
        back = self._distance(entries(others))
        costs = [step.repairs + back.get(step.hops[0].ref.device, 10**9) for step in steps]
        least = min(costs, default=0)
        return tuple(step for step, cost in zip(steps, costs, strict=True) if cost == least or step.usable)

    def legs(self, first: Steps, second: Steps, mended: Steps = ()) -> Ways | None:
        """Return the ways between two NICs if one-sided links, and those of *mended*, passed frames too.

        None where that adds nothing.
        """
        numbers = self._usable_or_one_sided | {
            self.numbers[step.cable.number] for step in mended if len(step.hops) > 1
        }
        if numbers == self._usable:
            return None
        starts = {step.hops[0].ref.device for step in first if not step.down}
        ends = {step.hops[0].ref.device for step in second if not step.down}
        return self.graph.between(numbers, starts, ends)

    @cached_property
    def numbers(self) -> Mapping[int, int]:
        """A trunk's place among the trunks, by its cable's number."""
        return {step.cable.number: number for number, step in enumerate(self.trunks)}

    def _find(self, first: Entries, second: Entries) -> tuple[Ways, bool] | None:
        """Return the ways between two sets of switches, and whether something has to be mended first."""
        starts = {switch for switch, cost in first if not cost}
        ends = {switch for switch, cost in second if not cost}
        if any(self._joined.same(start, end) for start in starts for end in ends):
            parted = self.graph.parted(self._usable, starts, ends)
            return self.graph.between(self._usable | parted, starts, ends), bool(parted)
        there, back = self._distance(first), self._distance(second)
        total = min((there[switch] + back[switch] for switch in there if switch in back), default=None)
        if total is None:
            return None
        mended = [
            n
            for n, step in enumerate(self.trunks)
            if step.repairs and _on_cheapest(self.graph.ends(n), step.repairs, there, back, total)
        ]
        starts |= {switch for switch, cost in first if cost + back.get(switch, total + 1) == total}
        ends |= {switch for switch, cost in second if cost + there.get(switch, total + 1) == total}
        return self.graph.between(self._usable | frozenset(mended), starts, ends), True

    @cached_property
    def _joined(self) -> Unions:
        """Which switches the usable links join."""
        joined = Unions()
        for number in self._usable:
            joined.join(*self.graph.ends(number))
        return joined

    @cached_property
    def _usable(self) -> frozenset[int]:
        return frozenset(n for n, step in enumerate(self.trunks) if step.usable)

    @cached_property
    def _usable_or_one_sided(self) -> frozenset[int]:
        return frozenset(n for n, step in enumerate(self.trunks) if step.usable or step.one_sided)

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
