"""RDMA that is off on a Windows adapter is switched on. What a driver, a team or an old vSwitch takes away stays a person's."""

from collections.abc import Iterator

from fabric_check.parse.sections import Sections, flag
from fabric_check.parse.windows.dcb.rdma import SECTION
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.changes.windows_features import AdapterRdma
from fabric_check.remedy.hosts import adapter, is_linux, with_facts
from fabric_check.rules.run import Judged

RULES = ("HST104",)


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each adapter."""
    for found in with_facts(case):
        yield found if isinstance(found, Left) else _one(case, *found)


def _one(case: Case, judged: Judged, facts: Sections) -> Step | Left:
    host, nic = judged.finding.device or "", judged.finding.interface or ""
    own = adapter(case, judged)
    if is_linux(facts):
        return Left(judged.id, "no RDMA device belongs to the NIC: its driver, or the card, has to bring one")
    row = next((row for key in ("Name", "InterfaceAlias") for _, row in facts.named(SECTION, nic, key)), None)
    if own is None or row is None:
        return Left(judged.id, "Windows lists no RDMA for the NIC: its driver, or the card, has to bring it")
    if own.rdma.why:
        return Left(
            judged.id, "a team or an old vSwitch takes RDMA away: SET on Server 2016, or NICs of their own"
        )
    if flag(row.get("Enabled")):
        return Left(judged.id, "RDMA is enabled and does not work: its driver's log says why")
    why = f"RDMA is wanted by {', '.join(judged.finding.networks)}"
    return Step(AdapterRdma(host, nic), frozenset({judged.id}), why)
