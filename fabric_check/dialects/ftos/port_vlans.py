"""VLANs on the port, as the I/O Aggregators (M-IOA, FN-IOA, MXL in an IOA mode) print them.

``auto vlan``, ``vlan tagged LIST``, ``vlan untagged N`` (M-IOA CLI reference). Everywhere else the VLAN lists its ports.
"""

from fabric_check.dialects.ftos.state import PortState, PortVlans, State
from fabric_check.dialects.tree import Node
from fabric_check.model.vlans import NO_VLANS, VlanSet


def auto(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:  # noqa: ARG001 - one signature
    """``auto vlan``: a tagged member of all 4094 VLANs."""
    if words[:1] == ["vlan"]:
        _of(port).auto = None if negated else node


def vlan(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``vlan tagged LIST`` and ``vlan untagged N``; ``no`` takes the listed ones away, or all where none is listed."""
    if words[:1] not in (["tagged"], ["untagged"]):
        return
    written = " ".join(words[1:])
    try:
        listed = NO_VLANS if negated and not written else VlanSet.parse(written)
        if words[0] == "tagged":
            _tagged(_of(port), node, listed, negated=negated)
        else:
            _untagged(_of(port), node, listed, negated=negated)
    except ValueError as error:
        state.unread.append((node, str(error)))


def _tagged(vlans: PortVlans, node: Node, listed: VlanSet, *, negated: bool) -> None:
    if not negated:
        vlans.tagged |= listed
        vlans.tagged_lines[node] = None
    else:
        vlans.tagged = vlans.tagged - listed if listed else NO_VLANS
        if not vlans.tagged:
            vlans.tagged_lines.clear()


def _untagged(vlans: PortVlans, node: Node, listed: VlanSet, *, negated: bool) -> None:
    if negated:
        vlans.untagged = None
        return
    if len(listed) != 1:
        raise ValueError("a port is untagged in one VLAN")
    vlans.untagged = (next(iter(listed)), node)


def _of(port: PortState) -> PortVlans:
    if port.vlans is None:
        port.vlans = PortVlans()
    return port.vlans
