"""A host's NIC does not tag as its switch port expects.

## What it checks
Where the switch port carries the network's VLAN tagged, the NIC sends that VLAN's tag; where it carries it untagged, the
NIC sends none. A physical NIC below a vSwitch or team has no VLAN of its own.

## Why it matters
An untagged frame on a tagged port lands in the port's native VLAN or nowhere; a tagged frame on an untagged port is
dropped. Either way the host is in the wrong network, or in none. A physical NIC with a VLAN of its own takes every other
VLAN from the vSwitch above it, and the vNIC's settings look right all the while.

## How it is decided
Windows: of a physical NIC the keyword `VlanID` (0 or absent: untagged); of a team's interface its `VlanID`. Of a vNIC
the adapter's isolation mode says which setting rules: in mode Vlan `DefaultIsolationID` of VMNetworkAdapterIsolation,
else VMNetworkAdapterVlan (untagged, access, or the native VLAN of a trunk). Linux: a VLAN device with the network's id on
the NIC, or on the bond or bridge it belongs to, tags; without one the NIC does not. By hand: `tagged:`.

## Example that fails
`VlanID` 0 on a NIC whose port has `interface Vlan 120` / `tagged TenGigabitEthernet 0/1`. `VlanID` 120 on a physical NIC
below the vSwitch whose vNIC is in access VLAN 120.

## Example that passes
`VlanID` 120 on that NIC. Below a vSwitch: `VlanID` 0 on the physical NIC and 120 on the vNIC.

## Fix and its safety
Set the NIC's VLAN id to the network's; below a vSwitch set it to 0. Setting it restarts the NIC: disruptive. A vNIC's
VLAN is set without a restart, but moves the host out of the network that it is in.

## Limits
A port that does not carry the VLAN at all is VLN101's finding, not this one's. What a vNIC in private mode sends, what a
VLAN-filtering Linux bridge or Open vSwitch makes of a frame, and a parent in another network namespace are unknown.

## References
IEEE 802.1Q clause 6.9 (ingress classification by tag or PVID). Microsoft: NDIS_SWITCH_PORT_PROPERTY_ISOLATION,
CIM_VLANEndpointSettingData.NativeVLAN, standardized keyword VlanID. ip-link(8).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.host import NicBelow, NicTag
from fabric_check.model.outcome import Answer, Finding, Gap, NotApplicable, Pass, Severity, Subject, Unknown
from fabric_check.rules import vlan_lines, words
from fabric_check.rules import vln103_roce_untagged as vln103


@dataclass(slots=True)
class _Use:
    """A NIC that must not tag, and everything that it carries."""

    nic: NicBelow
    above: list[tuple[NetworkView, Attachment]] = field(default_factory=list)


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each NIC in each of its networks, and once for each physical NIC below a vSwitch or team."""
    uses: dict[Subject, _Use] = {}
    for view in scene.views:
        for attachment in view.attachments:
            for below in attachment.state.below:
                subject = Subject("port", attachment.nic.host, below.interface)
                uses.setdefault(subject, _Use(below)).above.append((view, attachment))
    below_others = {
        subject
        for subject, use in uses.items()
        if any(words.port(one.ref) != subject for _, one in use.above)
    }
    for view in scene.views:
        for attachment in view.attachments:
            subject = words.port(attachment.ref)
            if subject in below_others:
                yield NotApplicable(subject, "what lies above it tags")
            else:
                yield _nic(view, attachment)
    for subject, use in uses.items():
        yield _below(subject, use)


def _below(subject: Subject, use: _Use) -> Answer:
    """Answer for a NIC below a vSwitch or team: whatever VLAN it has of its own is wrong."""
    affects = sum(view.partners(one) for view, one in use.above)
    tag, name = use.nic.tag, use.nic.interface
    host = use.above[0][1].nic.host
    if tag is None:
        return Unknown(subject, (Gap(host, name, "VLAN tag", use.nic.why_no_tag),), affects)
    if tag.vlan is None:
        return Pass(subject)
    others = dict.fromkeys(one.nic.name for _, one in use.above if one.nic.name != name)
    above = f"below {' and '.join(others)}" if others else "below a vSwitch or team"
    return Finding(
        Severity.ERROR,
        subject,
        tuple(dict.fromkeys(view.network.name for view, _ in use.above)),
        f"{name} lies {above} and has VLAN {tag.vlan} of its own; there only what lies above it may tag.",
        words.evidence(host, tag.evidence() if tag.evidence else None),
        affects,
    )


def _nic(view: NetworkView, attachment: Attachment) -> Answer:
    subject = words.port(attachment.ref)
    pairs = view.partners(attachment)
    hops = [hop for step in attachment.steps for hop in step.hops]
    gaps = [hop.gap for hop in hops if hop.gap is not None and hop.port is None]
    carrying = [hop for hop in hops if hop.carries and hop.port is not None]
    if attachment.gap is not None and pairs:
        return Unknown(subject, (attachment.gap,), pairs)
    if gaps and not carrying:
        return Unknown(subject, tuple(gaps), pairs)
    if not carrying or not pairs:
        return NotApplicable(subject, "no switch port below it carries the VLAN")
    tag = attachment.state.tag
    if tag is None:
        why = attachment.state.why_no_tag or "fabric.yaml does not declare whether it is tagged"
        return Unknown(subject, (Gap(attachment.nic.host, attachment.nic.name, "VLAN tag", why),), pairs)
    wrong = next((hop for hop in carrying if (view.network.vlan if hop.tagged else None) != tag.vlan), None)
    return Pass(subject) if wrong is None else _finding(view, attachment, tag, wrong, pairs)


def _finding(view: NetworkView, attachment: Attachment, tag: NicTag, hop: Hop, pairs: int) -> Finding:
    vlan = view.network.vlan
    sends = "untagged" if tag.vlan is None else f"with the tag of VLAN {tag.vlan}"
    expects = f"tagged {vlan}" if hop.tagged else "untagged"
    facts = view.fabric.switches[hop.ref.device]
    return Finding(
        Severity.ERROR,
        words.port(attachment.ref),
        (view.network.name,),
        f"{attachment.nic.name} sends {view.network.name} {sends}, but {words.ports([hop.ref])} expects it {expects}.",
        (
            *words.evidence(attachment.nic.host, tag.evidence() if tag.evidence else None),
            *words.evidence(hop.ref.device, vlan_lines.where(facts, hop.port, vlan)),
        ),
        pairs,
        words.basis(attachment),
        _cause(view, tag, hop),
    )


def _cause(view: NetworkView, tag: NicTag, hop: Hop) -> tuple[str, Subject] | None:
    """Return the finding that the port of a lossless network is untagged, where tagging it makes the NIC right."""
    if tag.vlan == view.network.vlan and not hop.tagged and vln103.needs_tag(view.network):
        return ("VLN103", words.port(hop.ref))
    return None
