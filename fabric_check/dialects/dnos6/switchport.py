"""What ``switchport …`` does to a port in its three modes: access, trunk and general."""

from fabric_check.dialects.dnos6.state import PortState, State
from fabric_check.dialects.tree import Node
from fabric_check.model.vlans import ALL_VLANS, NO_VLANS, VLAN_1, VlanSet

MODES = frozenset({"access", "trunk", "general"})


def command(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``switchport …``: its words change the port, or cannot be read."""
    try:
        apply(port, words, negated=negated)
    except ValueError as error:
        state.unread.append((node, str(error)))
    port.switchport[node] = None


def apply(port: PortState, words: list[str], *, negated: bool) -> None:
    """Apply the words after ``switchport``; ``no`` returns to the default.

    Raises:
        ValueError: a known command's argument means nothing.

    """
    key = tuple(words[:3]) if words[1:2] == ["allowed"] else tuple(words[:2])
    if words[:1] == ["mode"]:
        _mode(port, words[1:], negated=negated)
    elif key == ("access", "vlan"):
        port.access = 1 if negated else _vlan(words[2:])
    elif key == ("trunk", "native"):
        port.native = 1 if negated else _vlan(words[3:])
    elif key == ("general", "pvid"):
        port.pvid = 1 if negated else _vlan(words[2:])
    elif key == ("trunk", "allowed", "vlan"):
        port.allowed = None if negated else _trunk_allowed(port.allowed, words[3:])
    elif key == ("general", "allowed", "vlan"):
        _general_allowed(port, words[3:], negated=negated)


def _mode(port: PortState, words: list[str], *, negated: bool) -> None:
    if negated:
        port.mode = "access"
    elif words and words[0] in MODES:
        port.mode = words[0]
    else:
        raise ValueError("`switchport mode` takes access, trunk or general")


def _vlan(words: list[str]) -> int:
    [vlan, *rest] = VlanSet.parse(words[0] if words else "") or [0]
    if rest:
        raise ValueError("one VLAN is expected")
    return vlan


def _trunk_allowed(allowed: VlanSet | None, words: list[str]) -> VlanSet:
    """``LIST``, ``all``, ``none``, ``add LIST``, ``remove LIST``, ``except LIST``."""
    action = words[0] if words else ""
    if action == "all":
        return ALL_VLANS
    if action == "none":
        return NO_VLANS
    if action == "add":
        # Older firmware prints its list this way, so the first `add` starts one.
        return (allowed or NO_VLANS) | VlanSet.parse(" ".join(words[1:]))
    if action == "remove":
        return (ALL_VLANS if allowed is None else allowed) - VlanSet.parse(" ".join(words[1:]))
    if action == "except":
        return ALL_VLANS - VlanSet.parse(" ".join(words[1:]))
    return VlanSet.parse(" ".join(words))


def _general_allowed(port: PortState, words: list[str], *, negated: bool) -> None:
    """``add LIST [tagged|untagged]`` and ``remove LIST``; a VLAN is tagged or untagged, never both."""
    if negated:
        port.general_tagged, port.general_untagged = NO_VLANS, VLAN_1
        return
    tagged = words[-1:] == ["tagged"]
    listed = words[1:-1] if words[-1:] in (["tagged"], ["untagged"]) else words[1:]
    vlans = VlanSet.parse(" ".join(listed))
    if words[0] not in {"add", "remove"}:
        raise ValueError("`add` or `remove` is expected")
    port.general_tagged -= vlans
    port.general_untagged -= vlans
    if words[0] == "add" and tagged:
        port.general_tagged |= vlans
    elif words[0] == "add":
        port.general_untagged |= vlans
