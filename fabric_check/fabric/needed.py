"""Which ports the pairs of a network cannot do without: what is wrong there hurts now, elsewhere only after a failover."""

from collections.abc import Collection

from fabric_check.fabric.hops import Step
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.routes import Route
from fabric_check.fabric.trunks import Ways
from fabric_check.fabric.unions import Unions
from fabric_check.fabric.view import NetworkView


def depended_on(view: NetworkView, ports: Collection[PortRef]) -> frozenset[PortRef]:
    """Return those of *ports* that some pair of NICs needs: it has no other way that avoids all of them.

    What a spanning tree may hold back is needed where the links without these ports do not join what all of them do; the
    link between two peers is, where a pair has no way without it.
    """
    trunks = {hop.ref for ways in view.ways for hop in ways.hops}
    needed = {ref for ref in ports if ref not in trunks}
    for ways in view.ways:
        touched = [step for step in ways.trunks if any(hop.ref in ports for hop in step.hops)]
        spare = set(ways.spare) if touched and _joined_without(view, ways, touched) else set()
        certain = [step for step in touched if step not in spare and not _between_peers(view, step)]
        needed |= {hop.ref for step in certain for hop in step.hops if hop.ref in ports}
    for step in _peer_links_needed(view, ports):
        needed |= {hop.ref for hop in step.hops if hop.ref in ports}
    return frozenset(needed)


def _joined_without(view: NetworkView, ways: Ways, steps: Collection[Step]) -> bool:
    """Return whether the spare links join without some of them all that they join together."""
    everything, others = Unions(), Unions()
    for pair in view.fabric.peers:
        everything.join(pair.a, pair.b)
        others.join(pair.a, pair.b)
    total = sum(everything.join(*_ends(step)) for step in ways.spare)
    return total == sum(others.join(*_ends(step)) for step in ways.spare if step not in steps)


def _ends(step: Step) -> tuple[str, str]:
    first, second = step.hops
    return first.ref.device, second.ref.device


def _between_peers(view: NetworkView, step: Step) -> bool:
    return any({pair.a, pair.b} == set(_ends(step)) for pair in view.fabric.peers)


def _peer_links_needed(view: NetworkView, ports: Collection[PortRef]) -> set[Step]:
    """Return the links between peers, of those that end in *ports*, without which some pair has no way."""
    needed: set[Step] = set()
    asked: dict[tuple[object, ...], bool] = {}
    for relation in view.relations:
        for step in relation.route.ways.trunks if relation.route else ():
            if step in needed or not any(hop.ref in ports for hop in step.hops):
                continue
            if relation.route and _between_peers(view, step):
                starts, ends = (_entries(relation.route, one.steps) for one in (relation.a, relation.b))
                key = (relation.route.ways, step, starts, ends)
                if key not in asked:
                    asked[key] = _detour(view, relation.route, starts, ends)
                if not asked[key]:
                    needed.add(step)
    return needed


def _entries(route: Route, steps: Collection[Step]) -> frozenset[str]:
    return frozenset(step.hops[0].ref.device for step in route.access if step in steps)


def _detour(view: NetworkView, route: Route, starts: frozenset[str], ends: frozenset[str]) -> bool:
    """Return whether frames get through without the links between peers.

    They never leave by the port-channel that they came in by, so a switch below a pair joins no halves.
    """
    links: dict[str, list[tuple[str, object]]] = {}
    for step in route.ways.trunks:
        if not _between_peers(view, step):
            bundle = view.router.graph.bundle(view.router.numbers[step.cable.number])
            for here, there in (_ends(step), _ends(step)[::-1]):
                links.setdefault(here, []).append((there, bundle))
    waiting: list[tuple[str, object]] = [(switch, None) for switch in starts]
    seen = set(waiting)
    while waiting:
        switch, came_by = waiting.pop()
        if switch in ends:
            return True
        fresh = [
            arrival for arrival in links.get(switch, ()) if arrival[1] != came_by and arrival not in seen
        ]
        seen.update(fresh)
        waiting.extend(fresh)
    return False
