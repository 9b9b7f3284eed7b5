"""``datacenter-bridging`` of an interface: which priorities its priority flow control pauses instead of dropping."""

from fabric_check.dialects.dnos6.qos import PortQos, numbers
from fabric_check.dialects.dnos6.state import PortState, State
from fabric_check.dialects.tree import Node

_HIGHEST_PRIORITY = 7


def block(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``datacenter-bridging``: the block, or one of its commands on the same line."""
    if words[:1] == ["priority-flow-control"]:
        command(state, port, node, words[1:], negated)
    for child in node.children:
        inner = child.text.split()
        undo = inner[0] == "no"
        if inner[undo : undo + 1] == ["priority-flow-control"]:
            command(state, port, child, inner[undo + 1 :], undo)


def command(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``priority-flow-control mode on|off``, ``… priority LIST no-drop|drop``, and their ``no`` forms."""
    match words:
        case ["mode", *said]:
            _mode(state, port.own(), node, said, negated=negated)
        case ["priority", *said]:
            _priority(state, port.own(), node, said, negated=negated)


def _mode(state: State, own: PortQos, node: Node, words: list[str], *, negated: bool) -> None:
    if negated:
        own.pfc = None
    elif words in (["on"], ["off"]):
        own.pfc = (words == ["on"], node)
    else:
        state.unread.append((node, "`priority-flow-control mode` takes on or off"))


def _priority(state: State, own: PortQos, node: Node, words: list[str], *, negated: bool) -> None:
    """``drop`` is the default, so ``no`` means it too, for all priorities where it names none."""
    drop = negated or words[-1:] == ["drop"]
    listed = words[:-1] if words[-1:] in (["drop"], ["no-drop"]) else words
    found = numbers(listed, _HIGHEST_PRIORITY)
    if negated and not listed:
        own.no_drop.clear()
    elif found is None or (listed is words and not negated):
        state.unread.append((node, "priorities 0 to 7 and `no-drop` or `drop` are expected"))
    elif drop:
        for priority in found:
            own.no_drop.pop(priority, None)
    else:
        own.no_drop |= dict.fromkeys(found, node)
