"""A port pauses priorities that no network declares lossless.

## What it checks
On each port on a path of a lossless network: PFC is on for no other priorities than those that a `roce` or `lossless` of
fabric.yaml names.

## Why it matters
Each lossless priority takes buffers, of which there are few, and may be held up by one slow receiver. A class that nobody meant to be
lossless, such as the cluster's heartbeat, then stands still when storage is congested.

## How it is decided
The configured priorities, less those of any network of the fabric. Where a switch pauses whole queues, less those in the queue of such a
one too: on an S4810 5, 6 and 7 are one queue, so pausing 5 alone is no choice (DCB108). A map is one finding. `caused_by` names the finding that goes first:
more lossless queues than the model has (DCB105), a lossless priority that the same map or port lacks, or ports that are to have
another map (DCB102), a queue whose priorities lie
in different groups (DCB108), or a link whose ends differ in that priority (DCB103).

## Example that fails
`priority-flow-control priority 3,5 no-drop` where only priority 3 is declared.

## Example that passes
PFC for 3 and 4, with a RoCE network at 3 and an iSCSI network at 4.

## Fix and its safety
Take the priority out of the map or the port; or declare its network. Treat it as disruptive on that port.

## Limits
Ports that no lossless network crosses are not judged.

## References
IEEE 802.1Q clause 36.
"""

from collections.abc import Iterator

from fabric_check.fabric.lossless import physical
from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import Priorities
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject
from fabric_check.rules import dcb102_pfc_off as dcb102
from fabric_check.rules import dcb103_pfc_ends_differ as dcb103
from fabric_check.rules import dcb105_too_many_lossless as dcb105
from fabric_check.rules import dcb108_shared_queue as dcb108
from fabric_check.rules import dcb_words, words
from fabric_check.rules.dcb_words import Thing


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each map, and each port without one, on a way of a lossless network."""
    yield from dcb_words.unknown_pfc(scene)
    declared = frozenset(
        network.lossless.priority for network in scene.fabric.intent.networks.values() if network.lossless
    )
    for thing in scene.once(dcb_words.things):
        extra = _extra(thing, declared)
        yield _finding(scene, thing, extra) if extra else Pass(thing.subject)


def _extra(thing: Thing, declared: Priorities) -> Priorities:
    paused = thing.first.dcb.pfc.value or frozenset()
    if thing.first.switch.limit_counts_priorities:
        return paused - declared
    wanted = paused & declared
    for queues in thing.first.queues.possible:
        kept = {queues[one] for one in paused & declared}
        wanted |= {priority for priority in paused if queues[priority] in kept}
    return paused - wanted


def _finding(scene: Scene, thing: Thing, extra: Priorities) -> Finding:
    return Finding(
        Severity.WARNING,
        thing.subject,
        thing.networks(),
        f"{thing.named()} pauses {dcb_words.numbers(extra)}, which no network declares lossless.",
        thing.evidence(),
        dcb_words.affected(scene, thing.ports),
        cause=_cause(scene, thing, extra),
    )


def _cause(scene: Scene, thing: Thing, extra: Priorities) -> tuple[str, Subject] | None:
    """Return the error that ends with the extra priorities; an error never hides behind this warning."""
    if dcb105.too_many(thing):
        return ("DCB105", thing.subject)
    if (leaving := dcb102.leaving(scene, thing)) is not None:
        return leaving
    if any(fault.subject == thing.subject for fault in scene.once(dcb102.faults).values()):
        return ("DCB102", thing.subject)
    if any(extra <= priorities for _, priorities, _ in dcb108.torn(thing, thing.first.queues.value or ())):
        return ("DCB108", thing.subject)
    here = {one.at.ref for one in thing.ports}
    for found in scene.once(dcb103.compared):
        if isinstance(found, dcb103.Difference) and extra <= _paused_with(thing, found.priorities):
            ends = {ref for ref, _ in physical(scene.fabric, found.pausing(min(extra & found.priorities)))}
            if ends & here:
                return ("DCB103", words.link(found.link.step))
    return None


def _paused_with(thing: Thing, priorities: Priorities) -> Priorities:
    """Return priorities with those of their queues, where the switch pauses whole queues."""
    queues = thing.first.queues.value
    if queues is None or thing.first.switch.limit_counts_priorities:
        return priorities
    return frozenset(p for p, queue in enumerate(queues) if queue in {queues[one] for one in priorities})
