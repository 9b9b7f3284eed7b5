"""The two ends of a switch link do not agree on which VLAN is untagged, and a declared network is concerned.

## What it checks
For each link between two switches whose ends both have an untagged VLAN (native, PVID, access): it is the same one, or
neither is the VLAN of a declared network. And no end tags a network's VLAN that the other end takes untagged.

## Why it matters
An untagged frame changes its VLAN on such a link: two networks are joined that should be apart, and one is cut.

## How it is decided
The untagged VLAN of each end, by configuration or default. Two different ones are a warning: untagged frames change their
VLAN. Where one end tags the network's VLAN and the other does not, and a pair of NICs has no other way, it is an error:
what one end sends, the other does not take into that VLAN. `caused_by` names a VLAN that is missing on an end, where its
repair ends this too.

## Example that fails
`switchport trunk native vlan 120` on one end and native VLAN 1 on the other, with a network in VLAN 120.

## Example that passes
The same native VLAN on both ends.

## Fix and its safety
Set both ends alike; a link that carries the spanning tree untagged may reconverge.

## Limits
Links that cross no path are judged too; ends of unknown configuration are not.

## References
IEEE 802.1Q clause 6.9 (ingress classification by PVID).
"""

from collections.abc import Iterator

from fabric_check.fabric.build import Fabric
from fabric_check.fabric.ports import Cable
from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import (
    Answer,
    Evidence,
    Finding,
    Gap,
    NotApplicable,
    Pass,
    Severity,
    Subject,
    Unknown,
)
from fabric_check.model.switch import Port
from fabric_check.rules import vln101_vlan_missing as vln101
from fabric_check.rules import words

ID, NAME = "VLN106", "native-differs"


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each link between two switches."""
    fabric = scene.fabric
    missing = {
        (answer.subject.device, answer.subject.interface): answer.subject
        for answer in vln101.judge(scene)
        if isinstance(answer, Finding)
    }
    clashes = _clashes(scene)
    for cable in fabric.cables:
        if cable.a.device in fabric.switches and cable.b.device in fabric.switches:
            yield _link(fabric, cable, missing, clashes.get(cable.number, {}))


def _clashes(scene: Scene) -> dict[int, dict[str, bool]]:
    """Return, by link, the networks that one end alone tags, each with whether that cuts a pair off."""
    found: dict[int, dict[str, bool]] = {}
    for view in scene.views:
        cutting = {
            step.cable.number
            for relation in view.relations
            if relation.route is not None
            for step in relation.route.repairs
        }
        for step in view.router.trunks:
            if step.clash and view.relations:
                number = step.cable.number
                found.setdefault(number, {})[view.network.name] = number in cutting
    return found


def _link(
    fabric: Fabric,
    cable: Cable,
    missing: dict[tuple[str | None, str | None], Subject],
    clashes: dict[str, bool],
) -> Answer:
    subject = words.cable(cable)
    gaps: list[Gap] = [gap for ref in (cable.a, cable.b) if (gap := fabric.gap(ref))]
    first, second = fabric.port(cable.a), fabric.port(cable.b)
    if gaps or first is None or second is None:
        return Unknown(subject, tuple(gaps), 0)
    vlans = (_untagged(first), _untagged(second))
    networks = [network.name for network in fabric.intent.networks.values() if network.vlan in vlans]
    if not clashes and (None in vlans or not networks):
        return NotApplicable(
            subject, "no end sends a declared network untagged, or an end sends nothing untagged"
        )
    if vlans[0] == vlans[1]:
        return Pass(subject)
    cause = next(
        (missing[key] for ref in (cable.a, cable.b) if (key := (ref.device, ref.interface)) in missing), None
    )
    # Nothing says which end is wrong, so the first in fabric.yaml is named.
    end = min((cable.a, cable.b), key=lambda ref: fabric.intent.device_order[ref.device])
    return Finding(
        ID,
        NAME,
        Severity.ERROR if any(clashes.values()) else Severity.WARNING,
        subject,
        end.device,
        end.interface,
        tuple(clashes or networks),
        f"{cable.a} has untagged VLAN {vlans[0] or 'none'} and {cable.b}, at the other end, {vlans[1] or 'none'}: "
        f"{_consequence(clashes)}.",
        tuple(
            Evidence(ref.device, line)
            for ref, port in ((cable.a, first), (cable.b, second))
            if (
                line := (port.vlan_lines[0] if port.vlan_lines else port.stanza)
                or fabric.switches[ref.device].identity
            )
        ),
        0,
        cause=(vln101.ID, cause) if cause else None,
    )


def _consequence(clashes: dict[str, bool]) -> str:
    if not clashes:
        return "untagged frames change their VLAN on this link"
    return f"one end tags {', '.join(clashes)} and the other takes it untagged, so its frames are lost on this link"


def _untagged(port: Port) -> int | None:
    return port.untagged if port.switching and port.up else None
