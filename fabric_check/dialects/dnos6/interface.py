"""``interface NAME`` and ``interface range LIST``: which interfaces a block configures, and what it does to each."""

from collections.abc import Callable, Mapping

from fabric_check.dialects.dnos6 import cos, dcbx, lag, mtu, names, pause, pfc, switchport, vlan, vpc
from fabric_check.dialects.dnos6.state import PortState, State
from fabric_check.dialects.free_text import free_text
from fabric_check.dialects.tree import Node
from fabric_check.dialects.unknown_kind import UnknownKindError

Inside = Callable[[State, PortState, Node, list[str], bool], None]
"""A command of an interface: what is set, by which node, with which words, and whether ``no`` stood before it."""


def _shutdown(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:  # noqa: ARG001 - one signature
    """``shutdown`` and ``no shutdown``."""
    port.down = None if negated else node


INSIDE: Mapping[str, Inside] = {
    "switchport": switchport.command,
    "mtu": mtu.port,
    "shutdown": _shutdown,
    "channel-group": lag.channel_group,
    "vpc": vpc.port_channel,
    "datacenter-bridging": pfc.block,
    "priority-flow-control": pfc.command,
    "classofservice": cos.port_class,
    "traffic-class-group": cos.port_group,
    "flowcontrol": pause.port,
    "lldp": dcbx.port,
}


def apply(state: State, node: Node, words: list[str], negated: bool) -> None:
    """Configure the interfaces named. ``no interface`` deletes only what carries no link: VLAN, loopback, tunnel."""
    if negated:
        return
    try:
        targets = _targets(words)
    except UnknownKindError:
        return
    except ValueError as error:
        state.unread.append((node, str(error)))
        return
    for name in targets:
        if name.startswith("vlan "):
            vlan.name(state, node, int(name[5:]))
        else:
            _configure(state, node, name)


def _targets(words: list[str]) -> tuple[str, ...]:
    """``interface range`` is a form of input; the running-config has a block for each interface."""
    if words[:1] == ["range"]:
        return names.parse_list(" ".join(words[1:]))
    return (names.canonical(" ".join(words)),)


def _configure(state: State, node: Node, name: str) -> None:
    port = state.ports.get(name)
    if port is None:
        port = state.ports[name] = PortState(name, node)
    for child in node.children:
        words = child.text.split()
        negated = words[0] == "no" and len(words) > 1
        command = INSIDE.get(words[negated])
        if command is not None:
            command(state, port, child, words[negated + 1 :], negated)
        elif words[negated] == "description":
            # Not in INSIDE: blocks that we do not know hold descriptions too, and one there takes nothing away.
            port.description = None if negated else free_text(child)
