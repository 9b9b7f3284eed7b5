"""Prints a Force10 switch's running-config, in the forms of 8.3 to 9.14."""

from collections.abc import Iterator

from generator.model import Network, Port, Switch
from generator.ranges import ftos_lists

DATED = "! Last configuration change at Mon Mar  2 09:12:44 2026 by admin"


def running_config(switch: Switch, networks: list[Network]) -> str:
    """Return the text that ``show running-config`` gives."""
    lines = ["Current Configuration ...", f"! Version {switch.release}", DATED, "!"]
    lines += [f"hostname {switch.name}", "!"]
    if switch.provisioned:
        lines += [switch.model.banner, "!"]
    if switch.default_vlan != 1:
        lines += [f"default vlan-id {switch.default_vlan}", "!"]
    if switch.dcb:
        lines += _dcb(switch, networks)
    peers = [port for port in switch.ports.values() if port.role == "peer-link" and port.lag]
    for port in peers:
        number = port.name.rpartition(" ")[2]
        unit = 0 if switch.name < (switch.peer or "") else 1
        lines += [
            "vlt domain 1",
            f" peer-link port-channel {number}",
            f" back-up destination 192.0.2.{unit + 8}",
        ]
        lines += [" primary-priority 4096"] * (unit == 0) + [f" unit-id {unit}", "!"]
    for port in switch.ports.values():
        lines += [*_interface(port, switch, networks), "!"]
    for vlan in sorted(switch.created | {1}):
        lines += [*_vlan(switch, vlan, networks), "!"]
    return "\n".join([*lines, "end"]) + "\n"


def _dcb(switch: Switch, networks: list[Network]) -> list[str]:
    lines = ["service-class dynamic dot1p", "!"] * switch.trusts
    if switch.dcb_on is not None:
        lines += ["dcb enable" if switch.dcb_on else "no dcb enable", "!"]
    lines += [switch.dcb_line, "!"] if switch.dcb_line else []
    wanted = Port("", "").paused(networks)
    sets = {port.paused(networks): port for port in switch.ports.values()} | {wanted: Port("", "")}
    if switch.model.generation == "8":
        for priorities, port in sets.items():
            listed = ",".join(str(one) for one in priorities)
            lines += [f"dcb-input {_name(port, switch, networks)}", f" pfc priority {listed}", "!"]
        return lines
    if any(port.other_map for port in switch.ports.values()):
        lines += _map("OTHER", (70, 30), set(wanted), split=False)
    for priorities, port in sets.items():
        lines += _map(_name(port, switch, networks), switch.shares, set(priorities), split=switch.split)
    return lines


def _name(port: Port, switch: Switch, networks: list[Network]) -> str:
    """Return the name of a port's map or policy: one for all, save for ports that pause something else."""
    base = "pfc" if switch.model.generation == "8" else "RDMA"
    priorities = port.paused(networks)
    own = "".join(str(one) for one in priorities) if priorities != Port("", "").paused(networks) else ""
    return "OTHER" if port.other_map else base + own


def _map(name: str, shares: tuple[int, int], priorities: set[int], *, split: bool) -> list[str]:
    lossy, lossless = shares
    groups = ["1" if priority in priorities else "0" for priority in range(8)]
    if split:
        lossy, groups[7] = lossy - 2, "2"
    return [
        f"dcb-map {name}",
        f" priority-group 0 bandwidth {lossy} pfc off",
        f" priority-group 1 bandwidth {lossless} pfc on",
        *([" priority-group 2 bandwidth 2 pfc off"] if split else []),
        f" priority-pgid {' '.join(groups)}",
        "!",
    ]


def _port_dcb(port: Port, switch: Switch, networks: list[Network]) -> Iterator[str]:
    if port.pfc:
        name = _name(port, switch, networks)
        yield f" dcb-policy input {name}" if switch.model.generation == "8" else f" dcb-map {name}"
    if port.pause:
        yield " flowcontrol rx on tx off"
    if port.dcbx_role or port.dcbx_version:
        yield "!"
        yield " protocol lldp"
        yield from ([f"  dcbx port-role {port.dcbx_role}"] if port.dcbx_role else [])
        yield from ([f"  dcbx version {port.dcbx_version}"] if port.dcbx_version else [])


def _interface(port: Port, switch: Switch, networks: list[Network]) -> Iterator[str]:
    yield f"interface {port.name}"
    if port.description:
        yield f" description {port.description!r}".replace("'", '"')
    yield " no ip address"
    if port.mtu is not None:
        yield f" mtu {port.mtu}"
    if port.member_of is None:
        yield from _layer2(port, switch)
    if port.lag and port.static:
        members = [member.name for member in switch.members(port.name)]
        yield from (f" channel-member {item}" for item in ftos_lists(members))
    if port.lag and port.pair_id is not None:
        yield f" vlt-peer-lag port-channel {port.pair_id}"
    if switch.dcb and not port.lag:
        yield from _port_dcb(port, switch, networks)
    if port.member_of and not switch.ports[port.member_of].static:
        yield "!"
        yield " port-channel-protocol LACP"
        yield f"  {port.member_of.lower()} mode active"
    yield " no shutdown" if port.up else " shutdown"


def _layer2(port: Port, switch: Switch) -> Iterator[str]:
    if port.layer2 and port.native and port.tagged:
        yield " portmode hybrid"
    if port.layer2:
        yield " switchport"
    if switch.model.name == "IOA":
        yield from (f" vlan tagged {item}" for item in _plain(port.tagged))
        yield from ([f" vlan untagged {port.native}"] if port.native else [])


def _plain(vlans: set[int]) -> list[str]:
    return [",".join(str(vlan) for vlan in sorted(vlans))] if vlans else []


def _vlan(switch: Switch, vlan: int, networks: list[Network]) -> Iterator[str]:
    yield f"interface Vlan {vlan}"
    if vlan == 1:
        return
    yield from (f" name {network.name}" for network in networks if network.vlan == vlan)
    yield " no ip address"
    if vlan in switch.vlan_mtu:
        yield f" mtu {switch.vlan_mtu[vlan]}"
    if switch.model.name != "IOA":
        ports = [port for port in switch.ports.values() if port.layer2 and port.member_of is None]
        tagged = [port.name for port in ports if vlan in port.tagged]
        untagged = [port.name for port in ports if vlan == port.native]
        yield from (f" tagged {item}" for item in ftos_lists(tagged))
        yield from (f" untagged {item}" for item in ftos_lists(untagged))
    yield " no shutdown"
