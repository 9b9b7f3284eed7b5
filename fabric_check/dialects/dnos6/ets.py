"""ETS of DNOS6 as groups: 802.1p priority → queue (traffic class) → traffic class group, each with its weight."""

from collections.abc import Callable, Sequence

from fabric_check.dialects.dnos6.qos import Qos, quoted
from fabric_check.dialects.tree import Node
from fabric_check.model.dcb import Group, Setting
from fabric_check.model.source import Source

_NONE: Setting[tuple[Group, ...]] = Setting((), why="no line configures ETS")


def groups(
    said: Sequence[Qos], queues: Setting[tuple[int, ...]], source: Callable[[Node], Source]
) -> Setting[tuple[Group, ...]]:
    """Return the traffic class groups; what stands first in *said* rules. Empty where no line configures any."""
    group_of = {queue: line for qos in reversed(said) for queue, line in qos.groups.items()}
    weights = next((qos.weights for qos in said if qos.weights), None)
    strict = next((qos.strict for qos in said if qos.strict), None)
    lines = [node for _, node in group_of.values()] + [line[1] for line in (weights, strict) if line]
    if not lines:
        return _NONE
    if queues.value is None:
        return Setting(None, why=queues.why)
    if strict and strict[0] is None:
        return Setting(None, why=f"{quoted(strict[1])}, names no list of groups")
    if missing := sorted(set(queues.value) - group_of.keys()):
        why = (
            f"no line says the traffic class group of queue {missing[0]}, and no page read gives its default"
        )
        return Setting(None, why=why)
    shares = dict(enumerate(weights[0])) if weights else {}
    first = strict[0] if strict and strict[0] else frozenset()
    found = []
    for number in sorted(
        {group for group, _ in group_of.values()} | {n for n, share in shares.items() if share}
    ):
        priorities = frozenset(p for p, queue in enumerate(queues.value) if group_of[queue][0] == number)
        found.append(Group(number, priorities, shares.get(number), strict=number in first))
    return Setting(tuple(found), source(max(lines, key=lambda node: node.line)))
