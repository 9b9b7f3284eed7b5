"""What the rules said → the report. Text that came from devices or files is made printable and free of secrets here."""

from collections.abc import Iterator

from fabric_check import __version__, dialects
from fabric_check.fabric.build import Fabric
from fabric_check.fabric.measured import measured_pairs
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.silent import silent_pairs
from fabric_check.fabric.view import NetworkView
from fabric_check.model.outcome import Evidence, Severity
from fabric_check.model.secrets import redact, redact_json
from fabric_check.model.text import printable
from fabric_check.report import schema
from fabric_check.report.dcb import dcb
from fabric_check.report.paths import paths, place
from fabric_check.rules.run import Judged, Missing, Outcome

NEVER = "never"
MAX_TEXT = 200


def build(
    scene: Scene, outcome: Outcome, notes: tuple[str, ...], *, fail_on: str = "error"
) -> schema.ReportFile:
    """Return the report. The verdict is ``findings`` where one is at or above *fail_on* and not due to another."""
    counts = _counts(outcome)
    return schema.ReportFile(
        tool=schema.ToolPart(version=__version__),
        fabric=printable(scene.fabric.intent.name),
        verdict=_verdict(outcome, fail_on),
        basis=["configured", "measured"] if scene.evidence else ["configured"],
        counts=counts,
        findings=[schema.FindingPart(**_finding(scene.fabric, one)) for one in outcome.findings],
        paths=[
            path
            for view in scene.views
            for path in paths(view, scene.once(measured_pairs), scene.once(silent_pairs))
        ],
        dcb=dcb(scene),
        devices=_devices(scene.fabric),
        links=[schema.LinkPart(a=place(cable.a), b=place(cable.b)) for cable in scene.fabric.cables],
        vlans=[_vlan(view) for view in scene.views],
        unknowns=[_unknown(missing) for missing in outcome.unknowns],
        not_evaluated=[schema.NotEvaluatedPart(rule=rule, why=why) for rule, why in outcome.not_evaluated],
        suppressed=[
            schema.SuppressedPart(
                **_finding(scene.fabric, one), reason=printable(one.accepted.reason), until=one.accepted.until
            )
            for one in outcome.suppressed
            if one.accepted
        ],
        notes=[
            printable(note)
            for note in (*notes, *outcome.notes, *_empty_networks(scene), *_without_size(scene))
        ],
    )


def _empty_networks(scene: Scene) -> list[str]:
    """Return a note for each network that has no pair of NICs: nothing about it was judged."""
    return [
        f"network {view.network.name} has NICs on fewer than two hosts, so it has no path to judge"
        for view in scene.views
        if not view.relations
    ]


def _without_size(scene: Scene) -> Iterator[str]:
    """Yield a note for each way that a sweep ended in without telling a size."""
    for verdict in ("unreachable", "inconclusive"):
        found = [one for one in scene.measurements if one.verdict == verdict]
        for one in found[:1]:
            ends = [f"{nic.host}:{nic.name}" for nic in (one.sender, one.receiver)]
            more = f", as {len(found) - 1} more" if len(found) > 1 else ""
            yield f"{one.find(('sweep', 'verdict')).file}: {' to '.join(ends)} was {verdict}{more}: no size was measured"


def _verdict(outcome: Outcome, fail_on: str) -> str:
    if fail_on != NEVER:
        worst = Severity(fail_on).rank
        if any(one.finding.severity.rank <= worst and one.caused_by is None for one in outcome.findings):
            return "findings"
    return "inconclusive" if outcome.unknowns else "clean"


def _counts(outcome: Outcome) -> schema.CountsPart:
    own = [one.finding.severity for one in outcome.findings if one.caused_by is None]
    return schema.CountsPart(
        error=own.count(Severity.ERROR),
        warning=own.count(Severity.WARNING),
        info=own.count(Severity.INFO),
        unknown=len(outcome.unknowns),
        suppressed=len(outcome.suppressed),
        derived=len(outcome.findings) - len(own),
    )


def _finding(fabric: Fabric, judged: Judged) -> dict[str, object]:
    finding, subject = judged.finding, judged.finding.subject
    return {
        "id": judged.id,
        "rule": judged.rule.id,
        "name": judged.rule.name,
        "severity": finding.severity.value,
        "basis": finding.basis,
        "device": finding.device,
        "interface": _shown(finding.interface),
        "subject": {
            "kind": subject.kind,
            "device": subject.device,
            "interface": _shown(subject.interface),
            "peer_device": subject.peer_device,
            "peer_interface": _shown(subject.peer_interface),
            "name": _shown(subject.name),
        },
        "network": judged.network,
        "message": printable(finding.message),
        "evidence": [_evidence(fabric, item) for item in finding.evidence],
        "affects": finding.affects,
        "caused_by": judged.caused_by,
    }


def _evidence(fabric: Fabric, item: Evidence) -> schema.EvidencePart:
    """Return a line of evidence fit to be shown: no secret, no control character, not endless."""
    facts = fabric.switches.get(item.device)
    profile = facts.profile if facts else None
    # A file saved by hand was never redacted; a host's evidence is a piece of its facts, which are JSON.
    text = item.source.text
    text = dialects.get(profile.dialect).redact(text) if profile else redact(redact_json(text))
    return schema.EvidencePart(
        device=item.device, file=item.source.file, line=item.source.line, text=printable(text)[:MAX_TEXT]
    )


def _shown(text: str | None) -> str | None:
    return None if text is None else printable(text)


def _devices(fabric: Fabric) -> list[schema.DevicePart]:
    switches = [
        schema.DevicePart(
            device=facts.device,
            kind="switch",
            model=facts.profile.id if facts.profile else None,
            release=_shown(facts.release),
            file=facts.file,
            unknown=_shown(facts.unknown),
        )
        for facts in fabric.switches.values()
    ]
    hosts = [
        schema.DevicePart(
            device=host.name,
            kind="host",
            model=host.os,
            release=None,
            file=f"facts/{host.name}.json",
            unknown=None,
        )
        for host in fabric.intent.hosts.values()
    ]
    return switches + hosts


def _vlan(view: NetworkView) -> schema.VlanPart:
    hops = [view.uses[ref].hop for ref in sorted(view.uses, key=PortRef.natural)]
    carrying = [hop for hop in hops if hop.carries and hop.port is not None]
    return schema.VlanPart(
        network=view.network.name,
        vlan=view.network.vlan,
        tagged=[place(hop.ref) for hop in carrying if hop.tagged],
        untagged=[place(hop.ref) for hop in carrying if not hop.tagged],
    )


def _unknown(missing: Missing) -> schema.UnknownPart:
    gap = missing.gap
    return schema.UnknownPart(
        device=gap.device,
        interface=_shown(gap.interface) or None,
        what=gap.what,
        why=printable(gap.why),
        rules=list(missing.rules),
        paths=missing.paths,
    )
