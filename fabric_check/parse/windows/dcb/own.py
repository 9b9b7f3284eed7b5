"""Which policy set holds for one Windows adapter: its own or the host's.

An adapter's own set overrides the host's where it is applied (Microsoft, *Manage Data Center Bridging*). Asked for an adapter,
the cmdlets print eight priorities and a ``[Default]`` class whether it has a set of its own or not. So one that holds nothing
but defaults shows by what the NIC does whether it is applied; where that does not tell either, it is not known.
"""

from dataclasses import replace

from fabric_check.model.dcb import Priorities, Setting
from fabric_check.parse.sections import Sections
from fabric_check.parse.settings import unknown
from fabric_check.parse.windows.dcb import wanted
from fabric_check.parse.windows.dcb.operational import Operational
from fabric_check.parse.windows.dcb.wanted import CLASSES, DCBX, FLOW_CONTROL, Wanted


def of_adapter(sections: Sections, nic: str, host: Wanted, now: Operational) -> Wanted:
    """Return what holds for an adapter. *now*: what it does, which decides where the rows do not."""
    rows, kinds = wanted.own(sections, FLOW_CONTROL, nic), wanted.own(sections, CLASSES, nic)
    pfc = wanted.pfc(sections, rows, repr(nic)) if rows else None
    filled = any(not wanted.is_default(row) for _, row in kinds) or (
        pfc is not None and pfc.value != frozenset()
    )
    applied = True if filled else _applied(pfc, host, now)
    if applied is False:
        return host
    willing = wanted.willing(sections, wanted.own(sections, DCBX, nic)) or host.willing
    if applied:
        classes = wanted.classes(sections, kinds, repr(nic)) if kinds else host.classes
        return Wanted(pfc or host.pfc, classes, willing)
    if pfc is not None and host.pfc.value and now.qos.value is not False:
        why = f"{sections.file}: {nic!r} has an empty policy set of its own; whether that replaces the host's is not told"
        return Wanted(unknown(why), unknown(why), willing)
    return replace(host, willing=willing)


def _applied(pfc: Setting[Priorities] | None, host: Wanted, now: Operational) -> bool | None:
    """Return whether an adapter's set without any content is in force, by what the NIC does; None where that does not tell."""
    if pfc is None or not host.pfc.value or not now.qos.value or now.pfc.value is None:
        return None
    if now.pfc.value == host.pfc.value:
        return False
    return None if now.pfc.value else True
