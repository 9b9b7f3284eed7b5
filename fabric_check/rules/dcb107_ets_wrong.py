"""ETS groups do not total 100 %, or the lossless priority's share is not the declared bandwidth.

## What it checks
On each port on a path of a lossless network that has ETS groups: their shares total 100 %. Where the network declares a
`bandwidth`: the group of its priority has that share.

## Why it matters
Groups that do not total 100 % are refused, or shared out in a way that nobody wrote. A storage class with a smaller share than was
meant is starved under load; one with a larger share starves the others.

## How it is decided
The shares of the groups that are not strict are added. A group with several lossless priorities is compared with the sum of their
declared bandwidths. A wrong total is an error, a wrong share a warning. Without a declared `bandwidth` no share is judged, and
without groups nothing is: then the switch serves its queues by its default. Where one line of the switch gives all ports their
groups, it is one finding, the switch's. `caused_by` names DCB102 where the priority is outside the lossless group, which has its share.

## Example that fails
```
dcb-map ROCE
 priority-group 0 bandwidth 50 pfc on
 priority-group 1 bandwidth 40 pfc off
```

## Example that passes
50 and 50, for a network `{vlan: 110, roce: {priority: 3, bandwidth: 50}}`.

## Fix and its safety
Force10: Dell says to build a new map with the right shares and to move the ports to it; editing the one in use drops them to defaults
for a moment. Treat it as disruptive on those ports.

## Limits
Shares that a port learns by DCBX are not in its configuration. That a port has no groups at all is no finding, whatever `bandwidth` says.

## References
IEEE 802.1Q clause 37 (ETS). Dell S4810P user guide, enhanced transmission selection.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import Group
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity, Subject
from fabric_check.model.source import Source
from fabric_check.rules import dcb102_pfc_off as dcb102
from fabric_check.rules import dcb_words
from fabric_check.rules.dcb_words import Judged, Thing

WHOLE = 100


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each map, and each port without one, on a way of a lossless network."""
    yield from scene.once(dcb_words.unread)
    known = []
    for one in scene.once(dcb_words.judged):
        if one.dcb.groups.value:
            known.append(one)
        elif one.dcb.groups.known:
            yield NotApplicable(one.subject, "no ETS groups are configured")
        elif _declared((one,)):
            yield dcb_words.unknown(one, "ETS", one.dcb.groups)
        else:
            yield NotApplicable(one.subject, one.dcb.groups.why)
    for thing in dcb_words.gathered(known, dcb_words.groups_of_switch):
        yield _thing(scene, thing, thing.first.dcb.groups.value or (), _declared(thing.ports))


def _declared(ports: tuple[Judged, ...]) -> dict[int, tuple[str, int]]:
    """Return the network and the bandwidth that are declared for each priority."""
    return {
        network.lossless.priority: (network.name, network.lossless.bandwidth)
        for one in ports
        for network, _ in one.at.uses
        if network.lossless and network.lossless.bandwidth is not None
    }


def _thing(
    scene: Scene, thing: Thing, groups: tuple[Group, ...], declared: dict[int, tuple[str, int]]
) -> Answer:
    total = _total(groups)
    if total is not None:
        said = f"{thing.named()} shares out {total} %, not {WHOLE}, to its ETS groups."
        return _finding(scene, thing, Severity.ERROR, said, thing.networks())
    wrong = {priority: words for priority in declared if (words := _share(groups, priority, declared))}
    if not wrong:
        return Pass(thing.subject)
    said = f"{thing.named()} gives {'; '.join(wrong.values())}."
    networks = tuple(name for name, _ in declared.values())
    cause = _cause(scene, thing, groups, {priority: declared[priority][1] for priority in wrong})
    return _finding(scene, thing, Severity.WARNING, said, networks, cause)


def _total(groups: tuple[Group, ...]) -> int | None:
    """Return what groups add up to where that is surely wrong; a share that no line gives is taken to be the rest."""
    shared = [group.bandwidth for group in groups if not group.strict]
    given = [share for share in shared if share is not None]
    total = sum(given)
    wrong = total > WHOLE or (total != WHOLE and bool(given) and len(given) == len(shared))
    return total if wrong else None


def _share(groups: tuple[Group, ...], priority: int, declared: dict[int, tuple[str, int]]) -> str | None:
    """Return what a priority has instead of its declared share; None where it has that."""
    name, own = declared[priority]
    said = f"priority {priority} of {name}"
    group = next((group for group in groups if priority in group.priorities), None)
    if group is None or (group.bandwidth is None and not group.strict):
        return f"{said} no share of its own; {own} % are declared"
    if group.strict:
        return f"{said} strict priority; {own} % are declared"
    wanted = sum(declared[one][1] for one in group.priorities if one in declared)
    return None if group.bandwidth == wanted else f"{said} {group.bandwidth} %; {wanted} % are declared"


def _cause(
    scene: Scene, thing: Thing, groups: tuple[Group, ...], shares: dict[int, int]
) -> tuple[str, Subject] | None:
    """Return the missing PFC of a priority that is in the wrong group, where the lossless group has its share."""
    waiting = {group.bandwidth for group in groups if group.pfc}
    for fault in scene.once(dcb102.faults).values():
        if (
            fault.subject == thing.subject
            and shares.keys() <= fault.missing
            and waiting == set(shares.values())
        ):
            return ("DCB102", thing.subject)
    return None


def _finding(
    scene: Scene,
    thing: Thing,
    severity: Severity,
    message: str,
    networks: tuple[str, ...],
    cause: tuple[str, Subject] | None = None,
) -> Finding:
    groups = thing.first.dcb.groups
    lines: list[Source | None] = [group.line() for group in groups.value or ()]
    return Finding(
        severity,
        thing.subject,
        networks,
        message,
        thing.evidence(*(lines if any(lines) else [groups.line()])),
        dcb_words.affected(scene, thing.ports),
        cause=cause,
    )
