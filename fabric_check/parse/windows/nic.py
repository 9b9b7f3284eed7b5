"""One Windows adapter by itself: the IP MTU of its stack and of its driver, and the VLAN its driver tags with.

IP MTU is ``NlMtu`` where the NIC has an IP stack. A NIC without one (below a vSwitch) has ``*JumboPacket`` − 14, since
that keyword counts the Ethernet header (Microsoft: default 1514), unless ``MtuSize`` shows another allowance.
"""

from collections.abc import Iterator
from dataclasses import replace

from fabric_check.model.host import DISABLED, NO_LINK, NicMtu, NicOff, NicTag, RdmaMtu
from fabric_check.model.units import ETHERNET_HEADER, IpMtu
from fabric_check.parse.sections import Sections, whole_number
from fabric_check.parse.windows.rows import Found, first, named

JUMBO_PACKET = "*JumboPacket"
VLAN_ID = "VlanID"
_ALLOWANCES = (0, ETHERNET_HEADER, 18, 22)
"""What drivers are known to count beside the packet: nothing, the header, and FCS and tag too."""
_IPV4 = (2, "IPv4")
_OFF = {"disabled": DISABLED, "disconnected": NO_LINK}
_NO_LINK_STATE = 2
"""MediaConnectState of MSFT_NetAdapter: 1 connected, 2 disconnected."""


def interfaces(sections: Sections) -> tuple[str, ...] | None:
    """Return the names of the host's adapters, or None where they were not collected."""
    if sections.why_unknown("netAdapter"):
        return None
    return tuple(
        str(row["Name"]) for _, row in sections.rows("netAdapter") if isinstance(row.get("Name"), str)
    )


def missing(sections: Sections, nic: str) -> str:
    """Say that the host has no such adapter; empty where it has one, or where its adapters were not collected."""
    known = interfaces(sections)
    absent = known is not None and nic.casefold() not in {name.casefold() for name in known}
    return f"{sections.file} has no NIC named {nic!r}" if absent else ""


def mtu(sections: Sections, nic: str) -> NicMtu | str:
    """Return a NIC's IP MTU, or why it is not known."""
    refused = sections.refused("ipInterface")
    if refused:
        return refused
    for row_index, row in _ip_rows(sections, nic):
        value = whole_number(row.get("NlMtu"))
        if value is not None:
            evidence = sections.evidence("ipInterface", row_index, "NlMtu")
            return _lowered(sections, NicMtu(IpMtu(value), nic, f"NlMtu {value}", evidence))
    return driver_mtu(sections, nic)


def off(sections: Sections, nic: str) -> NicOff | None:
    """Return that an adapter is disabled or has no link; None where neither is told."""
    for index, row in named(sections, "netAdapter", nic):
        for key in ("Status", "MediaConnectState", "MediaConnectionState"):
            value = row.get(key)
            how = _OFF.get(value.strip().casefold() if isinstance(value, str) else "")
            if how is None and key == "MediaConnectState" and whole_number(value) == _NO_LINK_STATE:
                how = NO_LINK
            if how is not None:
                return NicOff(nic, how, sections.evidence("netAdapter", index, key))
    return None


def tag(sections: Sections, nic: str) -> NicTag | str:
    """Return the VLAN that a NIC's driver tags with, or why it is not known. 0 and an absent keyword mean untagged."""
    for index, row in keyword(sections, nic, VLAN_ID):
        value = whole_number(row.get("RegistryValue"))
        if value is None:
            return f"{sections.file}: {VLAN_ID} of {nic!r} is not a number"
        return NicTag(value or None, sections.evidence("advancedProperty", index, "RegistryValue"))
    for index, row in named(sections, "netAdapter", nic):
        if (value := whole_number(row.get(VLAN_ID))) is not None:
            return NicTag(value or None, sections.evidence("netAdapter", index, VLAN_ID))
    if why := sections.why_unknown("advancedProperty"):
        return why
    if not any(named(sections, "advancedProperty", nic)):
        return f"{sections.file}: section advancedProperty does not mention {nic!r}"
    return NicTag(None)


def rdma_mtu(sections: Sections, nic: str) -> RdmaMtu | None:
    """Return a NIC's RDMA MTU, where its driver states one: a standard keyword, or the one of ConnectX-3 drivers."""
    for name in ("*NetworkDirectRoCEFrameSize", "RoceMaxFrameSize"):
        for index, row in keyword(sections, nic, name):
            value = whole_number(row.get("RegistryValue"))
            if value is not None:
                return RdmaMtu(value, nic, sections.evidence("advancedProperty", index, "RegistryValue"))
    return None


def driver_mtu(sections: Sections, nic: str) -> NicMtu | str:
    """Return the IP MTU that a NIC's driver passes, or why it is not known: all that counts below a vSwitch."""
    jumbo = next(keyword(sections, nic, JUMBO_PACKET), None)
    adapter = first(sections, "netAdapter", nic)
    packet = whole_number(jumbo[1].get("RegistryValue")) if jumbo else None
    size = whole_number(adapter[1].get("MtuSize")) if adapter else None
    if jumbo and packet is not None:
        evidence = sections.evidence("advancedProperty", jumbo[0], "RegistryValue")
        if size is None or packet - size == ETHERNET_HEADER:
            ip_mtu = packet - ETHERNET_HEADER
            return NicMtu(
                IpMtu(max(0, ip_mtu)),
                nic,
                f"{JUMBO_PACKET} {packet} − {ETHERNET_HEADER} = {ip_mtu}",
                evidence,
            )
        if packet - size in _ALLOWANCES:
            return NicMtu(
                IpMtu(size), nic, f"{JUMBO_PACKET} {packet} − {packet - size} = MtuSize {size}", evidence
            )
        return f"{sections.file}: {nic!r} has {JUMBO_PACKET} {packet} but MtuSize {size}: no known way of counting joins them"
    if adapter and size is not None:
        return NicMtu(
            IpMtu(size), nic, f"MtuSize {size}", sections.evidence("netAdapter", adapter[0], "MtuSize")
        )
    return _why_no_mtu(sections, nic)


def _why_no_mtu(sections: Sections, nic: str) -> str:
    if why := missing(sections, nic):
        return why
    for section in ("ipInterface", "advancedProperty"):
        if unknown := sections.why_unknown(section):
            return unknown
    return f"{sections.file} has neither NlMtu, nor {JUMBO_PACKET}, nor MtuSize for {nic!r}"


def _ip_rows(sections: Sections, nic: str) -> list[Found]:
    """Return a NIC's rows of ipInterface, IPv4 first."""
    rows = list(named(sections, "ipInterface", nic, key="InterfaceAlias"))
    return sorted(rows, key=lambda item: item[1].get("AddressFamily") not in _IPV4)


def keyword(sections: Sections, nic: str, name: str) -> Iterator[Found]:
    """Yield an adapter's advanced properties of one registry keyword."""
    wanted = name.casefold()
    return (
        found
        for found in named(sections, "advancedProperty", nic)
        if str(found[1].get("RegistryKeyword", "")).casefold() == wanted
    )


def _lowered(sections: Sections, mtu: NicMtu) -> NicMtu:
    """Say so where the IP stack sends less than its driver could: another setting has to be changed then."""
    driver = driver_mtu(sections, mtu.interface)
    if isinstance(driver, str) or driver.ip_mtu <= mtu.ip_mtu:
        return mtu
    return replace(mtu, arithmetic=f"{mtu.arithmetic}, lowered below its driver's {driver.ip_mtu}")
