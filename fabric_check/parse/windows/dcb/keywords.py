"""Advanced properties of a Windows NIC that touch DCB: 802.3x pause and 802.1p tagging, and the driver itself.

Numbers: Microsoft's standardized keywords. ``*FlowControl`` 0 off, 1 Tx, 2 Rx, 3 both, 4 auto; ``*PriorityVLANTag`` 0 off,
1 priority, 2 VLAN, 3 both.
"""

import re

from fabric_check.model.dcb import Driver, Setting
from fabric_check.parse.sections import Sections, text, whole_number
from fabric_check.parse.settings import unknown
from fabric_check.parse.windows import nic as one_nic
from fabric_check.parse.windows.rows import first, named

FLOW_CONTROL = "*FlowControl"
PRIORITY_TAG = "*PriorityVLANTag"
_PAUSES = {0: False, 1: True, 2: True, 3: True}
_WRITES_PRIORITY = {0: False, 1: True, 2: False, 3: True}
_AUTO = 4
_COPY = re.compile(r" #\d+$")
"""Windows numbers the second and further cards of one model."""


def flow_control(sections: Sections, nic: str) -> Setting[bool]:
    """Return whether a NIC is set to 802.3x pause, in either direction."""
    found = _number(sections, nic, FLOW_CONTROL)
    if found.value == _AUTO:
        return unknown(f"{sections.file}: {nic!r} negotiates 802.3x pause with the switch ({FLOW_CONTROL} 4)")
    return _as(found, _PAUSES, f"{sections.file}: {FLOW_CONTROL} of {nic!r}")


def priority_tag(sections: Sections, nic: str) -> Setting[bool]:
    """Return whether a NIC writes 802.1p. A driver without the keyword has nothing that could switch it off."""
    found = _number(sections, nic, PRIORITY_TAG)
    if not found.known and _collected(sections, nic) and not _has(sections, nic, PRIORITY_TAG):
        return Setting(value=True, why=f"the driver of {nic!r} has no keyword {PRIORITY_TAG}")
    return _as(found, _WRITES_PRIORITY, f"{sections.file}: {PRIORITY_TAG} of {nic!r}")


def driver(sections: Sections, nic: str) -> Driver | None:
    """Return a NIC's driver as netAdapter names it; None where it does not."""
    adapter = first(sections, "netAdapter", nic)
    if adapter is None:
        return None
    index, row = adapter
    version = text(row.get("DriverVersionString")) or text(row.get("DriverVersion"))
    file = text(row.get("DriverFileName")) or text(row.get("DriverName")).rpartition("\\")[2]
    if not version:
        return None
    key = "DriverVersionString" if text(row.get("DriverVersionString")) else "DriverVersion"
    model = _COPY.sub("", text(row.get("InterfaceDescription")))
    return Driver(model, file, version, find=sections.evidence("netAdapter", index, key))


def _number(sections: Sections, nic: str, name: str) -> Setting[int]:
    for index, row in one_nic.keyword(sections, nic, name):
        value = whole_number(row.get("RegistryValue"))
        if value is None:
            return unknown(f"{sections.file}: {name} of {nic!r} is not a number")
        return Setting(value, find=sections.evidence("advancedProperty", index, "RegistryValue"))
    if why := sections.why_unknown("advancedProperty"):
        return unknown(why)
    return unknown(f"{sections.file}: section advancedProperty has no {name} of {nic!r}")


def _as(found: Setting[int], meanings: dict[int, bool], where: str) -> Setting[bool]:
    if found.value is None:
        return unknown(found.why)
    value = meanings.get(found.value)
    return (
        unknown(f"{where} is {found.value}, which means nothing known")
        if value is None
        else Setting(value, find=found.find)
    )


def _collected(sections: Sections, nic: str) -> bool:
    return any(named(sections, "advancedProperty", nic))


def _has(sections: Sections, nic: str, name: str) -> bool:
    return any(one_nic.keyword(sections, nic, name))
