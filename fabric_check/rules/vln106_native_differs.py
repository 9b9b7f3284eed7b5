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

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fabric_check.fabric.ports import Cable, PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import (
    Answer,
    Finding,
    Gap,
    NotApplicable,
    Pass,
    Severity,
    Subject,
    Unknown,
)
from fabric_check.model.switch import Port
from fabric_check.rules import vlan_lines, words
from fabric_check.rules import vln101_vlan_missing as vln101
from fabric_check.rules import vln104_roce_default_vlan as vln104


@dataclass(frozen=True, slots=True)
class _Known:
    """What else is wrong: missing VLANs by port, tags that clash by link, networks that use a default VLAN."""

    scene: Scene
    missing: Mapping[PortRef, Subject]
    clashes: Mapping[int, Mapping[str, bool]]
    default: Mapping[str, Subject]

    @classmethod
    def of(cls, scene: Scene) -> "_Known":
        """Ask the rules whose repair may end this one's findings too."""
        findings = [answer for answer in scene.answers(vln101.judge) if isinstance(answer, Finding)]
        return cls(
            scene,
            {PortRef(one.device or "", one.interface or ""): one.subject for one in findings},
            _clashes(scene),
            {
                view.network.name: vln104.subject(view.network)
                for view in scene.views
                if view.network.lossless is not None and vln104.default_of(view) is not None
            },
        )

    def cause(self, cable: Cable, networks: Sequence[str]) -> tuple[str, Subject] | None:
        """Return the finding whose repair makes both ends alike."""
        for ref in (cable.a, cable.b):
            if ref in self.missing:
                return ("VLN101", self.missing[ref])
        return next((("VLN104", self.default[name]) for name in networks if name in self.default), None)


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each link between two switches."""
    known = _Known.of(scene)
    for cable in scene.fabric.cables:
        if cable.a.device in scene.fabric.switches and cable.b.device in scene.fabric.switches:
            yield _link(known, cable)


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


def _link(known: _Known, cable: Cable) -> Answer:
    fabric, subject = known.scene.fabric, words.cable(cable)
    gaps: list[Gap] = [gap for ref in (cable.a, cable.b) if (gap := fabric.gap(ref))]
    first, second = fabric.port(cable.a), fabric.port(cable.b)
    if gaps or first is None or second is None:
        return Unknown(subject, tuple(gaps), 0)
    clashes = known.clashes.get(cable.number, {})
    vlans = (_untagged(first), _untagged(second))
    networks = [network.name for network in fabric.intent.networks.values() if network.vlan in vlans]
    if not clashes and (None in vlans or not networks):
        return NotApplicable(
            subject, "no end sends a declared network untagged, or an end sends nothing untagged"
        )
    if vlans[0] == vlans[1]:
        return Pass(subject)
    return _finding(known, cable, (first, second), list(clashes) or networks)


def _finding(known: _Known, cable: Cable, ports: tuple[Port, Port], networks: list[str]) -> Finding:
    fabric = known.scene.fabric
    clashes = known.clashes.get(cable.number, {})
    # Nothing says which end is wrong, so the first in fabric.yaml is named.
    end = min((cable.a, cable.b), key=lambda ref: fabric.intent.device_order[ref.device])
    one, other = (_untagged(port) or "none" for port in ports)
    vlan = fabric.intent.networks[networks[0]].vlan
    lines = [
        words.evidence(ref.device, vlan_lines.where(fabric.switches[ref.device], port, vlan))
        for ref, port in zip((cable.a, cable.b), ports, strict=True)
    ]
    return Finding(
        Severity.ERROR if any(clashes.values()) else Severity.WARNING,
        words.cable(cable),
        tuple(networks),
        f"{cable.a} has untagged VLAN {one} and {cable.b}, at the other end, {other}: {_consequence(clashes)}.",
        tuple(item for found in lines for item in found),
        sum(view.link_pairs(cable) for view in known.scene.views if view.network.name in networks),
        cause=known.cause(cable, networks),
        end=words.port(end),
    )


def _consequence(clashes: Mapping[str, bool]) -> str:
    if not clashes:
        return "untagged frames change their VLAN on this link"
    return f"one end tags {', '.join(clashes)} and the other takes it untagged, so its frames are lost on this link"


def _untagged(port: Port) -> int | None:
    return port.untagged if port.switching and port.up else None
