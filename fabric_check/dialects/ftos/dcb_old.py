"""PFC and ETS before dcb-maps: ``dcb-input``, ``dcb-output``, ``priority-group``, ``qos-policy-output … ets``.

Sources: Dell Force10 MXL and S4820T configuration guides of 8.3 and 9.x, *Data Center Bridging*.
"""

from collections.abc import Callable
from typing import TypeVar

from fabric_check.dialects.ftos.dcb_map import mode_off
from fabric_check.dialects.ftos.dcb_state import EtsPolicy, InputPolicy, OutputPolicy, PriorityGroup
from fabric_check.dialects.ftos.numbers import PRIORITIES, listed, number
from fabric_check.dialects.ftos.state import State
from fabric_check.dialects.tree import Node

Kind = TypeVar("Kind", InputPolicy, OutputPolicy, PriorityGroup, EtsPolicy)


def apply_input(state: State, node: Node, rest: str, negated: bool) -> None:
    """``dcb-input NAME`` with ``pfc priority LIST``, ``pfc mode on``; ``pfc link-delay`` changes no verdict."""
    _block(state, node, rest.split(), negated, state.dcb.inputs, lambda name: InputPolicy(name, node), _input)


def apply_output(state: State, node: Node, rest: str, negated: bool) -> None:
    """``dcb-output NAME`` with ``priority-group GROUP qos-policy POLICY``."""
    _block(
        state, node, rest.split(), negated, state.dcb.outputs, lambda name: OutputPolicy(name, node), _output
    )


def apply_group(state: State, node: Node, rest: str, negated: bool) -> None:
    """``priority-group NAME`` with ``priority-list LIST`` and ``set-pgid N``."""
    _block(state, node, rest.split(), negated, state.dcb.groups, lambda _: PriorityGroup(), _group)


def apply_ets(state: State, node: Node, rest: str, negated: bool) -> None:
    """``qos-policy-output NAME ets``; without ``ets`` it is another feature's."""
    words = rest.split()
    if words[1:] == ["ets"] or (negated and len(words) == 1):
        _block(state, node, words[:1], negated, state.dcb.ets, lambda _: EtsPolicy(), _ets)


def _block(
    state: State,
    node: Node,
    words: list[str],
    negated: bool,
    known: dict[str, Kind],
    new: Callable[[str], Kind],
    inside: Callable[[Kind, Node, list[str], bool], bool],
) -> None:
    """Fold a block, or delete what it defines; *inside* returns whether it understood a line."""
    if len(words) != 1:
        state.unread.append((node, "one name is expected"))
        return
    if negated:
        known.pop(words[0], None)
        return
    found = known.get(words[0])
    if found is None:
        found = known[words[0]] = new(words[0])
    for child in node.children:
        inner = child.text.split()
        undo = inner[0] == "no"
        try:
            understood = inside(found, child, inner[undo:], undo)
        except ValueError as error:
            state.unread.append((child, str(error)))
            continue
        if not understood and inner[undo : undo + 1] not in (["description"], ["exit"]):
            found.odd = found.odd or child


def _input(policy: InputPolicy, node: Node, words: list[str], negated: bool) -> bool:
    if words[:2] == ["pfc", "priority"]:
        policy.priorities = None if negated else (listed(" ".join(words[2:])), node)
    elif words[:2] == ["pfc", "mode"]:
        policy.pfc_off = mode_off(words[2:], node, negated=negated)
    else:
        return words[:2] == ["pfc", "link-delay"]
    return True


def _output(policy: OutputPolicy, node: Node, words: list[str], negated: bool) -> bool:
    if words[:2] == ["ets", "mode"]:
        policy.ets_off = mode_off(words[2:], node, negated=negated)
    elif words[:1] == ["priority-group"] and len(words) > 1:
        if negated:
            policy.groups.pop(words[1], None)
        elif len(words) == 4 and words[2] == "qos-policy":
            policy.groups[words[1]] = (words[3], node)
        else:
            raise ValueError("`priority-group NAME qos-policy POLICY` is expected")
    else:
        return False
    return True


def _group(group: PriorityGroup, node: Node, words: list[str], negated: bool) -> bool:  # noqa: ARG001 - one signature
    if words[:1] == ["priority-list"]:
        group.priorities = None if negated else listed(" ".join(words[1:]))
    elif words[:1] == ["set-pgid"]:
        group.number = None if negated else number(" ".join(words[1:]), 0, PRIORITIES)
    else:
        return False
    return True


def _ets(policy: EtsPolicy, node: Node, words: list[str], negated: bool) -> bool:  # noqa: ARG001 - one signature
    if words[:1] == ["bandwidth-percentage"]:
        policy.bandwidth = None if negated else number(" ".join(words[1:]), 0, 100)
    elif words[:1] == ["scheduler"]:
        policy.strict = not negated and words[1:] == ["strict"]
    else:
        return False
    return True
