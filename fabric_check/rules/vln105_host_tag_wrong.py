"""A host's NIC does not tag as its switch port expects.

## What it checks
Where the switch port carries the network's VLAN tagged, the NIC sends that VLAN's tag; where it carries it untagged, the
NIC sends none.

## Why it matters
An untagged frame on a tagged port lands in the port's native VLAN or nowhere; a tagged frame on an untagged port is
dropped. Either way the host is in the wrong network, or in none.

## How it is decided
Windows: the keyword `VlanID` (0 or absent: untagged). Linux: a VLAN device with the network's id above the NIC tags;
without one the NIC does not. By hand: `tagged:`.

## Example that fails
`VlanID` 0 on a NIC whose port has `interface Vlan 120` / `tagged TenGigabitEthernet 0/1`.

## Example that passes
`VlanID` 120 on that NIC.

## Fix and its safety
Set the NIC's VLAN id to the network's. Setting it restarts the NIC: disruptive.

## Limits
A port that does not carry the VLAN at all is VLN101's finding, not this one's.

## References
IEEE 802.1Q clause 6.9 (ingress classification by tag or PVID).
"""

from collections.abc import Iterator

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.host import NicTag
from fabric_check.model.outcome import Answer, Finding, Gap, NotApplicable, Pass, Severity, Unknown
from fabric_check.rules import words

ID, NAME = "VLN105", "host-tag-wrong"


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each NIC in each of its networks."""
    for view in scene.views:
        for attachment in view.attachments:
            yield _nic(view, attachment)


def _nic(view: NetworkView, attachment: Attachment) -> Answer:
    subject = words.port(attachment.ref)
    pairs = sum(group.partners(attachment) for group in view.groups)
    hops = [hop for step in attachment.steps for hop in step.hops]
    gaps = [hop.gap for hop in hops if hop.gap is not None and hop.port is None]
    carrying = [hop for hop in hops if hop.carries and hop.port is not None]
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
    sources = (hop.port.vlan_lines or (hop.port.stanza,)) if hop.port else ()
    facts = view.fabric.switches[hop.ref.device]
    return Finding(
        ID,
        NAME,
        Severity.ERROR,
        words.port(attachment.ref),
        attachment.nic.host,
        attachment.nic.name,
        (view.network.name,),
        f"{attachment.nic.name} sends {view.network.name} {sends}, but {words.ports([hop.ref])} expects it {expects}.",
        (
            *words.evidence(attachment.nic.host, tag.evidence() if tag.evidence else None),
            *words.evidence(hop.ref.device, *(sources[:1] or (facts.identity,))),
        ),
        pairs,
        words.basis(attachment),
    )
