"""Findings → the changes that close them, proven: each snippet is replayed and every rule judges what comes of it.

Repairs propose; here it is decided. A round repairs the findings that wait for no other; what shows only then is for the
next round. A change that touches a fact that it does not name, whose rollback does not restore, or that opens a finding is
refused, and its findings are left with the reason. What closes nothing is dropped.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.draft import Draft
from fabric_check.remedy.prune import Judge, answers, drop_culprits, drop_needless
from fabric_check.remedy.repairs import all_repairs
from fabric_check.remedy.replay import Replay
from fabric_check.remedy.sides import Repair
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
        return by_rule and (judged.finding.device is None or self.allows(judged.finding.device))

    def allows(self, device: str) -> bool:
        """Return whether a device may be changed."""
        return not self.devices or device in self.devices


@dataclass(frozen=True, slots=True)
class Plan:
    """What to change, and the proof. *left*: by finding, why it stays. *after* is the fabric with all changes.

    *unrepaired*: findings that a change was proposed for and that stay all the same.
    """

    steps: tuple[Step, ...]
    replay: Replay
    before: Outcome
    after: Outcome
    left: Mapping[str, str]
    closed: tuple[str, ...]
    opened: tuple[str, ...]
    unrepaired: frozenset[str]

    @property
    def complete(self) -> bool:
        """Whether every finding that some change could repair is closed, and none was opened."""
        return not self.opened and not self.unrepaired


def plan(world: World, replay: Replay, rules: Iterable[Rule], wanted: Wanted) -> Plan:
    """Return the changes that close a fabric's findings. *replay* applies steps to *world*."""
    rules = tuple(rules)

    def judge(one: World) -> Outcome:
        return run(one.scene(), rules, today=wanted.today)

    before = judge(world)
    planner = _Planner(replay, judge, wanted, before)
    return planner.plan(before, *planner.rounds())


class _Planner:
    """The rounds of one plan. *tried*: findings for which some change was proposed."""

    def __init__(self, replay: Replay, judge: Judge, wanted: Wanted, before: Outcome) -> None:
        self.replay = replay
        self.judge = judge
        self.wanted = wanted
        self.before = answers(before)
        self.first = before
        self.draft = Draft()
        self.tried: set[str] = set()
        self.causes: dict[str, frozenset[str]] = {}

    def rounds(self) -> tuple[Replay, Outcome]:
        """Repair until nothing new is proposed; return the fabric with what holds, and what the rules say of it."""
        current, outcome = self.replay, self.first
        for _ in range(MAX_ROUNDS):
            left = len(self.draft.left)
            proposed = self._proposed(current.world, outcome)
            if not proposed and left == len(self.draft.left):
                break
            for step in proposed:
                self.draft.add(step)
            current, outcome = self._judged(current, outcome)
            opened = answers(outcome) - self.before - self.causes.keys()
            self.causes |= self.draft.attribute(opened, proposed)
            if stuck := self._stuck(outcome):
                drop_culprits(self.draft, self.replay, self.judge, stuck)
                current, outcome = self._judged(current, outcome)
        if opened := answers(outcome) - self.before:
            drop_culprits(self.draft, self.replay, self.judge, opened)
            current, outcome = self._judged(current, outcome)
        drop_needless(self.draft, self.replay, self.judge, outcome)
        return self._judged(current, outcome)

    def _judged(self, known: Replay, outcome: Outcome) -> tuple[Replay, Outcome]:
        """Return the fabric with the draft's steps, and what the rules say of it; *outcome* is what they say of *known*."""
        applied = self.draft.applied(self.replay)
        same = applied.snippets == known.snippets
        return (known, outcome) if same else (applied, self.judge(applied.world))

    def _stuck(self, outcome: Outcome) -> set[str]:
        """Return what was opened and that no later round can close."""
        findings = {judged.id: judged for judged in outcome.findings}
        return {
            one
            for one in answers(outcome) - self.before
            if one not in findings or findings[one].rule.id not in all_repairs() or one in self.draft.left
        }

    def _proposed(self, world: World, outcome: Outcome) -> list[Step]:
        """Return what is new in what the repairs propose for findings that wait for no other's repair."""
        scene = world.scene()
        return [
            step
            for repair, findings in self._waiting(outcome).items()
            for answer in repair(Case(world, self.replay.start, scene, findings, self.wanted.prefer))
            if (step := self._accepted(answer))
        ]

    def _waiting(self, outcome: Outcome) -> dict[Repair, list[Judged]]:
        """Return the findings to repair now, by what repairs them."""
        ids = {judged.id for judged in outcome.findings}
        found: dict[Repair, list[Judged]] = {}
        for judged in outcome.findings:
            repair = all_repairs().get(judged.rule.id)
            if repair is None or not (judged.id in self.causes or self.wanted.includes(judged)):
                why = "no change of a configuration repairs it" if repair is None else "not asked for"
                self.draft.left.setdefault(judged.id, why)
            elif judged.caused_by not in ids or judged.caused_by in self.draft.left:
                found.setdefault(repair, []).append(judged)
        return found

    def _accepted(self, answer: Step | Left) -> Step | None:
        """Return an answer as a step to take; note why a finding is left otherwise."""
        if isinstance(answer, Left):
            self.draft.left.setdefault(answer.finding, answer.why)
            return None
        if not self.wanted.allows(answer.change.device):
            for one in answer.findings:
                self.draft.left.setdefault(one, f"not asked for: {answer.change.device} would have to change")
            return None
        self.tried |= answer.findings
        findings = answer.findings.union(*(self.causes.get(one, frozenset()) for one in answer.findings))
        if (why := self.draft.refused.get(answer.change.target)) is not None:
            for one in findings:
                self.draft.left.setdefault(one, why)
            return None
        return replace(answer, findings=findings) if self.draft.is_new(answer) else None

    def plan(self, before: Outcome, current: Replay, after: Outcome) -> Plan:
        """Return the plan of what holds, with its proof: the fabric with it, and what the rules say of that."""
        was, now = ({judged.id for judged in outcome.findings} for outcome in (before, after))
        left = {one: self.draft.left.get(one, "its repair does not close it") for one in sorted(was & now)}
        for judged in after.findings:
            if judged.caused_by and judged.id in left and judged.id not in self.draft.left:
                left[judged.id] = f"waits for the repair of {judged.caused_by}"
        return Plan(
            tuple(replace(step, findings=step.findings & was) for step in self.draft.steps.values()),
            current,
            before,
            after,
            left,
            tuple(judged.id for judged in before.findings if judged.id not in now),
            tuple(judged.id for judged in after.findings if judged.id not in was),
            frozenset(self.tried & left.keys()),
        )
