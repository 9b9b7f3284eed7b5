"""DNOS6 state → DCB facts: for each setting the line that makes it, else the model's default, else why it is not known.

A port's own line rules over the switch's, whichever stands first. Nothing here says what should be configured.
"""

from collections.abc import Callable
from typing import TypeVar

from fabric_check.dialects.dnos6 import ets
from fabric_check.dialects.dnos6.qos import TLVS, PortQos, Qos, quoted
from fabric_check.dialects.dnos6.state import State
from fabric_check.dialects.tree import Node
from fabric_check.model.dcb import DcbxRole, PortDcb, Priorities, Setting, SwitchDcb
from fabric_check.model.profile import DcbDefault, DcbProfile
from fabric_check.model.source import Source
from fabric_check.model.sourced import Sourced

Value = TypeVar("Value")
SourceOf = Callable[[Node], Source]

_NO_PRIORITIES: Priorities = frozenset()
_NO_DROP = "no line makes a priority no-drop, and Dell's guides pause no other"


def switch(state: State, dcb: DcbProfile, source: SourceOf) -> SwitchDcb:
    """Return what holds for the whole switch. *dcb*: the model's, in the release of the config."""
    capable = default(dcb.capable)
    if not capable.known and (line := _first_pfc_line(state)):
        # A switch prints what it has accepted.
        capable = Setting(value=True, source=source(line))
    return SwitchDcb(
        capable,
        capable,
        queues(dcb, source, state.qos),
        default(dcb.lossless_limit),
        limit_counts_priorities=True,
        # M8024-k user guide, PFC: flow control goes off by itself on an interface with PFC, and its frames are ignored.
        flow_control_yields=True,
        iscsi=source(state.iscsi) if state.iscsi else None,
    )


def every_port(state: State, dcb: DcbProfile, source: SourceOf) -> PortDcb:
    """Return what a port has that says nothing itself."""
    said = (state.qos,)
    advertises = _advertises(said, source)
    return PortDcb(
        Setting(_NO_PRIORITIES, why=_NO_DROP),
        _flow_control(state.qos, source) or default(dcb.flow_control),
        _trust(state.qos, source) or default(dcb.trusts_dot1p),
        _mute(advertises) or default(dcb.dcbx_role),
        _stated(state.dcbx_version, source) or default(dcb.dcbx_version),
        ets.groups(said, queues(dcb, source, state.qos), source),
        advertises=advertises,
    )


def port(own: PortQos, switch: Qos, every: PortDcb, dcb: DcbProfile, source: SourceOf) -> PortDcb:
    """Return what one port is configured for. *own*, *switch*: what both say; *every*: what a port has that says nothing."""
    both = (own, switch)
    queue_of = queues(dcb, source, *both) if own.queues else None
    advertises = _advertises(both, source) if own.tlvs else every.advertises
    groups = every.groups
    if own.queues or own.groups or own.weights or own.strict:
        groups = ets.groups(both, queue_of or queues(dcb, source, switch), source)
    learned = _learned(own)
    return PortDcb(
        Setting(None, why=learned) if learned else _pfc(own, dcb, source),
        _flow_control(own, source) or every.flow_control,
        _trust(own, source) or every.trusts_dot1p,
        _muted(own, source) or _mute(advertises) or _stated(own.role, source) or default(dcb.dcbx_role),
        every.version,
        Setting(None, why=learned) if learned else groups,
        advertises=advertises,
        queues=queue_of,
    )


def default(sourced: Sourced[Value]) -> Setting[Value]:
    """Return the model's value as a setting without a line."""
    return Setting(sourced.value, why=sourced.source)


def queues(dcb: DcbProfile, source: SourceOf, *said: Qos) -> Setting[tuple[int, ...]]:
    """Return each priority's queue: the lines' over the model's; what stands first in *said* rules."""
    lines = {priority: line for qos in reversed(said) for priority, line in qos.queues.items()}
    if not lines:
        return default(dcb.dot1p_queues)
    known = dict(enumerate(dcb.dot1p_queues.value or ())) | {p: queue for p, (queue, _) in lines.items()}
    if missing := sorted(set(range(8)) - known.keys()):
        return Setting(
            None, why=f"no line says the queue of priority {missing[0]}: {dcb.dot1p_queues.source}"
        )
    last = max((node for _, node in lines.values()), key=lambda node: node.line)
    return Setting(tuple(known[priority] for priority in range(8)), source(last))


def _stated(line: tuple[Value, Node] | None, source: SourceOf) -> Setting[Value] | None:
    return Setting(line[0], source(line[1])) if line else None


def _learned(said: PortQos) -> str | None:
    """Return why PFC and ETS of a port are its peer's to say; what DCBX brings stands in no running-config."""
    if said.role is None or said.role[0] is DcbxRole.MANUAL:
        return None
    return f"DCBX decides it: {quoted(said.role[1])}"


def _muted(own: PortQos, source: SourceOf) -> Setting[DcbxRole] | None:
    return Setting(DcbxRole.OFF, source(own.mute)) if own.mute else None


def _mute(advertises: Setting[frozenset[str]]) -> Setting[DcbxRole] | None:
    """Return that DCBX is off where no TLV of it is sent."""
    return Setting(DcbxRole.OFF, advertises.source) if advertises.value == frozenset() else None


def _first_pfc_line(state: State) -> Node | None:
    lines = (port.qos.pfc for port in state.ports.values() if port.qos and port.qos.pfc)
    return next((node for on, node in lines if on), None)


def _pfc(said: PortQos, dcb: DcbProfile, source: SourceOf) -> Setting[Priorities]:
    """No priority is paused unless a line makes it no-drop and PFC is on."""
    lossless = frozenset(said.no_drop)
    lines = [*([said.pfc[1]] if said.pfc else []), *said.no_drop.values()]
    if said.pfc and not said.pfc[0]:
        return Setting(_NO_PRIORITIES, source(said.pfc[1]))
    if not lossless:
        return Setting(
            _NO_PRIORITIES, source(lines[0]) if lines else None, "no line makes a priority no-drop"
        )
    if said.pfc or dcb.default.value is DcbDefault.ON:
        return Setting(lossless, source(max(lines, key=lambda node: node.line)))
    if dcb.default.value is DcbDefault.OFF:
        return Setting(_NO_PRIORITIES, why=f"no line turns the port's PFC on: {dcb.default.source}")
    return Setting(None, why=f"no line turns the port's PFC on or off: {dcb.default.source}")


def _flow_control(said: Qos, source: SourceOf) -> Setting[bool] | None:
    if said.flow_control is None:
        return None
    value, node = said.flow_control
    if value is None:
        return Setting(None, why=f"no page read says what {quoted(node)}, means")
    return Setting(value, source(node))


def _trust(said: Qos, source: SourceOf) -> Setting[bool] | None:
    if said.trust is None:
        return None
    word, node = said.trust
    if word is None:
        why = f"{quoted(node)}: no page read says whether that is untrusted or the default"
        return Setting(None, why=why)
    return Setting(word == "dot1p", source(node))


def _advertises(said: tuple[Qos, ...], source: SourceOf) -> Setting[frozenset[str]]:
    """Known only where lines speak of all four TLVs: which of them are sent without a line, no page read says."""
    lines = {name: line for qos in reversed(said) for name, line in qos.tlvs.items()}
    if set(TLVS.values()) - lines.keys():
        return Setting(None, why="no page read says which TLVs of DCBX are sent where no line does")
    last = max((node for _, node in lines.values()), key=lambda node: node.line)
    return Setting(frozenset(name for name, (sent, _) in lines.items() if sent), source(last))
