"""What a plan is better without: steps that open a finding, and steps without which the same findings close.

Each trial replays and judges the whole fabric, so their number is bounded; what is not tried is kept.
"""

from collections.abc import Callable

from fabric_check.model.text import printable
from fabric_check.remedy.draft import Draft
from fabric_check.remedy.replay import Replay
from fabric_check.remedy.world import World
from fabric_check.rules.run import Outcome

Judge = Callable[[World], Outcome]
MOST_TRIALS = 48
_EFFORT = 6000
"""Devices judged over all trials of one kind: a second or two on any fabric, minutes on the largest."""


def trials(world: World) -> int:
    """Return how many trials a fabric is worth: plans of more steps are not made smaller, nor their order replayed."""
    return max(4, min(MOST_TRIALS, _EFFORT // max(1, len(world.switches) + len(world.hosts))))


def answers(outcome: Outcome) -> set[str]:
    """Return what stands in the way of a good verdict: findings by id, and unknowns by what is missing."""
    gaps = (missing.gap for missing in outcome.unknowns)
    unknowns = {
        f"an unknown {gap.what} of {printable(f'{gap.device} {gap.interface}'.strip())}" for gap in gaps
    }
    return {judged.id for judged in outcome.findings} | unknowns


def drop_culprits(draft: Draft, replay: Replay, judge: Judge, opened: set[str]) -> None:
    """Refuse, one by one, the steps without which something opened is not there."""
    stuck = set(opened)
    for target in list(draft.steps)[::-1][: max(MOST_TRIALS, len(opened))]:
        if not stuck:
            break
        trial = draft.without(target)
        gone = stuck - answers(judge(trial.applied(replay).world))
        if gone:
            draft.refuse(target, f"its repair would open {', '.join(sorted(gone))}")
            stuck -= gone


def drop_needless(draft: Draft, replay: Replay, judge: Judge, outcome: Outcome) -> None:
    """Take out, latest first, each step without which nothing is open that is closed with it. *outcome* is with all steps."""
    if not 2 <= len(draft.steps) <= trials(replay.start):
        return
    remain = answers(outcome)
    for target in list(draft.steps)[::-1]:
        trial = draft.without(target)
        applied = trial.applied(replay)
        if trial.steps.keys() | {target} == draft.steps.keys() and answers(judge(applied.world)) <= remain:
            del draft.steps[target]
