"""``classofservice`` and ``traffic-class-group``: which queue a priority takes, and how queues share the link (ETS).

Each stands outside any interface, for the whole switch, or inside one. ``max-bandwidth`` and ``min-bandwidth`` bound
what the weights share out and are not read; nor is ``cos-queue``.
"""

from fabric_check.dialects.dnos6.qos import Qos, numbers
from fabric_check.dialects.dnos6.state import PortState, State
from fabric_check.dialects.tree import Node

_HIGHEST = 7
_ALL = 100
_TRUST = frozenset({"dot1p", "ip-dscp", "ip-precedence", "untrusted"})


def switch_class(state: State, node: Node, words: list[str], negated: bool) -> None:
    """``classofservice …`` for all ports that do not say otherwise."""
    _class(state, state.qos, node, words, negated=negated)


def port_class(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``classofservice …`` of one port."""
    _class(state, port.own(), node, words, negated=negated)


def switch_group(state: State, node: Node, words: list[str], negated: bool) -> None:
    """``traffic-class-group …`` for all ports that do not say otherwise."""
    _group(state, state.qos, node, words, negated=negated)


def port_group(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:
    """``traffic-class-group …`` of one port."""
    _group(state, port.own(), node, words, negated=negated)


def _class(state: State, qos: Qos, node: Node, words: list[str], *, negated: bool) -> None:
    match words:
        case ["trust", *said]:
            _trust(state, qos, node, said, negated=negated)
        case ["dot1p-mapping", *said]:
            _map(state, qos.queues, node, said, negated=negated)
        case ["traffic-class-group", *said]:
            _map(state, qos.groups, node, said, negated=negated)


def _trust(state: State, qos: Qos, node: Node, words: list[str], *, negated: bool) -> None:
    if negated:
        qos.trust = (None, node)
    elif len(words) == 1 and words[0] in _TRUST:
        qos.trust = (words[0], node)
    else:
        state.unread.append((node, f"`classofservice trust` takes one of {', '.join(sorted(_TRUST))}"))


def _map(
    state: State, places: dict[int, tuple[int, Node]], node: Node, words: list[str], *, negated: bool
) -> None:
    """``FROM TO``; ``no`` returns one to its default, or all where it names none."""
    found = numbers(words, _HIGHEST) if words else []
    if negated and not found and found is not None:
        places.clear()
    elif negated and found:
        places.pop(found[0], None)
    elif found is not None and len(found) == len(words) == 2:
        places[found[0]] = (found[1], node)
    else:
        state.unread.append((node, "two numbers from 0 to 7 are expected"))


def _group(state: State, qos: Qos, node: Node, words: list[str], *, negated: bool) -> None:
    match words:
        case ["weight", *_] if negated:
            qos.weights = None
        case ["weight", *said]:
            weights = numbers(said, _ALL)
            if weights is None or len(weights) != len(said):
                state.unread.append((node, "a percentage for each group is expected"))
            else:
                qos.weights = (tuple(weights), node)
        case ["strict", *said]:
            _strict(qos, node, said, negated=negated)


def _strict(qos: Qos, node: Node, words: list[str], *, negated: bool) -> None:
    """Note a list of groups; no page read spells the command, so any other form leaves ETS unknown."""
    found = numbers(words, _HIGHEST) if words else None
    if not negated:
        qos.strict = (None if found is None else frozenset(found), node)
    elif found is None or qos.strict is None or qos.strict[0] is None:
        qos.strict = None
    else:
        qos.strict = (qos.strict[0] - frozenset(found), node)
