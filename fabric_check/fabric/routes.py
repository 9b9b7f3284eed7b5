"""The ways between two sets of access cables: all of them at once where they are joined, else the cheapest repair."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from fabric_check.fabric.blocks import BlockForest, block_forest
from fabric_check.fabric.hops import Hop, Step
from fabric_check.model.outcome import Gap
from fabric_check.model.units import IpMtuRange

Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """All ways between two NICs at once: *access* cables at the hosts, *trunks* between switches.

    *repairs*: the cables among them that do not pass the network's frames; with any, the pair is cut off.
    """

    access: Steps
    trunks: Steps
    repairs: Steps = ()

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Every switch port on any way."""
        return tuple(hop for step in (*self.access, *self.trunks) for hop in step.hops)

    @property
    def known(self) -> IpMtuRange | None:
        """The smallest IP MTU over the ports whose size is known: no way carries more. None without such a port."""
        smallest: IpMtuRange | None = None
        for hop in self.hops:
            if hop.size is not None:
                smallest = hop.size if smallest is None else smallest.narrowest(hop.size)
        return smallest

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Why ports of it are not known, sorted."""
        return tuple(sorted({hop.gap for hop in self.hops if hop.gap is not None}))

    @property
    def size(self) -> IpMtuRange | None:
        """The IP MTU that the route carries; None where ports are not known or there are none."""
        return None if self.gaps else self.known


class Router:
    """Answers for any two NICs; remembers what the same switches were asked before."""

    def __init__(self, trunks: list[Step]) -> None:
        self.trunks = trunks
        self._forests: dict[frozenset[int], BlockForest] = {}
        self._block_routes: dict[tuple[frozenset[int], str], Mapping[object, tuple[int, ...]]] = {}
        self._distances: dict[tuple[tuple[str, int], ...], Mapping[str, int]] = {}
        self._between: dict[object, tuple[Steps, Steps] | None] = {}
        self._legs: dict[object, Steps] = {}

    def route(self, first: Steps, second: Steps) -> Route | None:
        """Return all ways between two NICs with these access cables; None where no cables join them."""
        between = self._trunks_between(_entries(first), _entries(second))
        if between is None:
            return None
        trunks, repairs = between
        access = (*self.cheapest(first, second), *self.cheapest(second, first))
        return Route(access, trunks, (*(step for step in access if not step.usable), *repairs))

    def reach(self, steps: Steps) -> Iterable[str]:
        """Return the switches that cables join with a NIC, whatever has to be repaired on the way."""
        return self._distance(_entries(steps)).keys()

    def legs(self, first: Steps, second: Steps) -> Steps:
        """Return the one-sided cables that would be further ways between two NICs that are joined already."""
        key = (_entries(first), _entries(second))
        if key not in self._legs:
            numbers = frozenset(n for n, step in enumerate(self.trunks) if step.usable or step.one_sided)
            starts = {step.hops[0].ref.device for step in first if not step.down}
            ends = {step.hops[0].ref.device for step in second if not step.down}
            found = self._between_switches(numbers, starts, ends)
            self._legs[key] = tuple(step for step in found if not step.usable)
        return self._legs[key]

    def _trunks_between(
        self, first: tuple[tuple[str, int], ...], second: tuple[tuple[str, int], ...]
    ) -> tuple[Steps, Steps] | None:
        key = (first, second)
        if key not in self._between:
            self._between[key] = self._find(first, second)
        return self._between[key]

    def _find(
        self, first: tuple[tuple[str, int], ...], second: tuple[tuple[str, int], ...]
    ) -> tuple[Steps, Steps] | None:
        there, back = self._distance(first), self._distance(second)
        total = min((there[switch] + back[switch] for switch in there if switch in back), default=None)
        if total is None:
            return None
        mended = [
            n for n, step in enumerate(self.trunks) if step.repairs and _on_cheapest(step, there, back, total)
        ]
        usable = [n for n, step in enumerate(self.trunks) if step.usable]
        starts = {switch for switch, cost in first if cost + back.get(switch, total + 1) == total or not cost}
        ends = {switch for switch, cost in second if cost + there.get(switch, total + 1) == total or not cost}
        trunks = self._between_switches(frozenset((*usable, *mended)), starts, ends)
        return trunks, tuple(step for step in trunks if step.repairs)

    def cheapest(self, steps: Steps, others: Steps) -> Steps:
        """Return the access cables that need the least repair on the way to the other NIC, and all usable ones."""
        back = self._distance(_entries(others))
        costs = [step.repairs + back.get(step.hops[0].ref.device, 10**9) for step in steps]
        least = min(costs, default=0)
        return tuple(step for step, cost in zip(steps, costs, strict=True) if cost == least or step.usable)

    def _between_switches(self, numbers: frozenset[int], starts: Iterable[str], ends: Iterable[str]) -> Steps:
        """Return the trunks on any simple path between two sets of switches, over the trunks of these numbers."""
        blocks: set[int] = set()
        for start in starts:
            routes = self._routes(numbers, start)
            for end in ends:
                blocks.update(routes.get(end, ()))
        forest = self._forest(numbers)
        return tuple(
            self.trunks[number] for number in sorted(n for block in blocks for n in forest.blocks[block])
        )

    def _routes(self, numbers: frozenset[int], start: str) -> Mapping[object, tuple[int, ...]]:
        key = (numbers, start)
        if key not in self._block_routes:
            self._block_routes[key] = self._forest(numbers).routes_from(start)
        return self._block_routes[key]

    def _forest(self, numbers: frozenset[int]) -> BlockForest:
        if numbers not in self._forests:
            self._forests[numbers] = block_forest(
                (self.trunks[n].hops[0].ref.device, self.trunks[n].hops[1].ref.device, n)
                for n in sorted(numbers)
            )
        return self._forests[numbers]

    def _distance(self, entries: tuple[tuple[str, int], ...]) -> Mapping[str, int]:
        """Return the least repairs between a NIC and each switch (Dijkstra)."""
        if entries not in self._distances:
            best: dict[str, int] = {}
            waiting = [(cost, switch) for switch, cost in entries]
            heapq.heapify(waiting)
            while waiting:
                cost, switch = heapq.heappop(waiting)
                if switch in best:
                    continue
                best[switch] = cost
                for other, more in self._neighbours.get(switch, ()):
                    if other not in best:
                        heapq.heappush(waiting, (cost + more, other))
            self._distances[entries] = best
        return self._distances[entries]

    @cached_property
    def _neighbours(self) -> Mapping[str, list[tuple[str, int]]]:
        neighbours: dict[str, list[tuple[str, int]]] = {}
        for step in self.trunks:
            a, b = (hop.ref.device for hop in step.hops)
            neighbours.setdefault(a, []).append((b, step.repairs))
            neighbours.setdefault(b, []).append((a, step.repairs))
        return neighbours


def _entries(steps: Steps) -> tuple[tuple[str, int], ...]:
    """Return where a NIC enters the switches, and what each entry costs to repair."""
    return tuple(sorted({(step.hops[0].ref.device, step.repairs) for step in steps}))


def _on_cheapest(step: Step, there: Mapping[str, int], back: Mapping[str, int], total: int) -> bool:
    a, b = (hop.ref.device for hop in step.hops)
    far = total + 1
    return (
        there.get(a, far) + step.repairs + back.get(b, far) == total
        or there.get(b, far) + step.repairs + back.get(a, far) == total
    )
