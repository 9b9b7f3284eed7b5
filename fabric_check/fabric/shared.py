"""What several things that went wrong have in common: the ports to look at first. Names nobody as wrong."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.routes import Route
from fabric_check.fabric.view import Attachment

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Shared(Generic[Thing]):
    """Things that one fault may explain. *ports*: what all of them cross, and nothing that went well does."""

    things: tuple[Thing, ...]
    ports: frozenset[PortRef]


def crossed(route: Route | None, *ends: Attachment) -> frozenset[PortRef]:
    """Return the ports on a route, and the NICs at its ends."""
    hops = route.hops if route is not None else ()
    return frozenset(hop.ref for hop in hops) | {end.ref for end in ends}


def share(
    things: Iterable[Thing], suspects: Callable[[Thing], frozenset[PortRef]]
) -> Sequence[Shared[Thing]]:
    """Part things into as few lots as a greedy choice finds, each with a suspect in common (Johnson 1974).

    One fault on a trunk touches many pairs and is to be repaired once, so it is to be told once.
    """
    left = [(one, suspects(one)) for one in things]
    found: list[Shared[Thing]] = []
    while left:
        counts = Counter(ref for _, refs in left for ref in refs)
        port = min(counts, key=lambda ref: (-counts[ref], ref), default=None)
        lot = [item for item in left if port in item[1]] if port else left[:1]
        ports = frozenset.intersection(*(refs for _, refs in lot))
        found.append(Shared(tuple(one for one, _ in lot), ports))
        taken = {id(item) for item in lot}
        left = [item for item in left if id(item) not in taken]
    return found
