"""A switch port whose MTU is too small goes up to the size of the fabric's other ports, never above its hardware.

Where the hardware stops below what is needed, the switch stays as it is and the reason is given. What is set above the
hardware comes down to it, and with it the VLANs that promise more.
"""

from collections.abc import Iterator

from fabric_check.model.switch import SwitchFacts
from fabric_check.model.units import IpMtu
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.changes.vlan import VlanMtu
from fabric_check.remedy.sizes import least, maximum, resize, usual
from fabric_check.rules.run import Judged

RULES = ("MTU101", "MTU105", "MTU107")


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each port, or switch, that is too small, or set above its hardware."""
    for judged in case.findings:
        facts = case.switch(judged)
        most = maximum(facts) if facts else None
        if facts is None or facts.profile is None:
            yield Left(judged.id, "the switch's model is not known")
        elif most is None:
            yield Left(judged.id, "the most that this hardware takes is not known")
        elif judged.rule.id == "MTU107":
            yield from _down(case, judged, facts, most)
        else:
            yield from _up(case, judged, facts, most)


def _down(case: Case, judged: Judged, facts: SwitchFacts, most: int) -> Iterator[Step]:
    findings, why = frozenset({judged.id}), f"{most} is the most that this hardware takes"
    for change in resize(case, facts.device, judged.finding.interface, most):
        yield Step(change, findings, why)
    port = case.port(judged)
    for vlan, mtu in facts.vlan_mtus.items():
        if mtu.value > most and (port is None or port.tags(vlan)):
            yield Step(
                VlanMtu(facts.device, vlan, most), findings, f"a VLAN cannot have more than its ports: {why}"
            )


def _up(case: Case, judged: Judged, facts: SwitchFacts, most: int) -> Iterator[Step | Left]:
    needs = _needs(case, judged)
    lowest = least(facts, case.port(judged), needs)
    if lowest is None or lowest > most:
        yield Left(
            judged.id,
            f"{needs} bytes need mtu {lowest}, and this hardware stops at {most}: lower the network's ip_mtu and its hosts",
        )
        return
    value, why = usual(case, facts, lowest, most)
    for change in resize(case, facts.device, judged.finding.interface, value):
        yield Step(change, frozenset({judged.id}), f"{why}; {needs} bytes need {lowest}")


def _needs(case: Case, judged: Judged) -> IpMtu:
    """Return the largest packet that has to pass: what the suffering networks declare, and for a link what crosses it."""
    views = [view for view in case.scene.views if view.network.name in judged.finding.networks]
    sizes = [view.network.ip_mtu for view in views]
    if judged.rule.id == "MTU105":
        sizes += [IpMtu(sender.sends) for view in views for sender in view.largest_packets.values()]
    return max(sizes)
