"""Single ways between two NICs, switch port by switch port: to show one, and to count the others."""

from collections.abc import Iterator, Mapping

from fabric_check.fabric.hops import Hop, Step
from fabric_check.fabric.routes import Route
from fabric_check.fabric.trunks import Steps

MAX_WALKS = 100
"""Ways are counted up to this many: a report that says 99 alternatives says enough."""

Walk = tuple[Hop, ...]


def walks(route: Route, first: Steps, second: Steps) -> list[Walk]:
    """Return the ways of a route, shortest first, as ingress and egress ports from the first NIC to the second."""
    neighbours: dict[str, list[tuple[str, Hop, Hop]]] = {}
    for step in route.trunks:
        a, b = step.hops
        neighbours.setdefault(a.ref.device, []).append((b.ref.device, a, b))
        neighbours.setdefault(b.ref.device, []).append((a.ref.device, b, a))
    found: list[Walk] = []
    for enter in _used(first, route):
        for leave in _used(second, route):
            start, end = enter.hops[0], leave.hops[0]
            middles = _simple(neighbours, start.ref.device, end.ref.device, MAX_WALKS - len(found))
            found.extend((start, *middle, end) for middle in middles)
    # Two cables of one port-channel are one way.
    return sorted({tuple(one.ref for one in walk): walk for walk in reversed(found)}.values(), key=len)


def narrowest(found: list[Walk]) -> Walk:
    """Return the way whose smallest port is the smallest of all; the first of equals. Unknown ports count as widest."""
    return min(
        found,
        key=lambda walk: min((hop.size.low.bytes for hop in walk if hop.size), default=1 << 30),
        default=(),
    )


def _used(steps: Steps, route: Route) -> list[Step]:
    return [step for step in steps if step in route.access]


def _simple(
    neighbours: Mapping[str, list[tuple[str, Hop, Hop]]], start: str, end: str, most: int
) -> Iterator[Walk]:
    """Yield simple paths between two switches, depth first, at most *most*."""
    if start == end:
        if most > 0:
            yield ()
        return
    stack: list[tuple[str, Walk, frozenset[str]]] = [(start, (), frozenset({start}))]
    while stack and most > 0:
        switch, walk, seen = stack.pop()
        for other, out, into in reversed(neighbours.get(switch, [])):
            if other == end:
                most -= 1
                yield (*walk, out, into)
                if most <= 0:
                    return
            elif other not in seen:
                stack.append((other, (*walk, out, into), seen | {other}))
