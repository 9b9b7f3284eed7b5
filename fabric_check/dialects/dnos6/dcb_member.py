"""DCB of a port-channel's member. Dell's manuals want the same on members and port-channel; few say whose counts.

PFC belongs to physical interfaces, and members must be configured as their port-channel is (M8024-k and 8024 user guides,
PFC), so a member's own lines count. DCBX runs on each link by itself. Of the rest, what both say alike is known, and what
they say differently is not.
"""

from dataclasses import replace
from typing import TypeVar

from fabric_check.dialects.dnos6.state import PortState
from fabric_check.model.dcb import PortDcb, Priorities, Setting
from fabric_check.model.text import printable

Value = TypeVar("Value")


def member(port: PortState, own: PortDcb, lag: PortDcb, lag_name: str) -> PortDcb:
    """Return a member's DCB. *own*: as if it stood alone; *lag*: its port-channel's, called *lag_name*."""
    if own == lag:
        return own
    return replace(
        own,
        pfc=_pfc(port, own.pfc, lag.pfc, lag_name),
        flow_control=_same("802.3x pause", own.flow_control, lag.flow_control, lag_name),
        trusts_dot1p=_same("trust of 802.1p", own.trusts_dot1p, lag.trusts_dot1p, lag_name),
        groups=_same("ETS", own.groups, lag.groups, lag_name),
        queues=_queues(own.queues, lag.queues, lag_name),
    )


def _pfc(
    port: PortState, own: Setting[Priorities], lag: Setting[Priorities], name: str
) -> Setting[Priorities]:
    says = port.qos is not None and (port.qos.pfc or port.qos.no_drop or port.qos.role)
    if says or own.value == lag.value:
        return own
    return _same("PFC", own, lag, name)


def _same(what: str, own: Setting[Value], lag: Setting[Value], name: str) -> Setting[Value]:
    if own.value == lag.value:
        return own if own.line() or not lag.line() else lag
    line = lag.line() or own.line()
    where = f" (line {line.line}, `{printable(line.text)[:80]}`)" if line else ""
    return Setting(
        None, why=f"{what} of {name} and of this member differ{where}, and no page read says whose counts"
    )


def _queues(
    own: Setting[tuple[int, ...]] | None, lag: Setting[tuple[int, ...]] | None, name: str
) -> Setting[tuple[int, ...]] | None:
    """None: as the switch; one of the two that has lines differs from it, unless a line repeats the switch's."""
    if own is None and lag is None:
        return None
    if own is None or lag is None:
        return Setting(
            None, why=f"queues of {name} and of this member differ, and no page read says whose counts"
        )
    return _same("queues", own, lag, name)
