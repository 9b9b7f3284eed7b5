"""A port below its port-channel, or below the ``mtu`` of a VLAN that it tags: one size for all of them.

A member follows its port-channel. Of a VLAN the port that alone stays behind goes up; where several do, the VLAN's promise
comes down to what its ports hold, since that changes no switched frame.
"""

from collections import Counter
from collections.abc import Iterator

from fabric_check.fabric.ports import PortRef
from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.change import SwitchChange
from fabric_check.remedy.changes.vlan import VlanMtu
from fabric_check.remedy.sizes import maximum, resize
from fabric_check.rules.run import Judged

RULES = ("MTU106",)


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each port that is below what it belongs to."""
    for judged in case.findings:
        facts, port = case.switch(judged), case.port(judged)
        if facts is None or port is None or port.mtu is None:
            yield Left(judged.id, "the port's size is not known")
            continue
        answers = _member(case, facts, port) if port.lag else _vlans(case, judged, facts, port)
        for change, why in answers:
            yield Step(change, frozenset({judged.id}), why)


def _member(case: Case, facts: SwitchFacts, port: Port) -> Iterator[tuple[SwitchChange, str]]:
    lag = facts.ports[port.lag or ""]
    promised = lag.mtu.value if lag.mtu else 0
    others = case.scene.fabric.members(PortRef(facts.device, lag.name))
    sizes = Counter(one.mtu.value for one in others if one.up and one.mtu and one.mtu.value >= promised)
    value = promised if promised in sizes else max(sizes, key=lambda size: sizes[size], default=promised)
    for change in resize(case, facts.device, port.name, value):
        yield change, f"mtu {value}, as {lag.name} and its other members have"


def _vlans(case: Case, judged: Judged, facts: SwitchFacts, port: Port) -> Iterator[tuple[SwitchChange, str]]:
    own = port.mtu.value if port.mtu else 0
    declared = {case.world.folder.intent.networks[name].vlan for name in judged.finding.networks}
    above = {vlan: mtu.value for vlan, mtu in facts.vlan_mtus.items() if vlan in declared and mtu.value > own}
    behind = {vlan: _behind(facts, vlan, value) for vlan, value in above.items()}
    most = maximum(facts)
    wanted = max(above.values(), default=own)
    if (
        len({name for names in behind.values() for name in names}) == 1
        and most is not None
        and wanted <= most
    ):
        for change in resize(case, facts.device, port.name, wanted):
            yield change, f"mtu {wanted}, as every other port of VLAN {min(above)} has"
        return
    for vlan in above:
        value = min(facts.ports[name].mtu.value for name in behind[vlan])  # type: ignore[union-attr] # _behind names ports with an mtu
        yield VlanMtu(facts.device, vlan, value), f"mtu {value}, the least that a port of VLAN {vlan} has"


def _behind(facts: SwitchFacts, vlan: int, value: int) -> list[str]:
    """Return the ports that tag a VLAN and are below a size, a port-channel and its members as one."""
    return [
        port.name
        for port in facts.ports.values()
        if port.up
        and port.lag is None
        and port.tags(vlan)
        and port.mtu is not None
        and port.mtu.value < value
    ]
