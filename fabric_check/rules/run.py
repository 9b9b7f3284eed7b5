"""Runs rules over a scene and joins their answers: ids, causes, accepted findings, what is unknown, what was not asked.

Pure: *today* is an argument, and used for nothing but the dates of accepted findings.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from fabric_check.fabric.build import canonical
from fabric_check.fabric.scene import Scene
from fabric_check.model.intent import Ignore
from fabric_check.model.outcome import Answer, Confirmed, Finding, Gap, Subject, Unknown
from fabric_check.model.text import natural_key
from fabric_check.rules.registry import Rule, selected

NOT_SELECTED = "not selected"
"""Why a rule was not run that --select or --ignore left out."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with its identity. *caused_by* is the id of the finding whose repair makes this one go away."""

    id: str
    rule: Rule
    finding: Finding
    network: str | None
    caused_by: str | None
    accepted: Ignore | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Something unknown, with the rules that could not be decided for it and the pairs of NICs that depend on it."""

    gap: Gap
    rules: tuple[str, ...]
    paths: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that the rules said."""

    findings: tuple[Judged, ...]
    suppressed: tuple[Judged, ...]
    unknowns: tuple[Missing, ...]
    not_evaluated: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    answers: tuple[tuple[Rule, Answer], ...]


def run(
    scene: Scene,
    rules: Iterable[Rule],
    *,
    today: dt.date,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
) -> Outcome:
    """Judge a scene. A rule whose evidence the scene does not hold is not evaluated."""
    answers: list[tuple[Rule, Answer]] = []
    not_evaluated: list[tuple[str, str]] = []
    for rule in rules:
        if not selected(rule.id, select, ignore):
            not_evaluated.append((rule.id, NOT_SELECTED))
        elif rule.evidence is not None and rule.evidence not in scene.evidence:
            not_evaluated.append((rule.id, f"no {rule.evidence} in the folder"))
        else:
            answers.extend((rule, answer) for answer in scene.answers(rule.judge))
    missing = _missing(scene, answers)
    if not any(view.relations for view in scene.views):
        # Nothing was judged, and that must not look like passed.
        why = "no network has NICs on two hosts, so no path was judged"
        missing = (*missing, Missing(Gap("fabric.yaml", "", "paths", why), (), 0))
    judged = _judged(scene, _findings(answers))
    findings, suppressed, notes = _accept(scene, judged, today)
    return Outcome(findings, suppressed, missing, tuple(not_evaluated), notes, tuple(answers))


def _findings(answers: Sequence[tuple[Rule, Answer]]) -> list[tuple[Rule, Finding]]:
    """Return the findings, with what evidence says of those that it bears out."""
    found = [(rule, answer) for rule, answer in answers if isinstance(answer, Finding)]
    there = {(rule.id, finding.subject) for rule, finding in found}
    borne_out: dict[tuple[str, Subject], list[Confirmed]] = {}
    for rule, answer in answers:
        if not isinstance(answer, Confirmed):
            continue
        if answer.of in there:
            borne_out.setdefault(answer.of, []).append(answer)
        elif answer.otherwise is not None:
            found.append((rule, answer.otherwise))
    return [
        (rule, _joined(finding, borne_out.get((rule.id, finding.subject), ()))) for rule, finding in found
    ]


def _joined(finding: Finding, confirmations: Iterable[Confirmed]) -> Finding:
    """Return a finding from configuration with what was measured."""
    for one in confirmations:
        if one.network is not None and one.network not in finding.networks:
            continue
        finding = replace(
            finding,
            basis="both",
            severity=min(finding.severity, one.severity, key=lambda severity: severity.rank),
            message=f"{finding.message} {one.sentence}",
            evidence=(*finding.evidence, *one.evidence),
        )
    return finding


