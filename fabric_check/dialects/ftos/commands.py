"""What each FTOS command does to state: the one place that knows, for reading a config and for replaying a fix.

Commands not named here change nothing that we judge. A known command with arguments that mean nothing goes to
``State.unread``: nothing may then be concluded from the config.
"""

from collections.abc import Callable, Iterable

from fabric_check.dialects.ftos import names
from fabric_check.dialects.ftos.state import PortState, State, VlanState
from fabric_check.dialects.tree import Node
from fabric_check.model.vlans import HIGHEST_VLAN, LOWEST_VLAN

Inside = Callable[[State, PortState, Node, list[str], bool], None]
"""A command of an interface: what is set, by which node, with which words, and whether ``no`` stood before it."""


def fold(state: State, commands: Iterable[Node]) -> State:
    """Apply commands of the privileged configuration mode, in order, to *state*; return it."""
    for node in commands:
        word, _, rest = node.text.partition(" ")
        if word == "interface":
            _interface(state, node, rest.strip())
        elif word == "default" and rest.startswith("vlan-id"):
            _default_vlan(state, node, rest)
    return state


def _interface(state: State, node: Node, written: str) -> None:
    try:
        if written.lower().startswith("range "):
            targets = [name for part in written[6:].split(" , ") for name in names.parse_list(part)]
        else:
            targets = [names.canonical(written)]
    except names.UnknownKindError:
        return
    except ValueError as error:
        state.unread.append((node, str(error)))
        return
    for name in targets:
        if name.startswith("Vlan "):
            _fold_vlan(state, node, int(name[5:]))
        else:
            _fold_port(state, node, name)


def _fold_port(state: State, node: Node, name: str) -> None:
    port = state.ports.get(name)
    if port is None:
        port = state.ports[name] = PortState(name, node)
    for child in node.children:
        words = child.text.split()
        negated = words[0] == "no"
        command = _PORT.get(words[negated] if len(words) > negated else "")
        if command is not None:
            command(state, port, child, words[negated + 1 :], negated)


def _fold_vlan(state: State, node: Node, number: int) -> None:
    if not LOWEST_VLAN <= number <= HIGHEST_VLAN:
        state.unread.append((node, f"VLAN {number} is outside {LOWEST_VLAN} to {HIGHEST_VLAN}"))
        return
    vlan = state.vlans.get(number)
    if vlan is None:
        vlan = state.vlans[number] = VlanState(number, node)
    for child in node.children:
        words = child.text.split(None, 2)
        negated = words[0] == "no"
        word = words[negated] if len(words) > negated else ""
        if word in _MEMBERSHIP:
            _members(state, vlan, child, child.text.split(None, negated + 1)[-1], word, negated=negated)


_MEMBERSHIP = frozenset({"tagged", "untagged", "!untagged"})


def _members(state: State, vlan: VlanState, node: Node, written: str, word: str, *, negated: bool) -> None:
    """``tagged LIST``, ``untagged LIST``, their ``no`` forms, and the ``!untagged LIST`` of the default VLAN."""
    members = vlan.tagged if word == "tagged" else vlan.untagged
    try:
        listed = names.parse_list(written)
    except names.UnknownKindError:
        return
    except ValueError as error:
        state.unread.append((node, str(error)))
        return
    for name in listed:
        if negated:
            members.pop(name, None)
        else:
            members[name] = node


def _default_vlan(state: State, node: Node, rest: str) -> None:
    """``default vlan-id N``: where untagged switchports live that no VLAN names."""
    word = rest.rsplit(maxsplit=1)[-1]
    if word.isdecimal() and LOWEST_VLAN <= int(word) <= HIGHEST_VLAN:
        state.default_vlan = int(word)
    else:
        state.unread.append((node, f"{word!r} is not a VLAN"))


def _mtu(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``mtu BYTES``; ``no mtu`` returns to the default."""
    if negated:
        port.mtu = None
    elif len(words) == 1 and words[0].isdecimal() and len(words[0]) <= 5:
        port.mtu = (int(words[0]), node)
    else:
        state.unread.append((node, "`mtu` takes one number of bytes"))


def _shutdown(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:  # noqa: ARG001 - one signature
    """``shutdown`` and ``no shutdown``."""
    port.up = (negated, node)


def _switchport(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:  # noqa: ARG001 - one signature
    """``switchport`` makes the port layer 2; ``switchport backup …`` and the like change no membership."""
    if not words:
        port.switchport = None if negated else node


def _portmode(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:  # noqa: ARG001 - one signature
    """``portmode hybrid``: tagged and untagged VLANs on one port."""
    if negated:
        port.hybrid = None
    elif words == ["hybrid"]:
        port.hybrid = node


_PORT: dict[str, Inside] = {
    "mtu": _mtu,
    "shutdown": _shutdown,
    "switchport": _switchport,
    "portmode": _portmode,
}
