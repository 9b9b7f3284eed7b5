"""Ports that lack a network's VLAN, or carry it untagged where it has to be tagged; VLANs that nobody created.

What else a port carries stays: VLANs are added to its lists, and a port that has one untagged keeps it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fabric_check.fabric.ports import Cable, PortRef
from fabric_check.model.intent import Network
from fabric_check.model.switch import SwitchFacts
from fabric_check.model.vlans import NO_VLANS, VlanSet
from fabric_check.remedy.carry import carry
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.changes.vlan import VlanExists
from fabric_check.rules.run import Judged
from fabric_check.rules.vln103_roce_untagged import needs_tag

RULES = ("VLN101", "VLN102", "VLN103", "VLN106")


@dataclass(slots=True)
class _Wish:
    """What a port is to carry besides what it does, for which findings and why. *untagged* None: as it is."""

    tagged: VlanSet = NO_VLANS
    untagged: int | None = None
    findings: set[str] = field(default_factory=set)
    reasons: dict[str, None] = field(default_factory=dict)


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each port, once for all its VLANs, and for each VLAN that a switch lacks."""
    wishes: dict[PortRef, _Wish] = {}
    for judged in case.findings:
        if judged.rule.id == "VLN102":
            yield from _created(case, judged.finding.device or "", _vlans(case, judged), {judged.id})
        elif why := _not_ours(case, judged):
            yield Left(judged.id, why)
        elif judged.rule.id == "VLN106":
            _retag_link(case, judged, wishes)
        else:
            _retag_port(case, judged, wishes)
    for ref, wish in wishes.items():
        facts = case.world.switches[ref.device]
        answer = carry(case, ref, wish.tagged, wish.untagged)
        if isinstance(answer, str):
            yield from (Left(one, answer) for one in sorted(wish.findings))
        else:
            yield from _created(
                case, ref.device, (wish.tagged | _one(wish.untagged)) - _known(facts), wish.findings
            )
            yield Step(answer, frozenset(wish.findings), "; ".join(wish.reasons))


def _not_ours(case: Case, judged: Judged) -> str:
    """Return why a finding is left to a person, or nothing."""
    port = case.port(judged)
    if judged.finding.cause and judged.finding.cause[0] == "VLN104":
        return "it goes away when the network has a VLAN of its own"
    if port is None:
        return "the port is not in the config"
    if port.switching and _beside_the_partner(case, PortRef(judged.finding.device or "", port.name)):
        return "the other end is a port-channel with another partner: whether this port is to be in one is for a person to say"
    if port.switching or judged.rule.id == "VLN106":
        return ""
    return "the port is routed: whether it is to switch, alone or in a port-channel, is for a person to say"


def _beside_the_partner(case: Case, ref: PortRef) -> bool:
    """Return whether the port at the other end of a cable is a port-channel that leads elsewhere too."""
    fabric = case.scene.fabric
    return any(cable.far(ref.device) in fabric.split for cable in fabric.cables if ref in (cable.a, cable.b))


def _created(case: Case, device: str, vlans: VlanSet, findings: set[str]) -> Iterator[Step]:
    facts = case.world.switches[device]
    for vlan in vlans - _known(facts):
        change = VlanExists(device, vlan, database=_keeps_a_database(facts))
        yield Step(change, frozenset(findings), f"VLAN {vlan} is not there yet")


def _known(facts: SwitchFacts) -> VlanSet:
    return VlanSet.of(facts.vlans)


def _keeps_a_database(facts: SwitchFacts) -> bool:
    """Return whether this is firmware 3.x or 4.0, by how it names its ports: ``1/xg12``."""
    return facts.members_follow_lag and any("/g" in name or "/xg" in name for name in facts.ports)


def _vlans(case: Case, judged: Judged) -> VlanSet:
    return VlanSet.of(network.vlan for network in _networks(case, judged))


def _networks(case: Case, judged: Judged) -> list[Network]:
    networks = case.world.folder.intent.networks
    return [networks[name] for name in judged.finding.networks]


def _retag_port(case: Case, judged: Judged, wishes: dict[PortRef, _Wish]) -> None:
    """Wish that a port gets a VLAN that it lacks as its other end sends it, and a lossless one tagged."""
    ref = PortRef(judged.finding.device or "", judged.finding.interface or "")
    wish = wishes.setdefault(ref, _Wish())
    wish.findings.add(judged.id)
    for network in _networks(case, judged):
        if judged.rule.id == "VLN101" and not needs_tag(network) and _far_end_untagged(case, ref, network):
            wish.untagged = network.vlan
            wish.reasons[f"{network.name} is VLAN {network.vlan}, and the other end does not tag it"] = None
        else:
            wish.tagged |= _one(network.vlan)
            wish.reasons[f"{network.name} is VLAN {network.vlan}"] = None


def _far_end_untagged(case: Case, ref: PortRef, network: Network) -> bool:
    """Return whether what hangs on a port, switch or NIC, has the network's VLAN untagged."""
    fabric = case.scene.fabric
    for cable in fabric.cables:
        if ref in (cable.a, cable.b) and {cable.a.device, cable.b.device} <= fabric.switches.keys():
            far = fabric.port(cable.far(ref.device))
            if far is not None and far.switching and far.untagged == network.vlan:
                return True
    view = next(view for view in case.scene.views if view.network == network)
    tags = [
        attachment.state.tag
        for attachment in view.attachments
        if any(hop.ref == ref for step in attachment.steps for hop in step.hops)
    ]
    return any(tag is not None and tag.vlan is None for tag in tags)


def _retag_link(case: Case, judged: Judged, wishes: dict[PortRef, _Wish]) -> None:
    """Tag a declared network's VLAN on the end that has it untagged: then both ends agree, whatever else is untagged."""
    declared = {network.vlan: network for network in case.world.folder.intent.networks.values()}
    for ref in _ends(case, judged):
        port = case.scene.fabric.port(ref)
        if port is not None and port.switching and port.untagged in declared:
            wish = wishes.setdefault(ref, _Wish())
            wish.findings.add(judged.id)
            wish.tagged |= _one(port.untagged)
            wish.reasons[f"{declared[port.untagged].name} is tagged at both ends of a link"] = None


def _ends(case: Case, judged: Judged) -> tuple[PortRef, PortRef]:
    subject = judged.finding.subject
    cable: Cable = next(
        cable
        for cable in case.scene.fabric.cables
        if cable.a == PortRef(subject.device or "", subject.interface or "")
        and cable.b == PortRef(subject.peer_device or "", subject.peer_interface or "")
    )
    return cable.a, cable.b


def _one(vlan: int | None) -> VlanSet:
    return NO_VLANS if vlan is None else VlanSet.of([vlan])
