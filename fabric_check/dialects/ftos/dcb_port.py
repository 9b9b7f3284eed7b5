"""DCB commands of an interface: which map or policies it has, and what it says of PFC, pause and trust itself.

``service-class`` and ``service-policy`` on a port-channel hold for its members (Dell FN IOM CLI guide).
"""

from fabric_check.dialects.ftos.dcb_map import mode_off
from fabric_check.dialects.ftos.dcb_state import PortDcbState
from fabric_check.dialects.ftos.numbers import listed
from fabric_check.dialects.ftos.state import PortState, State
from fabric_check.dialects.tree import Node

_ON_OFF = ("on", "off")


def of(port: PortState) -> PortDcbState:
    """Return the port's DCB lines, from now on there to be changed."""
    if port.dcb is None:
        port.dcb = PortDcbState()
    return port.dcb


def dcb_map(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``dcb-map NAME`` applies a map, in place of the one before."""
    if negated:
        of(port).map = _without(of(port).map, words)
    elif len(words) == 1:
        of(port).map = (words[0], node)
    else:
        state.unread.append((node, "`dcb-map` takes one name"))


def dcb_policy(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``dcb-policy input NAME`` and ``dcb-policy output NAME``; ``dcb-policy buffer-threshold`` sizes buffers."""
    direction = words[0] if words else ""
    if direction not in {"input", "output"}:
        if direction not in {"buffer-threshold", "dcb-buffer-threshold"}:
            of(port).odd = node
        return
    if not negated and len(words) != 2:
        state.unread.append((node, f"`dcb-policy {direction}` takes one name"))
        return
    dcb = of(port)
    if direction == "input":
        dcb.input = _without(dcb.input, words[1:]) if negated else (words[1], node)
    else:
        dcb.output = _without(dcb.output, words[1:]) if negated else (words[1], node)


def _without(applied: tuple[str, Node] | None, words: list[str]) -> tuple[str, Node] | None:
    """Return what is applied after ``no … [NAME]``: with a name it takes away only what has this name."""
    return applied if applied is not None and words not in ([], [applied[0]]) else None


def pfc(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``pfc priority LIST``, ``pfc no-drop queues LIST``, ``pfc mode on``; ``pfc link-delay`` changes no verdict."""
    dcb = of(port)
    try:
        if words[:1] == ["priority"]:
            dcb.priorities = None if negated else (listed(" ".join(words[1:])), node)
        elif words[:2] == ["no-drop", "queues"]:
            if not negated:
                listed(" ".join(words[2:]))
            dcb.no_drop = None if negated else node
        elif words[:1] == ["mode"]:
            dcb.pfc_off = mode_off(words[1:], node, negated=negated)
        elif words[:1] != ["link-delay"]:
            dcb.odd = node
    except ValueError as error:
        state.unread.append((node, str(error)))


def flowcontrol(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``flowcontrol rx on|off tx on|off …``: what follows are thresholds. ``no`` returns to the default."""
    if negated:
        of(port).flow_control = None
    elif words[0::2][:2] == ["rx", "tx"] and len(words) > 3 and {words[1], words[3]} <= set(_ON_OFF):
        of(port).flow_control = ("on" in (words[1], words[3]), node)
    else:
        state.unread.append((node, "`flowcontrol rx on|off tx on|off` is expected"))


def service_class(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:  # noqa: ARG001 - one signature
    """``service-class dynamic dot1p``: incoming 802.1p chooses the queue."""
    if words == ["dynamic", "dot1p"]:
        of(port).trust = None if negated else node


def service_policy(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:  # noqa: ARG001 - one signature
    """``service-policy input NAME``: a policy supersedes ``service-class``, and what it trusts is its own affair."""
    if words[:1] == ["input"]:
        of(port).service_policy = None if negated else node
