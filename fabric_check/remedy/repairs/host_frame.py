"""An RDMA MTU that the path does not carry comes down to the largest that fits and that the driver takes."""

from collections.abc import Iterator

from fabric_check.parse.sections import Sections, whole_number
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.changes.windows import ROCE_FRAME, AdvancedProperty
from fabric_check.remedy.hosts import is_linux, property_of, takes, with_facts, written
from fabric_check.rules.mtu108_roce_mtu_above_path import HEADERS
from fabric_check.rules.run import Judged

RULES = ("MTU108",)
_SIZES = (4096, 2048, 1024, 512, 256)
"""What InfiniBand knows as an MTU (InfiniBand Architecture Specification, clause 9.2)."""


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each NIC."""
    for found in with_facts(case):
        yield found if isinstance(found, Left) else _one(case, *found)


def _one(case: Case, judged: Judged, facts: Sections) -> Step | Left:
    host, nic = judged.finding.device or "", judged.finding.interface or ""
    if is_linux(facts):
        return Left(judged.id, "Linux derives it from the NIC's own MTU: nothing else sets it")
    row = next((row for name in ROCE_FRAME if (row := property_of(facts, nic, name))), None)
    limit = _limit(case, host, nic)
    if row is None or limit is None:
        return Left(judged.id, "what its path carries is not known, or no keyword of its driver is")
    old = whole_number(row.get("RegistryValue")) or 0
    size = next((one for one in _SIZES if one < old and one + HEADERS <= limit and takes(row, one)), None)
    if size is None:
        return Left(
            judged.id,
            f"its driver takes no RDMA MTU that fits into {limit} bytes with its {HEADERS} of headers",
        )
    change = AdvancedProperty(host, nic, str(row["RegistryKeyword"]), str(size), written(row))
    return Step(change, frozenset({judged.id}), f"{size} + {HEADERS} bytes of headers fit into {limit}")


def _limit(case: Case, host: str, nic: str) -> int | None:
    """Return the largest packet that surely passes from a NIC to all others of its RoCE networks."""
    found = [
        relation.route.known.low.bytes
        for view in case.scene.views
        if view.network.lossless is not None and view.network.lossless.rdma
        for relation in view.relations
        if relation.route is not None and relation.route.known is not None
        for group, _ in relation.sides()
        if any(one.nic.host == host and nic in one.state.uplinks for one in group.members)
    ]
    return min(found, default=None)
