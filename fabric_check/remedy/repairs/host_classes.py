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
_ALL = 100
"""Percent."""


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
    wanted = list(_shares(judged, rows, networks))
    changes = [*_surplus(case, judged, rows, [change for change, _ in wanted]), *wanted]
    if not changes:
        yield Left(
            judged.id,
            "which of its traffic classes is to go, or to give up a priority, is for a person to say",
        )
    elif _total(rows, [change for change, _ in changes]) >= _ALL:
        yield Left(judged.id, "the shares of its traffic classes would leave nothing for everything else")
    else:
        for change, why in changes:
            yield Step(change, frozenset({judged.id}), why)


def _total(rows: list[Row], changes: list[TrafficClass]) -> int:
    """Return the percentage that all classes but the default one have, after some changes."""
    shares = {text(row.get("Name")): share(row) or 0 for row in rows if not is_default(row)}
    shares |= {one.name: (one.bandwidth or 0) if one.is_there else 0 for one in changes}
    return sum(shares.values())


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


def _surplus(
    case: Case, judged: Judged, rows: list[Row], wanted: list[TrafficClass]
) -> Iterator[tuple[TrafficClass, str]]:
    """Yield what removes classes that no network needs, while there are too many or the others' shares do not fit."""
    most, gone = _most(case.scene, judged.finding.device or ""), list[TrafficClass]()
    for row in _unneeded(case, rows)[::-1]:
        count = len(rows) - len(gone) + sum(one.is_new for one in wanted)
        full = _total(rows, [*wanted, *gone]) >= _ALL
        if count <= most and not full:
            return
        name, own = text(row.get("Name")), tuple(sorted(listed(row.get("Priority")) or ()))
        gone.append(
            TrafficClass(
                judged.finding.device or "", judged.finding.interface, name, own, share(row), is_there=False
            )
        )
        room = "its share is needed" if full else f"a NIC has {most} traffic classes"
        yield gone[-1], f"{room}, and no network declares the priority of this one"


def _unneeded(case: Case, rows: list[Row]) -> list[Row]:
    """Return the classes of priorities that no network declares."""
    networks = case.world.folder.intent.networks.values()
    needed = {one.priority for one in networks} | {one.lossless.priority for one in networks if one.lossless}
    return [
        row for row in rows if not is_default(row) and not needed & set(listed(row.get("Priority")) or ())
    ]


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
