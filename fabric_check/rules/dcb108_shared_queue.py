"""Priorities of one queue are in different ETS groups, or a lossless priority shares its queue with a lossy one.

## What it checks
On each port on a path of a lossless network: all priorities that the switch puts into one queue are in one ETS group; and the
queue of a lossless network's priority holds no lossy class.

## Why it matters
A queue is served as a whole, so a group of half a queue cannot be had: Dell's switches refuse or ignore such a map. A lossy class in
a lossless queue is held up with it, and fills the buffers that were kept for storage.

## How it is decided
By the queue of each 802.1p priority: the model's default, or the config's lines. On an S4810 and its kin 0, 1 and 2 share a queue, and
so do 5, 6 and 7; 3 and 4 have one each. Force10 switches make whole queues lossless, so every priority beside a lossless one that has
no PFC is a lossy class. PowerConnect switches pause priorities, and by default 3 shares its queue with 0, the best effort: there only
a class counts that a network declares by `priority`, and ports without queues of their own are one finding, the switch's. Where all ports of a map are to have another one (DCB102), `caused_by` names that.

## Example that fails
`priority-pgid 0 0 0 1 0 0 0 2` on an S4810: 5 and 6 are in group 0 and 7, of the same queue, in group 2.

## Example that passes
`priority-pgid 0 0 0 1 0 0 0 0` with PFC on for group 1 alone.

## Fix and its safety
Use priority 3 or 4 for what must be lossless, and keep the priorities of a queue together. PowerConnect: `classofservice
dot1p-mapping` gives a priority another queue. A changed priority is changed on all switches and hosts at once: plan it.

## Limits
Best effort beside a lossless priority in a PowerConnect queue is not judged: no Dell page read says that it loses frames. There
queues that are not known are no gap either.

## References
Dell S4810P user guide, dot1p to queue mapping, and DCB: all priorities of one queue belong to one priority group. Dell PowerConnect
8100 user configuration guide, CoS global defaults.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import Priorities
from fabric_check.model.outcome import Answer, Finding, Gap, NotApplicable, Pass, Severity, Subject, Unknown
from fabric_check.rules import dcb102_pfc_off as dcb102
from fabric_check.rules import dcb_words
from fabric_check.rules.dcb_words import Judged, Thing

Queues = tuple[int, ...]


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each map, and each port without one, on a way of a lossless network."""
    yield from dcb_words.unknown_pfc(scene)
    networks = scene.fabric.intent.networks.values()
    lossy = frozenset(network.priority for network in networks if network.priority is not None)
    known = (one for one in scene.once(dcb_words.judged) if one.dcb.pfc.known)
    for thing in dcb_words.gathered(known, dcb_words.queues_of_switch):
        queues = thing.first.queues
        wrong = [_torn(thing, table) or _mixed(thing, table, lossy) for table in queues.possible]
        if wrong and all(bool(words) is bool(wrong[0]) for words in wrong):
            yield _finding(scene, thing, wrong[0]) if wrong[0] else Pass(thing.subject)
        elif thing.first.switch.limit_counts_priorities:
            yield NotApplicable(thing.subject, queues.why)
        else:
            gap = Gap(thing.first.device, "", "queues of the priorities", queues.why)
            yield Unknown(thing.subject, (gap,), dcb_words.affected(scene, thing.ports))


def torn(thing: Thing, queues: Queues) -> Iterator[tuple[int, frozenset[int], list[int]]]:
    """Yield each queue whose priorities are in different groups, with those and the groups."""
    groups = thing.first.dcb.groups.value or ()
    for queue in sorted(set(queues)):
        here = _together(queues, queue)
        found = sorted({group.number for group in groups if group.priorities & here})
        if len(found) > 1:
            yield queue, here, found


def _torn(thing: Thing, queues: Queues) -> str:
    """Return which priorities of one queue are in different groups."""
    for queue, here, groups in torn(thing, queues):
        said = " and ".join(str(number) for number in groups)
        return f"{dcb_words.numbers(here)} share queue {queue}, but are in groups {said}"
    return ""


def _together(queues: Queues, queue: int) -> frozenset[int]:
    """Return the priorities of a queue."""
    return frozenset(priority for priority, its in enumerate(queues) if its == queue)


def _mixed(thing: Thing, queues: Queues, lossy: frozenset[int]) -> str:
    """Return which lossless priority has a lossy class beside it."""
    paused = thing.first.dcb.pfc.value or frozenset()
    by_queue = not thing.first.switch.limit_counts_priorities
    for priority in sorted(frozenset().union(*(_kept(one) for one in thing.ports))):
        beside = _together(queues, queues[priority]) - {priority}
        others = beside & lossy | (beside - paused if by_queue else frozenset())
        if others:
            kept = f"{dcb_words.numbers([priority])} must not lose frames"
            return f"{kept}, and shares queue {queues[priority]} with lossy {dcb_words.numbers(others)}"
    return ""


def _kept(one: Judged) -> Priorities:
    """Return the priorities that must not lose frames on a port, and that it pauses."""
    return one.at.priorities & (one.dcb.pfc.value or frozenset())


def _finding(scene: Scene, thing: Thing, wrong: str) -> Finding:
    return Finding(
        Severity.ERROR,
        thing.subject,
        thing.networks(),
        f"{thing.named()}: {wrong}.",
        thing.evidence(thing.first.queues.line(), *dcb_words.pfc_lines(thing.first.dcb)),
        dcb_words.affected(scene, thing.ports),
        cause=_cause(scene, thing),
    )


def _cause(scene: Scene, thing: Thing) -> tuple[str, Subject] | None:
    """Return the error after whose repair no port has this map."""
    leaving = dcb102.leaving(scene, thing)
    return leaving if dcb102.severity(scene, leaving) is Severity.ERROR else None
