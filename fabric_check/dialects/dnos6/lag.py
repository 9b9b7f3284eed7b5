"""``channel-group N mode active``: the port joins ``port-channel N``, whose settings then rule (see facts.py).

``active``, ``passive`` and ``auto`` are LACP, ``on`` is static.
"""

from fabric_check.dialects.dnos6.names import LAG
from fabric_check.dialects.dnos6.state import PortState, State
from fabric_check.dialects.tree import Node

_MODES = frozenset({"active", "passive", "auto", "on"})
_DIGITS = 4


def channel_group(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``channel-group N mode active|passive|auto|on``; ``no channel-group`` leaves."""
    if port.name.startswith(LAG):
        state.unread.append((node, f"{port.name} cannot be a member: members are physical ports"))
    elif negated:
        port.lag, port.lacp = None, False
    elif (
        len(words) == 3
        and words[0].isdecimal()
        and len(words[0]) <= _DIGITS
        and words[1] == "mode"
        and words[2] in _MODES
    ):
        port.lag = (f"{LAG}{int(words[0])}", node)
        port.lacp = words[2] != "on"
    else:
        state.unread.append((node, "`channel-group` takes a number and `mode active`, `on` or `auto`"))
