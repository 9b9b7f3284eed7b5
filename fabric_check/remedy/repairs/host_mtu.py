"""A NIC whose packets are too large, or too small, takes the size that its networks declare, if its driver can."""

from collections.abc import Iterator, Mapping
from typing import Any

from fabric_check.model.host import NicMtu, NicState
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.change import HostChange
from fabric_check.remedy.changes.linux import LinkMtu
from fabric_check.remedy.changes.windows import JUMBO_PACKET, AdvancedProperty
from fabric_check.rules.run import Judged

RULES = ("MTU102", "MTU103", "MTU104")


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each NIC."""
    for judged in case.findings:
        yield from _one(case, judged)


def _one(case: Case, judged: Judged) -> Iterator[Step | Left]:
    host, nic = judged.finding.device or "", judged.finding.interface or ""
    intent = case.world.folder.intent
    if host not in case.world.folder.facts:
        yield Left(
            judged.id, "the host's settings are declared by hand: there are no facts to prove a change on"
        )
        return
    networks = {name: intent.networks[name] for name in _networks(case, judged)}
    wanted = max(network.ip_mtu.bytes for network in networks.values())
    layers = [layer for layer in _layers(case, host, nic) if layer.ip_mtu.bytes != wanted]
    if judged.rule.id == "MTU104":
        layers = [layer for layer in layers if layer.ip_mtu.bytes < wanted]
    if not layers:
        yield Left(judged.id, "no setting of this NIC is known that would change its size")
    for layer in layers:
        change = _change(case, host, layer, wanted)
        if isinstance(change, str):
            yield Left(judged.id, change)
        else:
            yield Step(change, frozenset({judged.id}), f"{', '.join(networks)} declares ip_mtu {wanted}")


def _networks(case: Case, judged: Judged) -> list[str]:
    host, nic = judged.finding.device or "", judged.finding.interface or ""
    state = case.world.hosts[host]
    own = [network for name, network in state.nics if name == nic or nic in state.nics[name, network].ends]
    return own or list(judged.finding.networks)


def _layers(case: Case, host: str, nic: str) -> list[NicMtu]:
    """Return every size on the way of the NICs that a name stands for, each interface once."""
    found: dict[str, NicMtu] = {}
    states: Mapping[tuple[str, str], NicState] = case.world.hosts[host].nics
    for (name, _), state in states.items():
        for layer in state.layers:
            if nic in (name, layer.interface):
                found.setdefault(layer.interface, layer)
    return list(found.values())


def _change(case: Case, host: str, layer: NicMtu, wanted: int) -> HostChange | str:
    facts = case.world.folder.facts[host]
    if facts.content.os == "linux":
        return LinkMtu(host, layer.interface, wanted, layer.ip_mtu.bytes)
    row = _jumbo(facts.content.sections, layer.interface)
    if row is None:
        return f"{layer.interface} has no {JUMBO_PACKET} in the facts"
    old = int(row["RegistryValue"][0])
    new = old + wanted - layer.ip_mtu.bytes
    if not _takes(row, new):
        return f"the driver of {layer.interface} does not take {JUMBO_PACKET} {new}"
    return AdvancedProperty(host, layer.interface, JUMBO_PACKET, str(new), str(old))


def _jumbo(sections: Mapping[str, Any], nic: str) -> Mapping[str, Any] | None:
    rows = sections.get("advancedProperty", [])
    for row in [rows] if isinstance(rows, dict) else rows:
        if (
            isinstance(row, dict)
            and str(row.get("Name", "")).casefold() == nic.casefold()
            and row.get("RegistryKeyword") == JUMBO_PACKET
        ):
            return row
    return None


def _takes(row: Mapping[str, Any], value: int) -> bool:
    """Return whether a driver takes a number: one of its list, or within its range."""
    listed = row.get("ValidRegistryValues")
    if isinstance(listed, list) and listed:
        return str(value) in {str(one) for one in listed}
    least, most = row.get("NumericParameterMinValue"), row.get("NumericParameterMaxValue")
    return (not _number(least) or int(str(least)) <= value) and (not _number(most) or value <= int(str(most)))


def _number(value: Any) -> bool:
    return isinstance(value, (int, str)) and str(value).isdecimal()
