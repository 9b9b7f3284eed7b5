"""Which ``mtu`` a switch port needs, which one the fabric uses, and the changes that give it, port-channels and all."""

from collections import Counter
from collections.abc import Iterator

from fabric_check.fabric.ports import PortRef
from fabric_check.model.switch import Mtu, Port, SwitchFacts
from fabric_check.model.units import IpMtu
from fabric_check.remedy.case import Case
from fabric_check.remedy.change import SwitchChange
from fabric_check.remedy.changes.mtu import PortMtu, SwitchMtu


def maximum(facts: SwitchFacts) -> int | None:
    """Return the largest number that ``mtu`` takes on this model, in its release; None where it is not known."""
    return facts.profile.mtu.maximum.value if facts.profile else None


def least(facts: SwitchFacts, port: Port | None, needs: IpMtu) -> int | None:
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


def usual(case: Case, facts: SwitchFacts, lowest: int, highest: int) -> tuple[int, str]:
    """Return the number that the switch's other ports have, else that of switches that count alike, else the maximum."""
    for switches, whose in (
        ([facts], "the switch's other ports have it"),
        (_alike(case, facts), "the fabric's other switches of this kind have it"),
    ):
        sizes = Counter(
            mtu.value for one in switches for mtu in _lines(one) if lowest <= mtu.value <= highest
        )
        if sizes:
            value = max(sizes, key=lambda size: (sizes[size], size))
            return value, f"mtu {value}, since {whose}"
    return (
        highest,
        f"mtu {highest}, the most that this hardware takes, since no other port shows a size to follow",
    )


def resize(case: Case, device: str, interface: str | None, value: int) -> Iterator[SwitchChange]:
    """Yield what gives a port a size: the whole switch's setting, or the port's and, to raise a port-channel, its members'."""
    facts, start = case.world.switches[device], case.start.switches[device]
    if interface is None or device_wide(facts, interface):
        was = _mtu(start, interface)
        yield SwitchMtu(device, value, was.value if was else None)
        return
    for member in case.scene.fabric.members(PortRef(device, interface)):
        if not facts.members_follow_lag and member.mtu is not None and member.mtu.value < value:
            yield _port(start, member.name, value, member=True)
    yield _port(start, interface, value, member=bool((port := facts.ports.get(interface)) and port.lag))


def device_wide(facts: SwitchFacts, interface: str) -> bool:
    """Return whether a port's size is one setting of its switch."""
    mtu = _mtu(facts, interface)
    return mtu is not None and mtu.device_wide


def _port(start: SwitchFacts, name: str, value: int, *, member: bool) -> PortMtu:
    was = _mtu(start, name)
    return PortMtu(start.device, name, value, was.value if was else None, member=member)


def _mtu(facts: SwitchFacts, interface: str | None) -> Mtu | None:
    port = facts.ports.get(interface or "", facts.unmentioned) or next(iter(facts.ports.values()), None)
    return port.mtu if port else None


def _alike(case: Case, facts: SwitchFacts) -> list[SwitchFacts]:
    dialect = facts.profile.dialect if facts.profile else ""
    return [one for one in case.world.switches.values() if one.profile and one.profile.dialect == dialect]


def _lines(facts: SwitchFacts) -> list[Mtu]:
    return [port.mtu for port in facts.ports.values() if port.mtu is not None and port.mtu.source is not None]
