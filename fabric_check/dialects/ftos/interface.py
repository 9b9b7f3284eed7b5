"""``interface NAME`` and ``interface range LIST``: which interfaces a block configures, and what it does to each."""

from collections.abc import Callable

from fabric_check.dialects.ftos import dcb_port, dcbx, lag, names, port, port_vlans, vlan, vlt
from fabric_check.dialects.ftos.state import PortState, State
from fabric_check.dialects.tree import Node
from fabric_check.dialects.unknown_kind import UnknownKindError

Inside = Callable[[State, PortState, Node, list[str], bool], None]
"""A command of an interface: what is set, by which node, with which words, and whether ``no`` stood before it."""

_INSIDE: dict[str, Inside] = {
    "description": port.description,
    "mtu": port.mtu,
    "shutdown": port.shutdown,
    "switchport": port.switchport,
    "portmode": port.portmode,
    "channel-member": lag.channel_member,
    "port-channel-protocol": lag.protocol,
    "vlt-peer-lag": vlt.peer_lag,
    "auto": port_vlans.auto,
    "vlan": port_vlans.vlan,
    "dcb-map": dcb_port.dcb_map,
    "dcb-policy": dcb_port.dcb_policy,
    "pfc": dcb_port.pfc,
    "flowcontrol": dcb_port.flowcontrol,
    "service-class": dcb_port.service_class,
    "service-policy": dcb_port.service_policy,
    "protocol": dcbx.protocol,
}


def apply(state: State, node: Node, written: str, negated: bool) -> None:
    """Configure the interfaces that *written* names; ``no interface`` deletes a VLAN or a port-channel."""
    try:
        targets = _targets(written)
    except UnknownKindError:
        return
    except ValueError as error:
        state.unread.append((node, str(error)))
        return
    for name in targets:
        if negated:
            _delete(state, name)
        elif name.startswith("Vlan "):
            vlan.apply(state, node, int(name[5:]))
        else:
            _configure(state, node, name)


def _targets(written: str) -> tuple[str, ...]:
    """``interface range`` is a form of input; the running-config has a block for each interface."""
    if written[:6].lower() == "range ":
        return names.parse_list(written[6:])
    return (names.canonical(written),)


def _configure(state: State, node: Node, name: str) -> None:
    target = state.ports.get(name)
    if target is None:
        target = state.ports[name] = PortState(name, node)
    for child in node.children:
        words = child.text.split()
        negated = words[0] == "no"
        command = _INSIDE.get(words[negated] if len(words) > negated else "")
        if command is not None:
            command(state, target, child, words[negated + 1 :], negated)


def _delete(state: State, name: str) -> None:
    """Delete a VLAN, or a port-channel with all that refers to it; a physical port cannot be deleted."""
    if name.startswith("Vlan "):
        state.vlans.pop(int(name[5:]), None)
    elif name.startswith("Port-channel "):
        state.ports.pop(name, None)
        for one in state.vlans.values():
            one.tagged.pop(name, None)
            one.untagged.pop(name, None)
        lag.forget(state, name)
