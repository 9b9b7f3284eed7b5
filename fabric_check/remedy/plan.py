"""Findings → the changes that close them, proven: each snippet is replayed and every rule judges what comes of it.

Repairs propose; here it is decided. A round repairs the findings that wait for no other; what shows only then is for the
next round. A change that touches a fact that it does not name, whose rollback does not restore, or that opens a finding is
refused, and its findings are left with the reason.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.repairs import Repair, all_repairs
from fabric_check.remedy.replay import Replay
from fabric_check.remedy.world import World
from fabric_check.rules.registry import Rule
from fabric_check.rules.run import Judged, Outcome, run

MAX_ROUNDS = 8
"""Each round repairs what the one before laid bare; real fabrics need two or three."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a user wants repaired. *rules* and *devices*: only these; empty means all."""

    today: dt.date
    prefer: str = ""
    rules: tuple[str, ...] = ()
    devices: frozenset[str] = frozenset()

    def includes(self, judged: Judged) -> bool:
        """Return whether a finding is to be repaired."""
        by_rule = not self.rules or judged.rule.id.startswith(self.rules)
        return by_rule and (not self.devices or judged.finding.device in self.devices)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to change, and the proof. *left*: by finding, why it stays. *after* is the fabric with all changes."""

    steps: tuple[Step, ...]
    replay: Replay
    before: Outcome
    after: Outcome
    left: Mapping[str, str]
    closed: tuple[str, ...]
    opened: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every finding that some change could repair is closed, and none was opened."""
        return not self.opened and not self.unrepaired

    @property
    def unrepaired(self) -> tuple[str, ...]:
        """The findings that a change was proposed for and that stay all the same."""
        return tuple(one for step in self.steps for one in sorted(step.findings) if one in self.left)


@dataclass(slots=True)
class _Progress:
    steps: dict[tuple[object, ...], Step] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    refused: dict[tuple[object, ...], str] = field(default_factory=dict)


def plan(world: World, replay: Replay, rules: Iterable[Rule], wanted: Wanted) -> Plan:
    """Return the changes that close a fabric's findings. *replay* applies steps to *world*."""
    rules = tuple(rules)

    def judge(one: World) -> Outcome:
        return run(one.scene(), rules, today=wanted.today)

    before = judge(world)
    progress = _Progress()
    current, outcome = replay, before
    for _ in range(MAX_ROUNDS):
        proposed = _propose(current.world, outcome, wanted, progress)
        if not proposed:
            break
        for step in proposed:
            old = progress.steps.get(step.change.target)
            findings = step.findings | (old.findings if old else frozenset())
            progress.steps[step.change.target] = Step(step.change, findings, step.why)
        current = _accepted(replay, progress)
        outcome = judge(current.world)
        if opened := _ids(outcome) - _ids(before):
            current, outcome = _without_culprits(replay, progress, judge, opened, before)
    return _plan(progress, current, before, outcome)


def _propose(world: World, outcome: Outcome, wanted: Wanted, progress: _Progress) -> list[Step]:
    """Return what is new in what the repairs propose for findings that wait for no other's repair."""
    open_ids = _ids(outcome)
    by_repair: dict[Repair, list[Judged]] = {}
    for judged in outcome.findings:
        repair = all_repairs().get(judged.rule.id)
        if repair is None or not wanted.includes(judged):
            why = "no change of a configuration repairs it" if repair is None else "not asked for"
            progress.left.setdefault(judged.id, why)
        elif judged.caused_by not in open_ids or judged.caused_by in progress.left:
            by_repair.setdefault(repair, []).append(judged)
    scene = world.scene()
    steps: list[Step] = []
    for repair, findings in by_repair.items():
        for answer in repair(Case(world, scene, findings, wanted.prefer)):
            if isinstance(answer, Left):
                progress.left.setdefault(answer.finding, answer.why)
            elif answer.change.target in progress.refused:
                for one in answer.findings:
                    progress.left.setdefault(one, progress.refused[answer.change.target])
            elif (known := progress.steps.get(answer.change.target)) is None or known.change != answer.change:
                steps.append(answer)
    return steps


def _accepted(replay: Replay, progress: _Progress) -> Replay:
    """Apply all steps; drop those that a device refuses, and try again without them."""
    while True:
        applied = replay.apply(progress.steps.values())
        refused = applied.refused
        if not refused:
            return applied
        for target, why in refused.items():
            _refuse(progress, target, why)


def _refuse(progress: _Progress, target: tuple[object, ...], why: str) -> None:
    step = progress.steps.pop(target, None)
    progress.refused[target] = why
    for one in step.findings if step else ():
        progress.left[one] = why


def _without_culprits(
    replay: Replay,
    progress: _Progress,
    judge: Callable[[World], Outcome],
    opened: set[str],
    before: Outcome,
) -> tuple[Replay, Outcome]:
    """Drop, one by one, the steps without which an opened finding is not there, unless a later round repairs it."""
    fixable = {judged.rule.id for judged in before.findings} | set(all_repairs())
    current = _accepted(replay, progress)
    outcome = judge(current.world)
    stuck = {
        judged.id
        for judged in outcome.findings
        if judged.id in opened and (judged.rule.id not in fixable or judged.id in progress.left)
    }
    for target in list(progress.steps):
        if not stuck:
            break
        step = progress.steps.pop(target)
        trial = _accepted(replay, progress)
        found = judge(trial.world)
        if gone := stuck - _ids(found):
            names = ", ".join(sorted(gone))
            progress.steps[target] = step
            _refuse(progress, target, f"its repair would open {names}")
            current, outcome, stuck = trial, found, stuck & _ids(found)
        else:
            progress.steps[target] = step
    return current, outcome


def _plan(progress: _Progress, current: Replay, before: Outcome, after: Outcome) -> Plan:
    was, now = _ids(before), _ids(after)
    left = {one: progress.left.get(one, "its repair does not close it") for one in sorted(was & now)}
    causes = {judged.id: judged.caused_by for judged in after.findings}
    for one in left:
        if causes.get(one) and one not in progress.left:
            left[one] = f"waits for the repair of {causes[one]}"
    order = [judged.id for judged in before.findings]
    return Plan(
        tuple(progress.steps.values()),
        current,
        before,
        after,
        left,
        tuple(one for one in order if one not in now),
        tuple(judged.id for judged in after.findings if judged.id not in was),
    )


def _ids(outcome: Outcome) -> set[str]:
    return {judged.id for judged in outcome.findings}
