"""``mtu`` of a port (5.x and older) and ``system jumbo mtu`` of the whole switch (6.x); some 6.x print both."""

from fabric_check.dialects.dnos6.state import PortState, State
from fabric_check.dialects.tree import Node


def port(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``mtu BYTES``; ``no mtu`` returns to the default."""
    if negated:
        port.mtu = None
    elif (value := _bytes(words)) is not None:
        port.mtu = (value, node)
    else:
        state.unread.append((node, "`mtu` takes one number of bytes"))


def system(state: State, node: Node, words: list[str], negated: bool) -> None:
    """``system jumbo mtu BYTES`` and ``no system jumbo mtu``."""
    if words[:2] != ["jumbo", "mtu"]:
        return
    if negated:
        state.system_mtu = None
    elif (value := _bytes(words[2:])) is not None:
        state.system_mtu = (value, node)
    else:
        state.unread.append((node, "`system jumbo mtu` takes one number of bytes"))


def _bytes(words: list[str]) -> int | None:
    return int(words[0]) if len(words) == 1 and words[0].isdecimal() and len(words[0]) <= 5 else None
