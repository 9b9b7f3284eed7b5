"""A host's PFC: on for what its networks declare lossless, off for the rest. The host's own setting, or a NIC's."""

from collections.abc import Iterator

from fabric_check.model.dcb import Priorities
from fabric_check.parse.sections import Sections
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.change import HostChange
from fabric_check.remedy.changes.linux_dcb import Pfc
from fabric_check.remedy.changes.windows_qos import FlowControl
from fabric_check.remedy.hosts import adapter, is_linux, lossless_priorities, with_facts
from fabric_check.rules.run import Judged

RULES = ("HST101", "HST102")


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each setting of PFC."""
    for found in with_facts(case):
        yield from (found,) if isinstance(found, Left) else _one(case, *found)


def _one(case: Case, judged: Judged, facts: Sections) -> Iterator[Step | Left]:
    host, nic = judged.finding.device or "", judged.finding.interface
    own = adapter(case, judged)
    if nic and own and own.willing.value and case.world.folder.intent.dcbx == "switch":
        yield Left(judged.id, "the NIC takes its PFC from its switch by DCBX: what that sends has to change")
        return
    dcb = case.world.hosts[host].dcb
    pfc = own.pfc.value if nic and own else dcb.pfc.value if dcb else None
    if pfc is None:
        yield Left(judged.id, "what the host pauses now is not known")
        return
    missing = judged.rule.id == "HST101"
    asked = [(True, *_missing(case, judged, pfc))] if missing else []
    for on, priorities, why in (*asked, (False, *_extra(case, pfc))):
        change: HostChange = (
            Pfc(host, nic or "", priorities, on)
            if is_linux(facts)
            else FlowControl(host, nic, priorities, on)
        )
        if priorities:
            yield Step(change, frozenset({judged.id}), why)
        elif on is missing:
            yield Left(judged.id, "another setting than the host's PFC has to change")


def _missing(case: Case, judged: Judged, pfc: Priorities) -> tuple[tuple[int, ...], str]:
    wanted = lossless_priorities(case, judged.finding.networks)
    what = " and ".join(str(one) for one in sorted(wanted))
    return tuple(sorted(wanted - pfc)), f"priority {what} is lossless in {', '.join(judged.finding.networks)}"


def _extra(case: Case, pfc: Priorities) -> tuple[tuple[int, ...], str]:
    declared = lossless_priorities(case, case.world.folder.intent.networks)
    return tuple(sorted(pfc - declared)), "no network declares these priorities lossless"
