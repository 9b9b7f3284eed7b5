"""Linux host facts → what each NIC does: IP MTU and VLAN tag. A link's ``mtu`` is its IP MTU (``ip link``)."""

from collections.abc import Mapping

from fabric_check.model.host import NicMtu, NicTag
from fabric_check.model.units import IpMtu
from fabric_check.parse.sections import Row, Sections, whole_number

Links = Mapping[str, tuple[int | None, Row]]


def links(sections: Sections) -> Links:
    """Return the rows of ``ip -j -d link show``, by interface name."""
    return {
        str(row["ifname"]): (index, row)
        for index, row in sections.rows("link")
        if isinstance(row.get("ifname"), str)
    }


def interfaces(sections: Sections) -> tuple[str, ...] | None:
    """Return the names of the host's links, or None where they were not collected."""
    return None if sections.why_unknown("link") else tuple(links(sections))


def vlan_id(row: Row) -> int | None:
    """Return the VLAN of an 802.1Q device; None for any other link."""
    info = row.get("linkinfo")
    if not isinstance(info, dict) or info.get("info_kind") != "vlan":
        return None
    data = info.get("info_data")
    return whole_number(data.get("id")) if isinstance(data, dict) else None


def physical(known: Links, nic: str) -> str:
    """Return the interface below a VLAN device, or the NIC itself."""
    if nic in known and vlan_id(known[nic][1]) is not None:
        parent = known[nic][1].get("link")
        return parent if isinstance(parent, str) else nic
    return nic


def device_in_vlan(known: Links, nic: str, vlan: int) -> str:
    """Return the link that sends a VLAN's frames of a NIC: its VLAN device where there is one, else the NIC itself."""
    if nic in known and vlan_id(known[nic][1]) is None:
        for name, (_, row) in known.items():
            if row.get("link") == nic and vlan_id(row) == vlan:
                return name
    return nic


def mtu(sections: Sections, nic: str, vlan: int) -> NicMtu | str:
    """Return a NIC's IP MTU in a VLAN, the smaller of VLAN device and parent, or why it is not known."""
    if why := sections.why_unknown("link"):
        return why
    known = links(sections)
    device = device_in_vlan(known, nic, vlan)
    sizes = [_mtu(sections, known, name) for name in dict.fromkeys((device, physical(known, device)))]
    for size in sizes:
        if isinstance(size, str):
            return size
    return min((size for size in sizes if isinstance(size, NicMtu)), key=lambda size: size.ip_mtu)


def tag(sections: Sections, nic: str, vlan: int) -> NicTag | str:
    """Return the VLAN that a NIC tags with in a network, or why it is not known."""
    if why := sections.why_unknown("link"):
        return why
    known = links(sections)
    device = device_in_vlan(known, nic, vlan)
    if device not in known:
        return f"{sections.file} has no NIC named {nic!r}"
    index, row = known[device]
    return NicTag(vlan_id(row), sections.evidence("link", index, "ifname"))


def _mtu(sections: Sections, known: Links, name: str) -> NicMtu | str:
    if name not in known:
        return f"{sections.file} has no NIC named {name!r}"
    index, row = known[name]
    value = whole_number(row.get("mtu"))
    if value is None:
        return f"{sections.file}: {name!r} has no mtu"
    return NicMtu(IpMtu(value), name, f"mtu {value}", sections.evidence("link", index, "mtu"))
