"""Prints a PowerConnect or N-Series switch's running-config, in the forms of releases 3, 4/5 and 6."""

from collections.abc import Iterator

from generator.model import Network, Port, Switch
from generator.ranges import numbers


def running_config(switch: Switch, networks: list[Network]) -> str:
    """Return the text that ``show running-config`` gives."""
    banner = switch.model.banner.format(switch.release)
    lines = ["!Current Configuration:"]
    lines += [banner] if switch.provisioned else []
    lines += [
        f"!System Software Version {switch.release}",
        "!Cut-through mode is configured as disabled",
        "!",
    ]
    lines += ["configure", *_vlans(switch, networks), f'hostname "{switch.name}"']
    if switch.system_mtu is not None:
        lines += [f"system jumbo mtu {switch.system_mtu}"]
    if switch.peer:
        lines += ["feature vpc", "vpc domain 1", "peer-keepalive enable", "exit"]
    for port in switch.ports.values():
        if port.mode != "silent":
            lines += ["!", *_interface(port, switch, networks), "exit"]
    return "\n".join([*lines, "!", "exit"]) + "\n"


def _vlans(switch: Switch, networks: list[Network]) -> Iterator[str]:
    created = switch.created - {1}
    if switch.model.generation == "3":
        yield "vlan database"
        yield f"vlan  {numbers(created)}"
        yield "exit"
        return
    yield f"vlan {numbers(created)}"
    yield "exit"
    for network in networks:
        if network.vlan in created:
            yield f"vlan {network.vlan}"
            yield f'name "{network.name}"'
            yield "exit"


def _interface(port: Port, switch: Switch, networks: list[Network]) -> Iterator[str]:
    old = switch.model.generation == "3"
    yield f"interface ethernet {port.name}" if old and not port.lag else f"interface {port.name}"
    if port.description:
        yield f'description "{port.description}"'
    if port.member_of is not None:
        number = port.member_of.removeprefix("ch").rpartition(" ")[2]
        static = "on" if switch.ports[port.member_of].static else "auto" if old else "active"
        yield f"channel-group {number} mode {static}"
    if not port.up:
        yield "shutdown"
    if port.mtu is not None:
        yield f"mtu {port.mtu}"
    if switch.dcb and port.pfc and not port.lag:
        yield "datacenter-bridging"
        yield "priority-flow-control mode on"
        listed = ",".join(str(one) for one in port.paused(networks))
        yield f"priority-flow-control priority {listed} no-drop"
        yield "exit"
    if port.trust:
        yield f"classofservice trust {port.trust}"
    if port.member_of is None:
        yield from _switchport(port, old=old)
    if port.lag and port.role == "peer-link":
        yield "vpc peer-link"
    if port.lag and port.pair_id is not None:
        yield f"vpc {port.pair_id}"


def _switchport(port: Port, *, old: bool) -> Iterator[str]:
    if port.mode == "access":
        if port.native and port.native != 1:
            yield f"switchport access vlan {port.native}"
        return
    yield f"switchport mode {port.mode}"
    if port.mode == "trunk":
        if port.native and port.native != 1:
            yield f"switchport trunk native vlan {port.native}"
        if not port.all_vlans:
            listed = port.carries | ({1} if port.lists_one else set())
            yield f"switchport trunk allowed vlan {'add ' if old else ''}{numbers(listed or {1})}"
        return
    if port.native:
        pvid = port.pvid or port.native
        if pvid != 1:
            yield f"switchport general pvid {pvid}"
        yield f"switchport general allowed vlan add {port.native}"
    if port.tagged:
        yield f"switchport general allowed vlan add {numbers(port.tagged)} tagged"
