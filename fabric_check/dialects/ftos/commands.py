"""What each FTOS command does to state: the one place that knows, for reading a config and for replaying a fix.

Commands not named here change nothing that we judge. A known command with arguments that mean nothing goes to
``State.unread``: nothing may then be concluded from the config.
"""

from collections.abc import Callable, Iterable

from fabric_check.dialects.ftos import dcb, dcb_map, dcb_old, dcbx, interface, stack, vlan, vlt
from fabric_check.dialects.ftos.state import State
from fabric_check.dialects.tree import Node

Global = Callable[[State, Node, str, bool], None]
"""A command of the configuration mode: the text after its first word, and whether ``no`` stood before it."""

_GLOBAL: dict[str, Global] = {
    "interface": interface.apply,
    "default": vlan.apply_default,
    "vlt": vlt.apply,
    "stack-unit": stack.apply,
    "dcb": dcb.apply,
    "dcb-enable": dcb.apply_enable,
    "dcb-map": dcb_map.apply,
    "dcb-policy": dcb_map.apply_policy,
    "dcb-input": dcb_old.apply_input,
    "dcb-output": dcb_old.apply_output,
    "priority-group": dcb_old.apply_group,
    "qos-policy-output": dcb_old.apply_ets,
    "service-class": dcb.apply_service_class,
    "protocol": dcbx.apply,
    "iscsi": dcb.apply_iscsi,
    "feature": dcb.apply_feature,
}


def fold(state: State, commands: Iterable[Node]) -> State:
    """Apply commands of the privileged configuration mode, in order, to *state*; return it."""
    for node in commands:
        word, _, rest = node.text.partition(" ")
        negated = word == "no"
        if negated:
            word, _, rest = rest.strip().partition(" ")
        command = _GLOBAL.get(word)
        if command is not None:
            command(state, node, rest.strip(), negated)
    return state
