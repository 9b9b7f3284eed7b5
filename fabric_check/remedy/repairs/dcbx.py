"""DCBX whose ends wait for each other, or that speak different versions.

A port whose settings nobody is to send says its own: it becomes manual, and what it pauses is then in its configuration.
"""

from collections.abc import Iterator

from fabric_check.fabric.ports import PortRef
from fabric_check.model.dcb import DcbxRole
from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.changes.dcbx import Role, Version
from fabric_check.remedy.dcb.asked import applied
from fabric_check.rules.run import Judged

RULES = ("DCB110", "DCB111")


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each link."""
    for judged in case.findings:
        found: list[Step | Left] = list(
            _version(case, judged) if judged.rule.id == "DCB111" else _roles(case, judged)
        )
        yield from found or [
            Left(judged.id, "hosts are to say what the ports pause, which no configuration of a switch shows")
        ]


def _roles(case: Case, judged: Judged) -> Iterator[Step]:
    """Yield, for each port that waits for what nobody sends, that it says its own settings."""
    if case.world.folder.intent.dcbx == "host":
        return
    findings = frozenset({judged.id})
    for facts, port in _ends(case, judged):
        waiting = _waiting(facts) if applied(port).role.value is DcbxRole.DOWNSTREAM else [port]
        for one in waiting:
            if applied(one).role.value in (None, DcbxRole.MANUAL, DcbxRole.OFF):
                continue
            start = applied(case.start.switches[facts.device].ports[one.name]).role
            was = start.value if start.line() else None
            change = Role(facts.device, one.name, DcbxRole.MANUAL, was)
            yield Step(change, findings, "nobody sends it its settings, so it says its own")


def _waiting(facts: SwitchFacts) -> list[Port]:
    return [port for port in facts.ports.values() if port.dcb and port.dcb.role.value is DcbxRole.DOWNSTREAM]


def _version(case: Case, judged: Judged) -> Iterator[Step]:
    """Yield that the end which the finding names adapts to the other."""
    for facts, port in _ends(case, judged)[:1]:
        own = [port]
        if facts.dcb is not None and facts.dcb.maps is not None:
            ref = PortRef(facts.device, judged.finding.interface or "")
            own = list(case.scene.fabric.members(ref)) or own
        for one in own:
            line = applied(one).version.line()
            whole = facts.dcb is not None and facts.dcb.maps is None
            was = applied(one).version.value if line else ""
            change = Version(facts.device, None if whole else one.name, "auto", was or "")
            yield Step(change, frozenset({judged.id}), "it detects what the other end speaks")


def _ends(case: Case, judged: Judged) -> list[tuple[SwitchFacts, Port]]:
    """Return the physical ports at the switch ends of the finding's link, its own end first."""
    subject = judged.finding.subject
    refs = [PortRef(judged.finding.device or "", judged.finding.interface or "")]
    refs += [
        ref
        for ref in (
            PortRef(subject.device or "", subject.interface or ""),
            PortRef(subject.peer_device or "", subject.peer_interface or ""),
        )
        if ref not in refs
    ]
    found = []
    for ref in refs:
        facts = case.world.switches.get(ref.device)
        if facts is None:
            continue
        port = case.scene.fabric.port(ref)
        members = case.scene.fabric.members(ref)
        found += [(facts, one) for one in members or ([port] if port else []) if one.dcb is not None]
    return found
