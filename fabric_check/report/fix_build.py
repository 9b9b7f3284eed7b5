"""A plan and its order → fix.json's content. Every text of a device is made harmless on the way."""

from collections.abc import Callable, Sequence

from fabric_check.model.text import printable
from fabric_check.remedy.order import Turn
from fabric_check.remedy.plan import Plan
from fabric_check.report.fix_schema import (
    SCHEMA,
    ChangePart,
    FixFile,
    LeftPart,
    ProofPart,
    RepairedPart,
    TurnPart,
)
from fabric_check.rules.run import Judged

FileOf = Callable[[str, str], str]
"""Returns the name of a device's snippet; the second argument is empty, or ``rollback.``."""


def fix_file(plan: Plan, turns: Sequence[Turn], file_of: FileOf) -> FixFile:
    """Return what fix.json says."""
    shown = [judged for outcome in (plan.before, plan.after) for judged in outcome.findings]
    return FixFile(
        schema_=SCHEMA,
        fabric=printable(plan.replay.start.folder.intent.name),
        changes=_changes(plan, turns, file_of),
        proof=ProofPart(
            closed=list(plan.closed),
            opened=list(plan.opened),
            left=[LeftPart(id=one, why=printable(why)) for one, why in plan.left.items()],
        ),
        order=[turn.device for turn in turns],
        meanwhile=[
            TurnPart(device=turn.device, notes=[printable(note) for note in turn.notes])
            for turn in turns
            if turn.notes
        ],
        findings=list({judged.id: _finding(judged) for judged in shown}.values()),
    )


def _changes(plan: Plan, turns: Sequence[Turn], file_of: FileOf) -> list[ChangePart]:
    """Return the changes as they stand in the snippets, device by device in their order."""
    turn_of = {turn.device: number for number, turn in enumerate(turns)}
    steps = sorted(plan.steps, key=lambda step: (turn_of[step.change.device], step.change.place))
    return [
        ChangePart(
            device=step.change.device,
            interface=printable(step.change.interface) if step.change.interface else None,
            findings=sorted(step.findings),
            file=file_of(step.change.device, ""),
            rollback=file_of(step.change.device, "rollback."),
            safety=step.change.safety[0].value,
            safety_why=step.change.safety[1],
            why=printable(step.why),
        )
        for step in steps
    ]


def _finding(judged: Judged) -> RepairedPart:
    finding = judged.finding
    return RepairedPart(
        id=judged.id,
        rule=judged.rule.id,
        severity=finding.severity.value,
        device=finding.device,
        interface=printable(finding.interface) if finding.interface else None,
        message=printable(finding.message),
    )