def finding_id(rule: str, subject: Subject, network: str | None) -> str:
    """Return a finding's identity: never its line, value, severity or order."""
    text = json.dumps([rule, asdict(subject), network], sort_keys=True, ensure_ascii=True)
    return f"{rule}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def _judged(scene: Scene, findings: Sequence[tuple[Rule, Finding]]) -> list[Judged]:
    """Give each finding its id and its cause's, in the report's order."""
    order = scene.fabric.intent.device_order
    judged = []
    ids: dict[tuple[str, Subject], str] = {}
    for rule, finding in findings:
        network = min(finding.networks, default=None)
        one = Judged(finding_id(rule.id, finding.subject, network), rule, finding, network, None)
        ids.setdefault((rule.id, finding.subject), one.id)
        judged.append(one)

    def key(one: Judged) -> tuple[object, ...]:
        finding = one.finding
        rank = order.get(finding.device, -1) if finding.device else len(order)
        return (
            finding.severity.rank,
            rank,
            natural_key(finding.interface or ""),
            one.rule.id,
            finding.networks,
        )

    return [
        replace(one, caused_by=ids.get(one.finding.cause) if one.finding.cause else None)
        for one in sorted(judged, key=key)
    ]


def _accept(
    scene: Scene, judged: list[Judged], today: dt.date
) -> tuple[tuple[Judged, ...], tuple[Judged, ...], tuple[str, ...]]:
    """Set aside the findings that fabric.yaml accepts; note what it accepts in vain."""
    findings: list[Judged] = []
    suppressed: list[Judged] = []
    used: set[int] = set()
    ignores = list(enumerate(scene.fabric.intent.ignores))
    for one in judged:
        fitting = [(number, item) for number, item in ignores if _fits(scene, item, one)]
        valid = [(number, item) for number, item in fitting if not _expired(item, today)]
        used.update(number for number, _ in fitting)
        if valid:
            suppressed.append(replace(one, accepted=valid[0][1]))
        else:
            findings.append(one)
    notes = []
    for number, item in ignores:
        where = item.network or (f"{item.device}:{item.interface}" if item.interface else item.device)
        what = f"fabric.yaml:{item.place.line}: ignore {item.rule} at {where}"
        if _expired(item, today):
            notes.append(f"{what} expired on {item.until}")
        elif number not in used:
            notes.append(f"{what} matches no finding")
    return tuple(findings), tuple(suppressed), tuple(notes)


def _fits(scene: Scene, item: Ignore, judged: Judged) -> bool:
    finding = judged.finding
    if not judged.rule.id.startswith(item.rule):
        return False
    if item.device is None:
        return item.network in finding.networks
    if finding.device != item.device:
        return False
    if item.interface is None:
        return True
    fabric = scene.fabric
    return finding.interface == canonical(
        fabric.intent, fabric.switches, fabric.hosts, item.device, item.interface
    )


def _expired(item: Ignore, today: dt.date) -> bool:
    return item.until is not None and dt.date.fromisoformat(item.until) < today


def _missing(scene: Scene, answers: Iterable[tuple[Rule, Answer]]) -> tuple[Missing, ...]:
    """Join the unknowns by what is missing: one entry for each thing that somebody has to supply."""
    rules: dict[Gap, set[str]] = {}
    paths: dict[Gap, int] = {}
    for rule, answer in answers:
        if isinstance(answer, Unknown):
            for gap in answer.gaps:
                rules.setdefault(gap, set()).add(rule.id)
                paths[gap] = max(paths.get(gap, 0), answer.paths)
    on_routes: dict[Gap, int] = {}
    for view in scene.views:
        for relation in view.relations:
            for gap in relation.route.gaps if relation.route else ():
                on_routes[gap] = on_routes.get(gap, 0) + relation.pairs
    order = scene.fabric.intent.device_order
    gaps = sorted(
        rules, key=lambda gap: (order.get(gap.device, -1), natural_key(gap.interface), gap.what, gap.why)
    )
    return tuple(Missing(gap, tuple(sorted(rules[gap])), on_routes.get(gap, paths[gap])) for gap in gaps)
