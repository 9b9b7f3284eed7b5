"""A switch port whose MTU is too small goes up to the size of the fabric's other ports, never above its hardware.

Where the hardware stops below what is needed, the switch stays as it is and the reason is given.
"""

from collections import Counter
from collections.abc import Iterator

from fabric_check.model.switch import Mtu, Port, SwitchFacts
from fabric_check.model.units import IpMtu
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.change import SwitchChange
from fabric_check.remedy.changes.mtu import PortMtu, SwitchMtu
from fabric_check.rules.run import Judged

RULES = ("MTU101", "MTU105", "MTU106", "MTU107")


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each port, or switch, that is too small, or set above its hardware."""
    for judged in case.findings:
        facts = case.switch(judged)
        if facts is None or facts.profile is None:
            yield Left(judged.id, "the switch's model is not known")
        elif judged.rule.id == "MTU107":
            yield _down(case, judged, facts)
        else:
            yield _up(case, judged, facts)


def _down(case: Case, judged: Judged, facts: SwitchFacts) -> Step | Left:
    profile = facts.profile
    maximum = profile.mtu.maximum.value if profile else None
    if maximum is None:
        return Left(judged.id, "the model's maximum is not known")
    change = _change(case, judged, facts, maximum)
    return Step(change, frozenset({judged.id}), f"{maximum} is the most that this hardware takes")


def _up(case: Case, judged: Judged, facts: SwitchFacts) -> Step | Left:
    port = case.port(judged)
    needs = _needs(case, judged)
    least = _least(facts, port, needs)
    maximum = facts.profile.mtu.maximum.value if facts.profile else None
    if least is None:
        return Left(judged.id, "how this switch counts its MTU is not known")
    if maximum is None:
        return Left(judged.id, "the most that this hardware takes is not known")
    if least > maximum:
        return Left(
            judged.id,
            f"{needs} bytes need mtu {least}, and this hardware stops at {maximum}: lower the network's ip_mtu and its hosts",
        )
    value, why = _usual(case, facts, least, maximum)
    return Step(
        _change(case, judged, facts, value), frozenset({judged.id}), f"{why}; {needs} bytes need {least}"
    )


def _change(case: Case, judged: Judged, facts: SwitchFacts, value: int) -> SwitchChange:
    port = case.port(judged)
    mtu = (port or facts.unmentioned or Port("", up=True, switching=True, mtu=None)).mtu
    was = mtu.value if mtu else None
    if judged.finding.interface is None or (mtu is not None and mtu.device_wide):
        return SwitchMtu(facts.device, value, was)
    return PortMtu(facts.device, judged.finding.interface, value, was)


def _needs(case: Case, judged: Judged) -> IpMtu:
    """Return the largest packet that has to pass: what the suffering networks declare, and for a link what crosses it."""
    views = [view for view in case.scene.views if view.network.name in judged.finding.networks]
    sizes = [view.network.ip_mtu for view in views]
    if judged.rule.id == "MTU105":
        sizes += [IpMtu(sender.sends) for view in views for sender in view.largest_packets.values()]
    return max(sizes)


def _least(facts: SwitchFacts, port: Port | None, needs: IpMtu) -> int | None:
    """Return the smallest number after ``mtu`` that surely carries a packet, tagged or as the port has it."""
    if facts.profile is None:
        return None
    tagged = port is None or bool(port.tagged) or port.untagged is None
    mtu = facts.profile.mtu
    value = needs.frame(tagged=tagged).bytes
    while mtu.ip_mtu(value, tagged=tagged).low < needs:
        value += 1
    while value > 0 and mtu.ip_mtu(value - 1, tagged=tagged).low >= needs:
        value -= 1
    return value


def _usual(case: Case, facts: SwitchFacts, least: int, maximum: int) -> tuple[int, str]:
    """Return the number that the switch's other ports have, else that of switches that count alike, else the maximum."""
    for switches, whose in (
        ([facts], "the switch's other ports have it"),
        (_alike(case, facts), "the fabric's other switches of this kind have it"),
    ):
        sizes = Counter(mtu.value for one in switches for mtu in _lines(one) if least <= mtu.value <= maximum)
        if sizes:
            value = max(sizes, key=lambda size: (sizes[size], size))
            return value, f"mtu {value}, since {whose}"
    return (
        maximum,
        f"mtu {maximum}, the most that this hardware takes, since no other port shows a size to follow",
    )


def _alike(case: Case, facts: SwitchFacts) -> list[SwitchFacts]:
    dialect = facts.profile.dialect if facts.profile else ""
    return [one for one in case.world.switches.values() if one.profile and one.profile.dialect == dialect]


def _lines(facts: SwitchFacts) -> list[Mtu]:
    return [port.mtu for port in facts.ports.values() if port.mtu is not None and port.mtu.source is not None]
