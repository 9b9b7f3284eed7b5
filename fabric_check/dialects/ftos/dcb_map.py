"""``dcb-map NAME``: PFC and ETS in one, from 9.x on. ``no`` forms undo; a map given again changes the one that is there.

Sources: Dell OS9 administrator guide, *Configuring Priority-Based Flow Control* and *DCB maps*.
"""

from fabric_check.dialects.ftos.dcb_state import DcbMap, GroupLine
from fabric_check.dialects.ftos.numbers import PRIORITIES, number
from fabric_check.dialects.ftos.state import State
from fabric_check.dialects.tree import Node

_STACK = frozenset({"stack-unit", "stack-ports"})
_RATES = frozenset({"committed", "peak", "bandwidth"})


def apply(state: State, node: Node, rest: str, negated: bool) -> None:
    """Fold one map's block, or delete the map."""
    words = rest.split()
    if len(words) > 1 and words[0] in _STACK:
        state.dcb.stack = None if negated else node
        return
    if len(words) > 1 and words[0] == "linecard":
        return  # The links inside a chassis: no path ends there.
    if len(words) != 1:
        state.unread.append((node, "`dcb-map` takes one name"))
        return
    name = words[0]
    if negated:
        state.dcb.maps.pop(name, None)
        return
    found = state.dcb.maps.get(name)
    if found is None:
        found = state.dcb.maps[name] = DcbMap(name, node)
    for child in node.children:
        inner = child.text.split()
        undo = inner[0] == "no"
        try:
            _inside(found, child, inner[undo:], negated=undo)
        except ValueError as error:
            state.unread.append((child, str(error)))


def apply_policy(state: State, node: Node, rest: str, negated: bool) -> None:
    """``dcb-policy input|output stack-unit … stack-ports all NAME``; ``dcb-policy buffer-threshold …`` changes no verdict."""
    words = rest.split()
    if words[:1] in (["input"], ["output"]) and _STACK.intersection(words[1:2]):
        state.dcb.stack = None if negated else node


def _inside(found: DcbMap, node: Node, words: list[str], *, negated: bool) -> None:
    word = words[0] if words else ""
    if word == "priority-group":
        _group(found, node, words[1:], negated=negated)
    elif word == "priority-pgid":
        found.pgid = None if negated else (_pgid(words[1:]), node)
    elif words[:2] == ["pfc", "mode"]:
        found.pfc_off = mode_off(words[2:], node, negated=negated)
    elif word not in {"description", "exit"} and words[:2] != ["pfc", "link-delay"]:
        found.odd = found.odd or node


def mode_off(words: list[str], node: Node, *, negated: bool) -> Node | None:
    """Return the line if ``[no] pfc mode on`` (or ``ets mode``) turns it off; on is the default.

    Raises:
        ValueError: what follows ``mode`` is neither ``on`` nor ``off``.

    """
    if words not in ([], ["on"], ["off"]):
        raise ValueError("`mode` takes on")
    return node if negated is not (words == ["off"]) else None


def _pgid(words: list[str]) -> tuple[int, ...]:
    if len(words) != PRIORITIES + 1:
        raise ValueError("`priority-pgid` takes eight groups, those of priority 0 to 7")
    return tuple(number(word, 0, PRIORITIES) for word in words)


def _group(found: DcbMap, node: Node, words: list[str], *, negated: bool) -> None:
    """``priority-group N {bandwidth P | strict-priority} [committed|peak …] pfc {on|off}``."""
    group = number(words[0] if words else "", 0, PRIORITIES)
    if negated:
        found.groups.pop(group, None)
        return
    strict = words[1:2] == ["strict-priority"]
    bandwidth = None
    if not strict:
        if words[1:2] != ["bandwidth"]:
            raise ValueError("`priority-group N` takes bandwidth or strict-priority")
        bandwidth = number(words[2] if len(words) > 2 else "", 0, 100)
    rates, pfc = words[2 if strict else 3 : -2], words[-2:]
    if pfc not in (["pfc", "on"], ["pfc", "off"]) or not all(
        word in _RATES or word.isdecimal() for word in rates
    ):
        raise ValueError("`priority-group N …` ends with pfc on or pfc off")
    found.groups[group] = GroupLine(bandwidth, strict, pfc == ["pfc", "on"], node)
