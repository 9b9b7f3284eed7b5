"""``vlan LIST`` creates VLANs, at the top (4.2 on) or inside ``vlan database`` (3.x); ``no vlan LIST`` removes them."""

from fabric_check.dialects.dnos6.state import State
from fabric_check.dialects.free_text import free_text
from fabric_check.dialects.tree import Node
from fabric_check.model.vlans import VlanSet


def apply(state: State, node: Node, words: list[str], negated: bool) -> None:
    """Create or remove VLANs. ``vlan`` followed by a word, as in ``vlan protocol group``, does neither."""
    if words == ["database"]:
        for child in node.children:
            inner = child.text.split()
            undo = inner[0] == "no"
            if inner[undo : undo + 1] == ["vlan"]:
                apply(state, child, inner[undo + 1 :], negated=undo)
    elif words and words[0][:1].isdecimal():
        try:
            listed = VlanSet.parse(" ".join(words))
        except ValueError as error:
            state.unread.append((node, str(error)))
        else:
            _change(state, node, listed, negated=negated)
            if len(listed) == 1:
                name(state, node, *listed)


def name(state: State, node: Node, number: int) -> None:
    """``name TEXT`` inside a VLAN's block; 3.x writes it inside ``interface vlan N``."""
    for child in node.children:
        words = child.text.split(None, 2)
        if words[0] == "name" and (text := free_text(child)):
            state.vlan_names[number] = text
        elif words[:2] == ["no", "name"]:
            state.vlan_names.pop(number, None)


def _change(state: State, node: Node, listed: VlanSet, *, negated: bool) -> None:
    """Touch only what the list changes: it may be long and stand often."""
    if not negated:
        state.created.update(dict.fromkeys(listed - state.created_set, node))
        state.created_set |= listed
        return
    for vlan in listed & state.created_set:
        del state.created[vlan]
    state.created_set -= listed
