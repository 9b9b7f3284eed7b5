"""vPC: two switches that share port-channels. ``feature vpc``, ``vpc domain N``; in a port-channel ``vpc N``."""

from fabric_check.dialects.dnos6.names import LAG
from fabric_check.dialects.dnos6.state import PortState, State
from fabric_check.dialects.tree import Node


def feature(state: State, node: Node, words: list[str], negated: bool) -> None:
    """``feature vpc`` turns it on; without, the other lines are idle."""
    if words == ["vpc"]:
        state.vpc_feature = None if negated else node


def domain(state: State, node: Node, words: list[str], negated: bool) -> None:
    """``vpc domain N``; what stands inside it (keepalive, roles) changes no path."""
    if words[:1] != ["domain"]:
        state.unread.append(
            (node, "it stands outside any port-channel, so a block before it was not recognised")
        )
    elif negated:
        state.vpc_domain = None
    elif (number := _number(words[1:])) is not None:
        state.vpc_domain = (number, node)
    else:
        state.unread.append((node, "`vpc domain` takes one number"))


def port_channel(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``vpc N`` (the id that both halves use) and ``vpc peer-link``, inside a port-channel."""
    if not port.name.startswith(LAG):
        state.unread.append((node, f"{port.name} is no port-channel: only one can be shared"))
    elif words == ["peer-link"]:
        port.peer_link = None if negated else node
    elif negated:
        port.vpc = None
    elif (number := _number(words)) is not None:
        port.vpc = (number, node)
    else:
        state.unread.append((node, "`vpc` takes one number or `peer-link`"))


def _number(words: list[str]) -> int | None:
    return int(words[0]) if len(words) == 1 and words[0].isdecimal() and len(words[0]) <= 5 else None
