"""What each DNOS6 command does to state: the one place that knows, for reading a config and for replaying a fix.

Commands not named here change nothing that we judge. A known command with arguments that mean nothing goes to
``State.unread``: nothing may then be concluded from the config.
"""

from collections.abc import Callable, Iterable

from fabric_check.dialects.dnos6 import cos, dcbx, interface, mtu, pause, vlan, vpc
from fabric_check.dialects.dnos6.state import State
from fabric_check.dialects.tree import Node

Global = Callable[[State, Node, list[str], bool], None]
"""A command of the configuration mode: the words after its first, and whether ``no`` stood before it."""


def _iscsi(state: State, node: Node, words: list[str], negated: bool) -> None:
    """``iscsi enable``: the switch looks for iSCSI and Dell's arrays, and changes settings of their ports by itself."""
    if words == ["enable"]:
        state.iscsi = None if negated else node


_GLOBAL: dict[str, Global] = {
    "interface": interface.apply,
    "vlan": vlan.apply,
    "system": mtu.system,
    "feature": vpc.feature,
    "vpc": vpc.domain,
    "classofservice": cos.switch_class,
    "traffic-class-group": cos.switch_group,
    "flowcontrol": pause.switch,
    "lldp": dcbx.switch,
    "iscsi": _iscsi,
}


def fold(state: State, commands: Iterable[Node]) -> State:
    """Apply commands of the privileged mode, in order, to *state*; return it."""
    for node in commands:
        if node.text == "configure":
            for child in node.children:
                _global(state, child)
    return state


def _global(state: State, node: Node) -> None:
    words = node.text.split()
    negated = words[0] == "no" and len(words) > 1
    word = words[negated]
    command = _GLOBAL.get(word)
    if command is not None:
        command(state, node, words[negated + 1 :], negated)
    elif word in interface.INSIDE:
        state.unread.append(
            (node, "it stands outside any interface, so a block before it was not recognised")
        )
