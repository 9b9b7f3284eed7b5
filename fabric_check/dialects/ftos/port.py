"""What a port, or a port-channel, says of itself: ``description``, ``mtu``, ``shutdown``, ``switchport``, ``portmode``."""

from fabric_check.dialects.free_text import free_text
from fabric_check.dialects.ftos.state import PortState, State
from fabric_check.dialects.tree import Node


def frame_bytes(words: list[str]) -> int:
    """Return the number after ``mtu``.

    Raises:
        ValueError: there is not exactly one number.

    """
    if len(words) == 1 and words[0].isdecimal() and len(words[0]) <= 5:
        return int(words[0])
    raise ValueError("`mtu` takes one number of bytes")


def mtu(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``mtu BYTES``; ``no mtu`` returns to the default."""
    if negated:
        port.mtu = None
        return
    try:
        port.mtu = (frame_bytes(words), node)
    except ValueError as error:
        state.unread.append((node, str(error)))


def shutdown(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:  # noqa: ARG001 - one signature
    """``shutdown`` and ``no shutdown``."""
    port.up = (negated, node)


def switchport(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:  # noqa: ARG001 - one signature
    """``switchport`` makes the port layer 2; ``switchport backup …`` and the like change no membership."""
    if not words:
        port.switchport = None if negated else node


def portmode(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:  # noqa: ARG001 - one signature
    """``portmode hybrid``: tagged and untagged VLANs on one port."""
    if negated:
        port.hybrid = None
    elif words == ["hybrid"]:
        port.hybrid = node


def description(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:  # noqa: ARG001 - one signature
    """Keep what ``description TEXT`` says; ``no description`` forgets it."""
    port.description = None if negated else free_text(node)
