"""The VLAN of a host vNIC. Hyper-V has two ways to set it, and the adapter's isolation mode says which one rules.

*VMNetworkAdapterIsolation* in mode Vlan: untagged packets get ``DefaultIsolationID`` (NDIS_SWITCH_PORT_PROPERTY_ISOLATION).
*VMNetworkAdapterVlan*: untagged, access, trunk (untagged packets get ``NativeVlanId``: CIM_VLANEndpointSettingData) or
private, whose wire format depends on a switch's private VLANs and is not concluded here.
"""

from fabric_check.model.host import NicTag
from fabric_check.parse.sections import Sections, whole_number
from fabric_check.parse.windows.rows import Found, enum
from fabric_check.parse.windows.vnic import VNic, of_vnic, told_apart

_SECTION = "vmNetworkAdapterIsolation"
_ISOLATION = ("none", "nativevirtualsubnet", "externalvirtualsubnet", "vlan")
_OPERATION = ("untagged", "access", "trunk", "private")


def tag(sections: Sections, vnic: VNic) -> NicTag | str:
    """Return the VLAN that a vNIC's frames leave with, or why it is not known."""
    isolation = _isolation(sections, vnic)
    return isolation if isolation is not None else _vlan(sections, vnic)


def isolates(sections: Sections, vnic: VNic) -> bool:
    """Return whether isolation decides a vNIC's VLAN, and has one for it."""
    return isinstance(_isolation(sections, vnic), NicTag)


def _isolation(sections: Sections, vnic: VNic) -> NicTag | str | None:
    """Return what isolation makes of a vNIC; None where it leaves the matter to VMNetworkAdapterVlan."""
    found = _one(sections, _SECTION, vnic)
    mode = _mode(sections, vnic, found)
    if mode == "none":
        return None
    if mode != "vlan":
        return mode
    if isinstance(found, str):
        return found
    value = whole_number(found[1].get("DefaultIsolationID"))
    if value is None:
        return f"{sections.file}: DefaultIsolationID of vNIC {vnic.name!r} is not a number"
    # 0 is no VLAN of isolation's own; Hyper-V refuses to set both ways, so the other one may hold.
    return NicTag(value, sections.evidence(_SECTION, found[0], "DefaultIsolationID")) if value else None


def _mode(sections: Sections, vnic: VNic, found: Found | str) -> str:
    """Return ``none``, ``vlan``, or why it is not known which of the two ways rules."""
    mode = vnic.row.get("CurrentIsolationMode")
    if mode is None:
        if sections.not_installed(_SECTION):
            return "none"  # Windows Server before 2016 has no such setting.
        if isinstance(found, str):
            return found
        mode = found[1].get("IsolationMode")
    text = enum(mode, _ISOLATION)
    if text in {"none", "vlan"}:
        return text
    what = "a virtual subnet decides" if text else f"isolation mode {mode!r} is not known"
    return f"{sections.file}: the VLAN of vNIC {vnic.name!r} is not known: {what}"


def _vlan(sections: Sections, vnic: VNic) -> NicTag | str:
    section = "vmNetworkAdapterVlan"
    found = _one(sections, section, vnic)
    if isinstance(found, str):
        return found
    index, row = found
    mode = enum(row.get("OperationMode"), _OPERATION)
    if mode == "untagged":
        return NicTag(None, sections.evidence(section, index, "OperationMode"))
    if mode not in {"access", "trunk"}:
        return f"{sections.file}: what vNIC {vnic.name!r} sends in mode {row.get('OperationMode')!r} is not known"
    key = "AccessVlanId" if mode == "access" else "NativeVlanId"
    value = whole_number(row.get(key))
    if value is None:
        return f"{sections.file}: {key} of vNIC {vnic.name!r} is not a number"
    return NicTag(value or None, sections.evidence(section, index, key))


def _one(sections: Sections, section: str, vnic: VNic) -> Found | str:
    """Return a vNIC's one row of a section, or why there is none to go by."""
    if why := sections.why_unknown(section):
        return why
    found = of_vnic(sections, section, vnic)
    if not found:
        return f"{sections.file}: section {section} does not mention vNIC {vnic.name!r}"
    if len(found) > 1 or not (vnic.alone or told_apart(sections, section)):
        return f"{sections.file}: section {section} has {len(found)} rows that may be of vNIC {vnic.name!r}"
    return found[0]
