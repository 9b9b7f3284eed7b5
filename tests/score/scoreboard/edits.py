"""What a person's slip does to a fabric's settings; the device's text is then printed again with that one change."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from generator.model import Fabric, Network
from scoreboard.places import Place

Action = Callable[[Fabric, Place, dict[str, Any]], None]


def apply(fabric: Fabric, place: Place, edit: dict[str, Any]) -> None:
    """Make a kind's edit at a place: ``set`` attributes of records there, then ``do`` what has a name."""
    for target, attributes in edit.get("set", {}).items():
        record = getattr(place, target)
        for name, value in attributes.items():
            setattr(record, name, value)
    for name, argument in edit.get("do", {}).items():
        ACTIONS[name](fabric, place, argument if isinstance(argument, dict) else {"value": argument})


def _lag(place: Place) -> list:
    assert place.switch
    assert place.port
    return place.switch.members(place.port.name)


def drop_vlans(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Leave networks out of a port: ``one`` of those that cross it, or ``all``."""
    assert place.port
    chosen = place.networks if argument["value"] == "all" else place.networks[:1]
    place.names["network"] = chosen[0].name
    for network in chosen:
        place.port.tagged.discard(network.vlan)
        if place.port.native == network.vlan:
            place.port.native = None
    place.port.all_vlans = False


def other_vlan(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Type another VLAN id on a port for one network."""
    assert place.port
    assert place.switch
    network = place.networks[0]
    place.names["network"] = network.name
    wrong = _near(fabric, network.vlan)
    place.port.tagged.discard(network.vlan)
    place.port.tagged.add(wrong)
    place.port.all_vlans = False
    place.switch.created.add(wrong)


def _near(fabric: Fabric, vlan: int) -> int:
    used = {network.vlan for network in fabric.networks}
    return next(wrong for wrong in (vlan + 1, vlan + 10, vlan + 2, vlan + 3, vlan + 4) if wrong not in used)


def native(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Make one network's VLAN untagged on a port: in access mode, or as the native VLAN of a trunk."""
    assert place.port
    network = next((one for one in place.networks if one.priority is not None), place.networks[0])
    place.names["network"] = network.name
    place.port.tagged.discard(network.vlan)
    place.port.native = network.vlan
    place.port.all_vlans = False
    if argument["value"] == "access":
        place.port.tagged, place.port.mode = set(), "access"


def native_both_ends(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Make one network's VLAN native on both ends of a cable."""
    native(fabric, place, {"value": "trunk"})
    vlan = next(one.vlan for one in place.networks if one.name == place.names["network"])
    for device, name in place.peers:
        port = fabric.switches[device].ports[name]
        port.tagged.discard(vlan)
        port.native, port.all_vlans = vlan, False


def pvid_slip(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Let a port in general mode send a VLAN untagged and take untagged frames into another."""
    assert place.port
    assert place.port.native
    place.port.mode, place.port.pvid = "general", _near(fabric, place.port.native)


def overwrite_list(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """``switchport trunk allowed vlan 999`` without ``add``: the list is now that one VLAN."""
    assert place.port
    assert place.switch
    place.port.tagged, place.port.native, place.port.all_vlans = {999}, None, False
    place.switch.created.add(999)
    place.names["network"] = place.networks[0].name


def forget_vlan(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Do not create a network's VLAN on a switch."""
    assert place.switch
    place.switch.created.discard(place.networks[0].vlan)
    place.names["network"] = place.networks[0].name


def shut(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Leave a port shut."""
    assert place.port
    place.port.up = False


def not_switchport(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Leave a Force10 port routed; the switch then takes it into no VLAN."""
    assert place.port
    place.port.layer2, place.port.tagged, place.port.native = False, set(), None


def sizes(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Set ``mtu`` of a port-channel (``lag``) and of its members (``members``)."""
    assert place.port
    if "lag" in argument:
        place.port.mtu = argument["lag"]
    for member in _lag(place):
        member.mtu = argument.get("members", member.mtu)


def wrong_member(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Bundle the port beside the cabled one: the cabled port is left as it came from the factory."""
    assert place.port
    assert place.switch
    taken = set(place.switch.ports)
    name = next(one for one in (*place.switch.model.access, *place.switch.model.uplinks) if one not in taken)
    place.switch.ports[name] = replace(place.port, name=name, description="")
    place.port.member_of, place.port.tagged, place.port.native = None, set(), None
    place.port.mode = "access"
    if place.switch.model.dialect == "ftos":
        place.port.layer2 = False


def vlan_id(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Give an endpoint, or the NIC itself where that is bare, no VLAN or a wrong one."""
    assert place.endpoint
    wrong = 0 if argument["value"] == "none" else _near(fabric, place.endpoint.network.vlan)
    place.endpoint.vlan = wrong
    if not wrong:
        place.endpoint.isolation = False
    if place.host and place.host.kind == "bare" and place.nic:
        place.nic.vlan = wrong


def nic_vlan(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Leave a VLAN id on a NIC below a vSwitch or team."""
    assert place.nic
    place.nic.vlan = place.networks[0].vlan


def no_vlan_device(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Put the address on the NIC or bond itself, without the VLAN device."""
    assert place.endpoint
    place.endpoint.name = _without_vlan(place.endpoint.name)
    place.endpoint.device = False
    place.names["endpoint"] = place.endpoint.name


def _without_vlan(name: str) -> str:
    """Return the name of what lies below a VLAN device or a team's tagged interface."""
    return re.sub(r"(?: - VLAN |\.)[0-9]+$", "", name)


def unwritten(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Leave a cable out of fabric.yaml."""
    fabric.links[place.facts["number"]].written = False


def lose(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Do not save a device's file."""
    name = place.names["switch" if argument["value"] == "config" else "host"]
    fabric.lost.add(f"configs/{name}.cfg" if argument["value"] == "config" else f"facts/{name}.json")


def cut_off(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Save a config whose end is missing."""
    fabric.cut[f"configs/{place.names['switch']}.cfg"] = argument["value"]


def both_ends(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Set an attribute of a port (``here``) and of the port at the other end of its cable (``there``)."""
    assert place.port
    device, name = place.peers[0]
    setattr(place.port, argument["name"], argument["here"])
    setattr(fabric.switches[device].ports[name], argument["name"], argument["there"])


def into_default_vlan(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Make a network's VLAN the default VLAN of a Force10 switch on its way."""
    switch = next(
        one
        for one in fabric.switches.values()
        if one.model.dialect == "ftos" and one.name in place.facts["on_way"]
    )
    switch.default_vlan = place.networks[0].vlan


def vlan_one(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Use VLAN 1 for a network, everywhere, untagged as it comes."""
    old = place.networks[0]
    new = Network(old.name, 1, old.ip_mtu, old.priority, old.rdma)
    fabric.networks = [new if one is old else one for one in fabric.networks]
    for switch in fabric.switches.values():
        switch.created = {1 if vlan == old.vlan else vlan for vlan in switch.created}
        for port in switch.ports.values():
            if old.vlan in port.carries:
                port.tagged.discard(old.vlan)
                port.native = 1
    for host in fabric.hosts.values():
        for endpoint in host.endpoints:
            if endpoint.network is old:
                endpoint.network = new
                endpoint.vlan, endpoint.isolation, endpoint.device = 0, False, host.os == "windows"
                endpoint.name = _without_vlan(endpoint.name)
                for nic in host.nics:
                    if nic.name in endpoint.uplinks and nic.vlan == old.vlan:
                        nic.vlan = 0


def tcp_alone(fabric: Fabric, place: Place, argument: dict[str, Any]) -> None:
    """Let SMB to another host of the same network fall back to TCP."""
    assert place.host
    network = place.networks[0]
    others = [
        other.name
        for other in fabric.hosts.values()
        if other is not place.host and any(one.network is network for one in other.endpoints)
    ]
    place.host.fallback = others[0]
    ends = {place.host.name, others[0]}
    place.names["first"] = next(name for name in fabric.hosts if name in ends)


ACTIONS: dict[str, Action] = {
    "drop-vlans": drop_vlans,
    "other-vlan": other_vlan,
    "native": native,
    "native-both-ends": native_both_ends,
    "pvid-slip": pvid_slip,
    "overwrite-list": overwrite_list,
    "forget-vlan": forget_vlan,
    "shut": shut,
    "not-switchport": not_switchport,
    "sizes": sizes,
    "wrong-member": wrong_member,
    "vlan-id": vlan_id,
    "nic-vlan": nic_vlan,
    "no-vlan-device": no_vlan_device,
    "unwritten": unwritten,
    "lose": lose,
    "cut-off": cut_off,
    "both-ends": both_ends,
    "into-default-vlan": into_default_vlan,
    "vlan-one": vlan_one,
    "tcp-alone": tcp_alone,
}
