"""Whether flows are answered at all, and when their silence counts."""

from typing import List, Sequence

from .errors import InconclusiveError
from .flow import Flow
from .search import SMALL

HELLOS = (0.25, 0.25, 0.25, 0.25, 0.75)  # waits behind the first probes, in time-outs
EAGER = 0.02  # behind sizes that were only expected to get through
CHECKS = 3  # more probes of a silent flow, each with another flow's answer behind it
CHECK_GRACE = 0.1  # in time-outs: how much later than the other flow's its answer may come


def hello(flow: Flow, first: Sequence[int] = (), hurry: float = 1.0) -> bool:
    """Return whether the target answers: sizes that are expected to get through, or else small probes.

    Learns the round trip, and gives a neighbour time to resolve. *hurry*: how much of the usual time to spend.
    """
    return not silent_of([flow], first, hurry)


def silent_of(flows: Sequence[Flow], first: Sequence[int] = (), hurry: float = 1.0) -> List[Flow]:
    """Return those of several flows that nothing answers, as `hello` says of one; they are waited for together."""
    rounds = [(tuple(first), EAGER)] if first and flows[0].greeting else []
    rounds += [((SMALL,), share * flows[0].timeout * hurry) for share in HELLOS]
    silent = list(flows)
    for sizes, wait in rounds:
        for flow in silent:
            for size in sizes:
                flow.send(size)
        silent = unheard(silent, wait)
        if all(flow.trouble for flow in silent):
            break
    return silent


def silent_beside(flows: Sequence[Flow], other: Flow) -> List[Flow]:
    """Return those of silent flows that stay silent although another flow is answered behind their probes.

    A path or a machine that stands still for a while answers nobody, so by itself no silence counts. Raises
    InconclusiveError when the other flow falls silent too.
    """
    silent = [flow for flow in flows if not flow.trouble]
    for _ in range(CHECKS):
        if silent:
            start = other.channel.clock()
            for flow in silent:
                flow.send(SMALL)
            if not other.alive():
                raise InconclusiveError("what was answered before fell silent as well")
            silent = unheard(silent, max(CHECK_GRACE * other.timeout, other.channel.clock() - start))
    return silent + [flow for flow in flows if flow.trouble]


def unheard(flows: Sequence[Flow], wait: float) -> List[Flow]:
    """Return those of several flows that are not answered within a time; settle the others."""
    over = flows[0].channel.clock() + wait
    heard = [flow for flow in flows if flow.hear(over - flow.channel.clock())]
    for flow in heard:
        flow.settle(list(flow.probes))
    return [flow for flow in flows if flow not in heard]
