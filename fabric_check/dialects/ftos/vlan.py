"""``interface Vlan N``: the VLAN lists its member ports. ``default vlan-id N``: where ports live that none lists."""

from fabric_check.dialects.free_text import free_text
from fabric_check.dialects.ftos import names
from fabric_check.dialects.ftos.port import frame_bytes
from fabric_check.dialects.ftos.state import State, VlanState
from fabric_check.dialects.tree import Node
from fabric_check.model.vlans import HIGHEST_VLAN, LOWEST_VLAN

FIRST_DEFAULT = 1
"""The default VLAN until ``default vlan-id`` moves it."""
_MEMBERSHIP = frozenset({"tagged", "untagged", "!untagged"})


def apply(state: State, node: Node, number: int) -> None:
    """Fold one VLAN's block: it creates the VLAN."""
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
        elif word == "mtu":
            _mtu(state, vlan, child, words[negated + 1 :], negated=negated)
        elif word == "name":
            vlan.name = None if negated else free_text(child)


def apply_default(state: State, node: Node, rest: str, negated: bool) -> None:
    """``default vlan-id N``: where untagged switchports live that no VLAN names; ``no`` returns to VLAN 1."""
    words = rest.split()
    if words[:1] != ["vlan-id"]:
        return
    if negated:
        state.default_vlan = FIRST_DEFAULT
        return
    word = words[-1]
    if len(words) == 2 and word.isdecimal() and len(word) <= 4 and LOWEST_VLAN <= int(word) <= HIGHEST_VLAN:
        state.default_vlan = int(word)
    else:
        state.unread.append((node, f"`default vlan-id` takes one VLAN, {LOWEST_VLAN} to {HIGHEST_VLAN}"))


def _members(state: State, vlan: VlanState, node: Node, written: str, word: str, *, negated: bool) -> None:
    """``tagged LIST``, ``untagged LIST``, their ``no`` forms, and the ``!untagged LIST`` of the default VLAN."""
    members = vlan.tagged if word == "tagged" else vlan.untagged
    try:
        listed = names.parse_list(written)
    except ValueError as error:
        state.unread.append((node, str(error)))
        return
    if not negated:
        members.update(dict.fromkeys(listed, node))
        return
    for name in listed:
        members.pop(name, None)


def _mtu(state: State, vlan: VlanState, node: Node, words: list[str], *, negated: bool) -> None:
    """``mtu BYTES`` of the VLAN's routed interface; no limit for switched frames."""
    if negated:
        vlan.mtu = None
        return
    try:
        vlan.mtu = (frame_bytes(words), node)
    except ValueError as error:
        state.unread.append((node, str(error)))
