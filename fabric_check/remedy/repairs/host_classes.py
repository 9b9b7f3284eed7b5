"""Traffic classes of a Windows host: each lossless network's priority gets its share, and no more classes than NICs have."""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.intent import Network
from fabric_check.parse.sections import Sections, text
from fabric_check.parse.settings import listed
from fabric_check.parse.windows.dcb.wanted import is_default
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.changes.windows_classes import TrafficClass, own_classes, share
from fabric_check.remedy.changes.windows_rows import Row
from fabric_check.remedy.hosts import with_facts
from fabric_check.rules import host_nics
from fabric_check.rules.hst106_ets_wrong import AT_LEAST
from fabric_check.rules.run import Judged

RULES = ("HST106",)
_NAME = "SMB"


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each set of traffic classes."""
    for found in with_facts(case):
        if not isinstance(found, Left):
            yield from _one(case, *found)
        else:
            yield found


def _one(case: Case, judged: Judged, facts: Sections) -> Iterator[Step | Left]:
    rows = own_classes(facts.facts.content.sections, judged.finding.interface)
    networks = [case.world.folder.intent.networks[name] for name in judged.finding.networks]
    changes = [*_surplus(case, judged, rows), *_shares(judged, rows, networks)]
    shares = {text(row.get("Name")): share(row) or 0 for row in rows if not is_default(row)}
    for change, _ in changes:
        shares[change.name] = (change.bandwidth or 0) if change.is_there else 0
    if not changes:
        yield Left(
            judged.id,
            "which of its traffic classes is to go, or to give up a priority, is for a person to say",
        )
    elif sum(shares.values()) >= 100:
        yield Left(judged.id, "the shares of its traffic classes would leave nothing for everything else")
    else:
        for change, why in changes:
            yield Step(change, frozenset({judged.id}), why)


def _shares(judged: Judged, rows: list[Row], networks: list[Network]) -> Iterator[tuple[TrafficClass, str]]:
    """Yield what gives each network's priority a class of its own with the share that it declares."""
    host, nic = judged.finding.device or "", judged.finding.interface
    for network in {one.lossless.priority: one for one in networks if one.lossless}.values():
        lossless = network.lossless
        if lossless is None or lossless.bandwidth is None:
            continue
        why = f"{network.name} declares {lossless.bandwidth} % for priority {lossless.priority}"
        row = next((row for row in rows if lossless.priority in (listed(row.get("Priority")) or ())), None)
        if row is None or is_default(row):
            name = _free_name(rows)
            yield (
                TrafficClass(host, nic, name, (lossless.priority,), lossless.bandwidth, is_new=True),
                why,
            )
        elif share(row) != lossless.bandwidth and 0 not in (listed(row.get("Priority")) or ()):
            own = tuple(sorted(listed(row.get("Priority")) or ()))
            yield TrafficClass(host, nic, text(row.get("Name")), own, lossless.bandwidth, share(row)), why


def _surplus(case: Case, judged: Judged, rows: list[Row]) -> Iterator[tuple[TrafficClass, str]]:
    """Yield what removes classes that no network needs, while there are more than a NIC has."""
    host, nic = judged.finding.device or "", judged.finding.interface
    most = _most(case.scene, host)
    networks = case.world.folder.intent.networks.values()
    needed = {one.priority for one in networks} | {one.lossless.priority for one in networks if one.lossless}
    spare = [
        row for row in rows if not is_default(row) and not needed & set(listed(row.get("Priority")) or ())
    ]
    for row in spare[::-1][: max(0, len(rows) - most)]:
        own = tuple(sorted(listed(row.get("Priority")) or ()))
        why = f"a NIC has {most} traffic classes, and no network declares this one's priority"
        yield TrafficClass(host, nic, text(row.get("Name")), own, share(row), is_there=False), why


def _most(scene: Scene, host: str) -> int:
    """Return how many classes all NICs of a host have that a lossless network needs."""
    limits = [
        nic.get(lambda one: one.class_limit).value or AT_LEAST
        for one in host_nics.lossless_hosts(scene)
        if one.name == host
        for nic in one.physical
        if not nic.outside
    ]
    return min(limits, default=AT_LEAST)


def _free_name(rows: list[Row]) -> str:
    taken = {text(row.get("Name")).casefold() for row in rows}
    numbered = (f"{_NAME}{number}" for number in range(2, len(taken) + 3))
    return next(name for name in (_NAME, *numbered) if name.casefold() not in taken)
