"""Which ETS groups a switch port should have: the lossless priorities apart, each queue in one group, shares that total 100.

What is right already stays: a group keeps its number and its share unless something of it has to change.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fabric_check.model.dcb import Group, Priorities

WHOLE = 100
PRIORITIES = range(8)


@dataclass(frozen=True, slots=True)
class Demand:
    """What networks ask of a port. *shares*: declared percent by priority. *queues*: the queue of each priority, if known.

    *lossy*: priorities that a network declares for a class that may lose frames.
    """

    lossless: Priorities
    shares: Mapping[int, int] = field(default_factory=dict)
    queues: tuple[int, ...] | None = None
    lossy: Priorities = frozenset()

    def paused(self) -> Priorities | str:
        """Return the priorities to pause: what shares a lossless one's queue is paused with it; or why that cannot be."""
        if self.queues is None:
            return self.lossless
        whole = frozenset(
            p for p in PRIORITIES if self.queues[p] in {self.queues[one] for one in self.lossless}
        )
        if mixed := whole & self.lossy - self.lossless:
            return f"priority {min(mixed)} may lose frames and shares a queue with one that must not: declare another priority"
        return whole


def groups(now: Sequence[Group], demand: Demand) -> tuple[Group, ...] | str:
    """Return the groups that meet a demand, as few changes from *now* as can be; or why there are none."""
    paused = demand.paused()
    if isinstance(paused, str):
        return paused
    before = {p: group.number for group in now for p in group.priorities}
    place: dict[int, int] = {}
    for members in _classes(demand, paused, before):
        place.update(dict.fromkeys(members, _home(members, before, set(place.values()))))
    _place_lossy(_units(demand, paused), before, place)
    return _shared(now, place, paused, demand)


def _classes(demand: Demand, paused: Priorities, before: Mapping[int, int]) -> list[Priorities]:
    """Return the lossless priorities by what has to stay together: those of one queue; without shares, of one group.

    A group that holds lossless priorities alone stays as it is; the others come together.
    """
    queues = demand.queues or tuple(PRIORITIES)
    units = {
        queue: frozenset(p for p in paused if queues[p] == queue)
        for queue in sorted({queues[p] for p in paused})
    }
    if demand.shares:
        return list(units.values())
    found: dict[int | None, Priorities] = {}
    for unit in units.values():
        number = before.get(min(unit))
        mates = frozenset(p for p, its in before.items() if its == number)
        key = number if mates <= paused else None
        found[key] = found.get(key, frozenset()) | unit
    return list(found.values())


def _units(demand: Demand, paused: Priorities) -> list[Priorities]:
    """Return the lossy priorities by what has to stay together: those of one queue."""
    queues = demand.queues or tuple(PRIORITIES)
    lossy = frozenset(PRIORITIES) - paused
    return [frozenset(p for p in lossy if queues[p] == queue) for queue in sorted({queues[p] for p in lossy})]


def _home(members: Priorities, before: Mapping[int, int], taken: Collection[int]) -> int:
    """Return the group that holds some of these priorities and no others, else a free number, else one to be vacated."""
    for p in sorted(members):
        number = before.get(p)
        alone = {q for q, n in before.items() if n == number} <= members
        if number is not None and number not in taken and alone:
            return number
    unused = [number for number in PRIORITIES if number not in taken]
    return next((number for number in unused if number not in before.values()), unused[0])


def _place_lossy(units: Sequence[Priorities], before: Mapping[int, int], place: dict[int, int]) -> None:
    """Leave lossy priorities in the group that most of their queue is in; those without one join the largest."""
    lossless = set(place.values())
    homeless: list[Priorities] = []
    for unit in units:
        numbers = [before[p] for p in sorted(unit) if p in before and before[p] not in lossless]
        if numbers:
            place.update(dict.fromkeys(unit, max(numbers, key=numbers.count)))
        else:
            homeless.append(unit)
    for unit in homeless:
        others = [number for number in place.values() if number not in lossless]
        free = min(number for number in PRIORITIES if number not in lossless)
        place.update(dict.fromkeys(unit, max(others, key=others.count) if others else free))


def _shared(
    now: Sequence[Group], place: Mapping[int, int], paused: Priorities, demand: Demand
) -> tuple[Group, ...] | str:
    """Return the groups of this placement with their shares."""
    old = {group.number: group for group in now}
    found = []
    for number in sorted(set(place.values())):
        members = frozenset(p for p in PRIORITIES if place[p] == number)
        pfc = bool(members & paused)
        before = old.get(number)
        declared = [demand.shares[p] for p in members & demand.lossless if p in demand.shares]
        keep = replace(before, priorities=members, pfc=pfc) if before else Group(number, members, pfc=pfc)
        found.append(replace(keep, bandwidth=sum(declared), strict=False) if declared else keep)
    fixed = {g.number for g in found if any(p in demand.shares for p in g.priorities & demand.lossless)}
    return _totalled(found, fixed)


def _totalled(found: list[Group], fixed: set[int]) -> tuple[Group, ...] | str:
    """Return groups whose shares total 100: declared ones stay, the others are scaled, a new one gets a fair part."""
    sharing = [g for g in found if not g.strict]
    free = [g for g in sharing if g.number not in fixed]
    rest = WHOLE - sum(g.bandwidth or 0 for g in sharing if g.number in fixed)
    if rest < len(free) or (not free and rest != 0):
        return f"the declared shares leave {rest} % for {len(free)} other groups"
    known = [g.bandwidth for g in free if g.bandwidth]
    fair = max(1, sum(known) // len(known)) if known else 1
    weights = [g.bandwidth or fair for g in free]
    parts = _parts(weights, rest)
    shares = dict(zip((g.number for g in free), parts, strict=True))
    return tuple(replace(g, bandwidth=shares.get(g.number, g.bandwidth)) for g in found)


def _parts(weights: Sequence[int], total: int) -> list[int]:
    """Divide *total* by weights into whole numbers of at least 1; what is right already stays."""
    if not weights or sum(weights) == total:
        return list(weights)
    parts = [max(1, weight * total // sum(weights)) for weight in weights]
    while sum(parts) < total:
        parts[max(range(len(parts)), key=lambda i: weights[i] / parts[i])] += 1
    while sum(parts) > total:
        parts[parts.index(max(parts))] -= 1
    return parts
