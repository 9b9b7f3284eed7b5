"""A switch does not use the 802.1p priority of the RoCE frames that it receives.

## What it checks
On each port on a path of a network that declares `roce` with `trust: pcp`: the priority in the tag decides the queue.

## Why it matters
Without trust every tagged frame lands in the default queue. PFC for priority 3 then protects an empty queue, and RDMA loses frames
with all of DCB in place.

## How it is decided
Force10: `service-class dynamic dot1p`, global or on the port; without it all traffic takes queue 0. PowerConnect: `classofservice
trust`, global or on the port, with its default where a source gives it. Where no port of the switch trusts, and no port's own line is
the reason, the switch is what to repair: one finding.

## Example that fails
An S4810 with `dcb enable` and `dcb-map` on its ports, and no `service-class dynamic dot1p`.

## Example that passes
`service-class dynamic dot1p` in global configuration.

## Fix and its safety
The line above. Frames change queues at once; no link flaps.

## Limits
Networks with `trust: dscp`, and `lossless` networks without RDMA, are not judged.

## References
Dell S4810P user guide and M I/O Aggregator user guide: `service-class dynamic dot1p` is recommended on all DCB interfaces; without it
traffic is mapped to queue 0.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Finding, Gap, NotApplicable, Pass, Severity, Subject, Unknown
from fabric_check.rules import dcb_words
from fabric_check.rules.dcb_words import Judged, Thing


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each physical port on a way of a RoCE network, once for a switch where that is what to repair."""
    yield from scene.once(dcb_words.unread)
    distrusting: dict[str, list[Judged]] = {}
    trusting: set[str] = set()
    for one in scene.once(dcb_words.judged):
        trust = one.dcb.trusts_dot1p
        if not _networks((one,)):
            yield NotApplicable(one.subject, "no RoCE network that lives by its tag's priority crosses it")
        elif trust.value is None:
            # A default is the switch's: what is not known of it is missing once.
            yield Unknown(one.subject, (Gap(one.device, "", "trust of 802.1p", trust.why),), one.at.pairs)
        elif trust.value:
            trusting.add(one.device)
            yield Pass(one.subject)
        else:
            distrusting.setdefault(one.device, []).append(one)
    for device, ports in distrusting.items():
        if device not in trusting and _is_the_switchs(ports):
            yield _finding(scene, Thing(Subject("device", device), tuple(ports)))
        else:
            yield from (_finding(scene, Thing(one.subject, (one,))) for one in ports)


def _is_the_switchs(ports: list[Judged]) -> bool:
    """Return whether all ports distrust by default, or by one and the same line: a global one."""
    lines = {one.dcb.trusts_dot1p.line() for one in ports}
    return lines == {None} or (len(lines) == 1 and len(ports) > 1)


def _networks(ports: tuple[Judged, ...]) -> tuple[str, ...]:
    """Return the RoCE networks whose priority lives in the tag, of those that cross some ports."""
    found = (
        network.name
        for one in ports
        for network, _ in one.at.uses
        if network.lossless and network.lossless.rdma and network.lossless.trust == "pcp"
    )
    return tuple(dict.fromkeys(found))


def _finding(scene: Scene, thing: Thing) -> Finding:
    whole = thing.subject.interface is None
    networks = _networks(thing.ports)
    line = thing.first.dcb.trusts_dot1p.line() or (thing.first.facts.identity if whole else None)
    return Finding(
        Severity.ERROR,
        thing.subject,
        networks,
        f"{thing.first.device if whole else thing.named()} does not use the 802.1p priority of what it receives, so frames of "
        f"{', '.join(networks)} take the default queue.",
        thing.first.evidence(line),
        dcb_words.affected(scene, thing.ports),
    )
