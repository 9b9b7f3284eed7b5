"""The switch's side of a NIC that does not tag as its port expects: the port takes the network as the NIC sends it."""

from collections.abc import Iterator

from fabric_check.fabric.ports import PortRef
from fabric_check.model.vlans import NO_VLANS, VlanSet
from fabric_check.remedy.carry import carry
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.rules.run import Judged
from fabric_check.rules.vln103_roce_untagged import needs_tag

RULES = ("VLN105",)


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each NIC."""
    for judged in case.findings:
        wishes = dict(_wrong_ports(case, judged))
        if not wishes:
            yield Left(judged.id, "no change of its switch port would fit what the NIC sends")
        for ref, (vlan, tagged) in wishes.items():
            one = VlanSet.of([vlan])
            answer = carry(case, ref, one, None) if tagged else carry(case, ref, NO_VLANS, vlan)
            if isinstance(answer, str):
                yield Left(judged.id, answer)
            else:
                how = f"VLAN {vlan} {'with' if tagged else 'without'} a tag"
                yield Step(answer, frozenset({judged.id}), f"{judged.finding.interface} sends {how}")


def _wrong_ports(case: Case, judged: Judged) -> Iterator[tuple[PortRef, tuple[int, bool]]]:
    """Yield the ports that carry the network's VLAN the other way, with the VLAN and whether the NIC tags it."""
    for view in case.scene.views:
        network = view.network
        if network.name not in judged.finding.networks:
            continue
        for attachment in view.attachments:
            tag = attachment.state.tag
            if (attachment.nic.host, attachment.nic.name) != (
                judged.finding.device,
                judged.finding.interface,
            ):
                continue
            if (
                tag is None
                or tag.vlan not in (None, network.vlan)
                or (tag.vlan is None and needs_tag(network))
            ):
                continue
            for hop in (hop for step in attachment.steps for hop in step.hops):
                if hop.port is not None and hop.carries and hop.tagged is (tag.vlan is None):
                    yield hop.ref, (network.vlan, tag.vlan is not None)
