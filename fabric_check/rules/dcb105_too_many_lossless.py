"""A port pauses more than its model can keep lossless.

## What it checks
On each port on a path of a lossless network: the queues that its PFC makes lossless are at most those that the model has for it.

## Why it matters
These switches have two lossless queues a port. What is asked beyond that is refused, or takes buffers from the others: then none of
them is lossless.

## How it is decided
Force10: the priorities with PFC are counted by the queue that each belongs to: on an S4810 0, 1 and 2 share one, and so do 5, 6 and
7. PowerConnect counts priorities. A map is one finding. Where one priority has PFC, nothing can be too many.

## Example that fails
A map with `pfc on` for priorities 3, 4 and 5 on an S4810: three queues.

## Example that passes
PFC for 5, 6 and 7 on an S4810: one queue.

## Fix and its safety
Keep PFC for the priorities that need it. Treat it as disruptive on those ports.

## Limits
Dell asks for the same lossless queues on all ports of a switch; only ports on a lossless network's path are judged.

## References
Dell S4820T and S4810 guides, PFC: at most two lossless queues on a port. Dell DNOS6 reference manual: two lossless priorities.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Finding, Gap, Pass, Severity, Unknown
from fabric_check.rules import dcb_words
from fabric_check.rules.dcb_words import Thing


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each map, and each port without one, on a way of a lossless network."""
    yield from dcb_words.unknown_pfc(scene)
    for thing in scene.once(dcb_words.things):
        verdict = too_many(thing)
        if verdict is None:
            limit, queues = thing.first.switch.lossless_limit, thing.first.queues
            gap = Gap(thing.first.device, "", "lossless queues", queues.why if limit.known else limit.why)
            yield Unknown(thing.subject, (gap,), dcb_words.affected(scene, thing.ports))
        else:
            yield _finding(scene, thing) if verdict else Pass(thing.subject)


def too_many(thing: Thing) -> bool | None:
    """Return whether a map or port makes more lossless than the model can; None where that is not known."""
    limit = thing.first.switch.lossless_limit.value
    paused = len(thing.first.dcb.pfc.value or ())
    if paused <= 1 or (limit is not None and paused <= limit):
        return False
    verdicts = {counted > limit for counted in _counted(thing)} if limit is not None else set()
    return verdicts.pop() if len(verdicts) == 1 else None


def _counted(thing: Thing) -> frozenset[int]:
    """Return what the model's limit counts, as far as it is known: priorities, or the queues that they are in."""
    priorities = thing.first.dcb.pfc.value or frozenset()
    if thing.first.switch.limit_counts_priorities:
        return frozenset({len(priorities)})
    return frozenset(
        len({queues[priority] for priority in priorities}) for queues in thing.first.queues.possible
    )


def _finding(scene: Scene, thing: Thing) -> Finding:
    switch, profile = thing.first.switch, thing.first.facts.profile
    what = "priorities" if switch.limit_counts_priorities else "queues"
    return Finding(
        Severity.ERROR,
        thing.subject,
        thing.networks(),
        f"{thing.named()} pauses {dcb_words.numbers(thing.first.dcb.pfc.value or ())}: {min(_counted(thing))} lossless {what}; "
        f"{f'a {profile.name}' if profile else 'the model'} can keep {switch.lossless_limit.value}.",
        thing.evidence(),
        dcb_words.affected(scene, thing.ports),
    )
