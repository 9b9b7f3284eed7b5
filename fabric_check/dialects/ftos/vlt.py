"""VLT: two switches that share port-channels. ``vlt domain N`` and, in a port-channel, ``vlt-peer-lag``."""

from fabric_check.dialects.ftos import names
from fabric_check.dialects.ftos.lag import LAG
from fabric_check.dialects.ftos.state import PortState, State, VltDomain
from fabric_check.dialects.tree import Node


def apply(state: State, node: Node, rest: str, negated: bool) -> None:
    """``vlt domain N`` with ``peer-link port-channel N`` inside; its other lines change no path."""
    words = rest.split()
    if words[:1] != ["domain"]:
        return
    if negated:
        state.vlt = None
        return
    if len(words) != 2 or not words[1].isdecimal() or len(words[1]) > 5:
        state.unread.append((node, "`vlt domain` takes one number"))
        return
    if state.vlt is None or state.vlt.number != int(words[1]):
        state.vlt = VltDomain(int(words[1]), node)
    for child in node.children:
        inner = child.text.split()
        undo = inner[0] == "no"
        if inner[undo : undo + 1] == ["peer-link"]:
            _peer_link(state, state.vlt, child, inner[undo + 1 :], negated=undo)


def _peer_link(state: State, domain: VltDomain, node: Node, words: list[str], *, negated: bool) -> None:
    if negated:
        domain.peer_link = None
        return
    try:
        # `peer-link port-channel 100 untagged-vlan 7` and the like: what follows the number is about other traffic.
        domain.peer_link = (LAG + str(_number(words)), node)
    except ValueError as error:
        state.unread.append((node, str(error)))


def peer_lag(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``vlt-peer-lag port-channel N``: the number of the same port-channel on the other half."""
    if negated:
        port.peer_lag = None
        return
    try:
        port.peer_lag = (_number(words), node)
    except ValueError as error:
        state.unread.append((node, str(error)))


def _number(words: list[str]) -> int:
    """Return N of ``port-channel N``, however abbreviated, with or without the blank."""
    name = names.canonical(words[0] if words and words[0][-1:].isdigit() else " ".join(words[:2]))
    if not name.startswith(LAG):
        raise ValueError("a port-channel is expected")
    return int(name[len(LAG) :])
