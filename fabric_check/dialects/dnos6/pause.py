"""``flowcontrol``: 802.3x pause. One command for the switch up to 5.x; later releases also know directions.

Switches of this family obey pause frames and send none, so both directions are one setting.
"""

from fabric_check.dialects.dnos6.qos import Qos
from fabric_check.dialects.dnos6.state import PortState, State
from fabric_check.dialects.tree import Node

_ON = ((), ("on",), ("receive", "on"), ("symmetric",), ("asymmetric",))
_OFF = (("off",), ("receive", "off"))


def switch(state: State, node: Node, words: list[str], negated: bool) -> None:
    """``flowcontrol …`` for all ports that do not say otherwise."""
    _apply(state.qos, node, words, negated=negated)


def port(state: State, port: PortState, node: Node, words: list[str], negated: bool) -> None:  # noqa: ARG001 - one signature
    """``flowcontrol …`` of one port."""
    _apply(port.own(), node, words, negated=negated)


def _apply(qos: Qos, node: Node, words: list[str], *, negated: bool) -> None:
    """Note what is said; a form that no page read explains, such as ``auto``, leaves the setting unknown, nothing else."""
    said = tuple(words)
    value = False if negated or said in _OFF else True if said in _ON else None
    qos.flow_control = (value, node)
