"""What each DNOS6 command does to state: the one place that knows, for reading a config and for replaying a fix.

Commands not named here change nothing that we judge. A known command with arguments that mean nothing goes to
``State.unread``: nothing may then be concluded from the config.
"""

from collections.abc import Iterable

from fabric_check.dialects.dnos6 import names, switchport
from fabric_check.dialects.dnos6.state import PortState, State
from fabric_check.dialects.tree import Node
from fabric_check.model.vlans import VlanSet

_INTERFACE_ONLY = frozenset({"switchport", "channel-group", "mtu"})


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
    if word == "interface":
        _interface(state, node, node.text.partition(" ")[2])
    elif word == "vlan":
        _vlan(state, node, words[negated + 1 :], negated=negated)
    elif words[negated : negated + 3] == ["system", "jumbo", "mtu"]:
        _system_mtu(state, node, words[negated + 3 :], negated=negated)
    elif word in _INTERFACE_ONLY:
        state.unread.append(
            (node, "it stands outside any interface, so a block before it was not recognised")
        )


def _interface(state: State, node: Node, written: str) -> None:
    try:
        name = names.canonical(written)
    except names.UnknownKindError:
        return
    if name.startswith("vlan "):
        return
    port = state.ports.get(name)
    if port is None:
        port = state.ports[name] = PortState(name, node)
    for child in node.children:
        words = child.text.split()
        negated = words[0] == "no" and len(words) > 1
        word = words[negated]
        if word == "switchport":
            _switchport(state, port, child, words[negated + 1 :], negated=negated)
        elif word == "mtu":
            _mtu(state, port, child, words[negated + 1 :], negated=negated)
        elif word == "shutdown":
            port.down = None if negated else child


def _switchport(state: State, port: PortState, node: Node, words: list[str], *, negated: bool) -> None:
    try:
        switchport.apply(port, words, negated=negated)
    except ValueError as error:
        state.unread.append((node, str(error)))
    port.switchport.append(node)


def _mtu(state: State, port: PortState, node: Node, words: list[str], *, negated: bool) -> None:
    """``mtu BYTES`` (5.x and older); ``no mtu`` returns to the default."""
    if negated:
        port.mtu = None
    elif (value := _bytes(words)) is not None:
        port.mtu = (value, node)
    else:
        state.unread.append((node, "`mtu` takes one number of bytes"))


def _system_mtu(state: State, node: Node, words: list[str], *, negated: bool) -> None:
    """``system jumbo mtu BYTES`` (6.x): one size for the whole switch."""
    if negated:
        state.system_mtu = None
    elif (value := _bytes(words)) is not None:
        state.system_mtu = (value, node)
    else:
        state.unread.append((node, "`system jumbo mtu` takes one number of bytes"))


def _bytes(words: list[str]) -> int | None:
    return int(words[0]) if len(words) == 1 and words[0].isdecimal() and len(words[0]) <= 5 else None


def _vlan(state: State, node: Node, words: list[str], *, negated: bool) -> None:
    """``vlan LIST`` creates VLANs, at the top or inside ``vlan database``; ``no vlan LIST`` removes them."""
    if words == ["database"]:
        for child in node.children:
            inner = child.text.split()
            undo = inner[0] == "no"
            if inner[undo : undo + 1] == ["vlan"] and not any(word.isalpha() for word in inner[undo + 1 :]):
                _vlan(state, child, inner[undo + 1 :], negated=undo)
        return
    try:
        vlans = VlanSet.parse("".join(words))
    except ValueError as error:
        if words and words[0][:1].isdecimal():
            state.unread.append((node, str(error)))
        return
    for vlan in vlans:
        if negated:
            state.created.pop(vlan, None)
        else:
            state.created[vlan] = node
