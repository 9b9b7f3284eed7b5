"""A port on a lossless network's path has no PFC for the network's priority.

## What it checks
Each physical port on a path of a network that declares `roce` or `lossless`, the members of port-channels and the ports
towards hosts among them: its PFC holds the network's priority.

## Why it matters
One port without PFC is enough: it drops where all others would pause. RDMA then resends without end, under load only.

## How it is decided
By the port's effective PFC: its `dcb-map`, its older `dcb-policy input`, or its own lines. Where a map lacks the priority, the
map is what to repair: one finding, whatever the number of its ports; unless another map of the switch has the priority, for then
the port has the wrong one. Where a PFC setting is there and DCB is off on the switch, only DCB101 speaks.
A link between VLT or vPC peers that no pair depends on, and a spanning tree's backup, give a warning: frames cross it after a
failover.

## Example that fails
An uplink without `dcb-map` between ports that have it, for a network `{vlan: 110, roce: {priority: 3}}`.

## Example that passes
`dcb-map ROCE` on every member of the uplink, and
```
datacenter-bridging
priority-flow-control mode on
priority-flow-control priority 3 no-drop
exit
```
on every PowerConnect port on the path.

## Fix and its safety
Force10: apply the map to the port; Dell advises a new map over a change of one that is in use. PowerConnect: the lines above.
The link may flap: treat it as disruptive on that port.

## Limits
PFC that a port learns by DCBX is not in its configuration: such a port is unknown.

## References
IEEE 802.1Q clause 36. Dell S4810P user guide, priority-based flow control. Dell DNOS6 reference manual, `priority-flow-control`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fabric_check.fabric.lossless import lossless_views
from fabric_check.fabric.needed import depended_on
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import Priorities
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject
from fabric_check.rules import dcb_words
from fabric_check.rules.dcb_words import Judged, Thing


@dataclass(frozen=True, slots=True)
class Fault:
    """A port that lacks PFC for some priorities, and the subject that is to be repaired."""

    port: Judged
    missing: Priorities
    subject: Subject


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each physical port on a way of a lossless network; once for each map."""
    yield from dcb_words.unknown_pfc(scene)
    lacking = scene.once(faults)
    for one in scene.once(dcb_words.judged):
        if one.dcb.pfc.known and one.at.ref not in lacking:
            yield Pass(one.subject)
    by_subject: dict[Subject, list[Fault]] = {}
    for fault in lacking.values():
        by_subject.setdefault(fault.subject, []).append(fault)
    for found in by_subject.values():
        yield _finding(scene, found)


def faults(scene: Scene) -> Mapping[PortRef, Fault]:
    """Return the ports that lack PFC, and what is to be repaired for each; for ``Scene.once``."""
    found = {}
    for one in scene.once(dcb_words.judged):
        missing = one.at.priorities - one.dcb.pfc.value if one.dcb.pfc.value is not None else frozenset()
        if missing:
            found[one.at.ref] = Fault(one, missing, _to_repair(one, missing))
    return found


def leaving(scene: Scene, thing: Thing) -> tuple[str, Subject] | None:
    """Return the finding after whose repair no port has a map any more: all its ports are to be given another map."""
    lacking = scene.once(faults)
    found = [lacking.get(one.at.ref) for one in thing.ports]
    if thing.subject.name is None or not all(
        fault and fault.subject == fault.port.subject for fault in found
    ):
        return None
    return ("DCB102", thing.first.subject)


def severity(scene: Scene, cause: tuple[str, Subject] | None) -> Severity:
    """Return how bad it is what goes away with a finding of this rule: no worse than that; without one, an error."""
    return scene.once(_severities).get(cause, Severity.ERROR)


def _severities(scene: Scene) -> Mapping[tuple[str, Subject] | None, Severity]:
    found = (answer for answer in scene.answers(judge) if isinstance(answer, Finding))
    return {("DCB102", one.subject): one.severity for one in found}


def _to_repair(one: Judged, missing: Priorities) -> Subject:
    """Return the port's map; or the port, where it has none or another map of the switch has what is missing."""
    if one.dcb.map is None:
        return one.subject
    others = (port.dcb for port in one.facts.ports.values() if port.dcb and port.dcb.map != one.dcb.map)
    wrong = any(dcb.map is not None and missing <= (dcb.pfc.value or frozenset()) for dcb in others)
    return one.subject if wrong else dcb_words.map_subject(one)


def _needed(scene: Scene) -> frozenset[tuple[str, PortRef]]:
    """Return the networks and ports of which some pair has no other way; for ``Scene.once``."""
    found: set[tuple[str, PortRef]] = set()
    lacking = scene.once(faults).values()
    for view in lossless_views(scene):
        priority = view.network.lossless.priority if view.network.lossless else 0
        ports = {
            fault.port.at.logical
            for fault in lacking
            if priority in fault.missing and view.network.name in fault.port.at.networks([priority])
        }
        found |= {(view.network.name, ref) for ref in (depended_on(view, ports) if ports else ())}
    return frozenset(found)


def _finding(scene: Scene, found: list[Fault]) -> Finding:
    thing = Thing(found[0].subject, tuple(fault.port for fault in found))
    missing = frozenset().union(*(fault.missing for fault in found))
    suffering = thing.networks(missing)
    needed = scene.once(_needed)
    now = any((name, fault.port.at.logical) in needed for fault in found for name in suffering)
    wrong_map = found[0].port.dcb.map if thing.subject.name is None else None
    via = f" with {dcb_words.map_words(wrong_map)}" if wrong_map else ""
    later = "" if now else "; frames take it after a failover"
    return Finding(
        Severity.ERROR if now else Severity.WARNING,
        thing.subject,
        suffering,
        f"{thing.named()}{via} has no PFC for {dcb_words.numbers(missing)} of {', '.join(suffering)}{later}.",
        thing.evidence(),
        dcb_words.affected(scene, thing.ports),
    )
