"""Which declared networks live migration really uses, and over what. Where the facts leave it open, it is unknown.

In a cluster, the cluster holds the list: all its networks but those that ``MigrationExcludeNetworks`` names (section
``cluster``). Elsewhere the host's own list of subnets counts. Subnets become networks by the addresses of the host's NICs.
"""

import ipaddress
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from fabric_check.model.dcb import Setting
from fabric_check.model.host import NicState
from fabric_check.model.intent import Host, Nic
from fabric_check.parse.sections import Row, Sections, elements, flag, text, whole_number
from fabric_check.parse.settings import unknown
from fabric_check.parse.windows.dcb.subnets import Subnet, address, subnet
from fabric_check.parse.windows.rows import enum, named

_OPTIONS = {"tcpip": "TCPIP", "compression": "Compression", "smb": "SMB"}
_ROLES = ("none", "cluster", "", "clusterandclient")
States = Mapping[tuple[str, str], NicState]


def over(sections: Sections) -> Setting[str]:
    """Return ``SMB``, ``Compression`` or ``TCPIP``."""
    if why := sections.why_unknown("vmHost"):
        return unknown(why)
    for index, row in sections.rows("vmHost"):
        key = "VirtualMachineMigrationPerformanceOption"
        if option := enum(row.get(key), tuple(_OPTIONS)):
            return Setting(_OPTIONS[option], find=sections.evidence("vmHost", index, key))
    return unknown(f"{sections.file}: vmHost does not say VirtualMachineMigrationPerformanceOption")


def networks(
    sections: Sections, host: Host, states: States, vlans: Mapping[str, int]
) -> Setting[tuple[str, ...]]:
    """Return the declared networks that live migration uses, the preferred one first."""
    for index, row in sections.rows("vmHost"):
        if flag(row.get("VirtualMachineMigrationEnabled")) is False:
            find = sections.evidence("vmHost", index, "VirtualMachineMigrationEnabled")
            return Setting((), find=find, why="live migration is off")
    own = _own(sections)
    if not any(sections.rows("clusterNetwork")):
        return (
            unknown(own)
            if isinstance(own, str)
            else _declared(sections, host, states, vlans, own, "vmMigrationNetwork")
        )
    shared = _cluster(sections)
    if isinstance(shared, str):
        return unknown(shared)
    if not isinstance(own, str) and set(own) != set(shared):
        return unknown(f"{sections.file}: vmMigrationNetwork lists other subnets than the cluster allows")
    return _declared(sections, host, states, vlans, shared, "clusterNetwork")


def _own(sections: Sections) -> list[Subnet] | str:
    """Return the subnets of the host's own list, preferred ones first, or why they do not tell."""
    if why := sections.why_unknown("vmHost"):
        return why
    uses_any = [flag(row.get("UseAnyNetworkForMigration")) for _, row in sections.rows("vmHost")]
    if uses_any != [False]:
        return f"{sections.file}: the host may use any network for live migration, or does not say"
    if why := sections.why_unknown("vmMigrationNetwork"):
        return why
    rows = [row for _, row in sections.rows("vmMigrationNetwork")]
    found = [subnet(text(row.get("Subnet"))) for row in sorted(rows, key=_rank)]
    told = [one for one in found if one is not None]
    return (
        told
        if found and len(told) == len(found)
        else f"{sections.file}: vmMigrationNetwork lists no subnet that can be read"
    )


def _cluster(sections: Sections) -> list[Subnet] | str:
    """Return the subnets that the cluster allows, in its order, or why they are not known."""
    if why := sections.why_unknown("cluster"):
        return why
    row: Row = next((row for _, row in sections.rows("cluster")), {})
    if "MigrationExcludeNetworks" not in row:
        return f"{sections.file}: section cluster does not say MigrationExcludeNetworks"
    excluded, order = _ids(row["MigrationExcludeNetworks"]), _ids(row.get("MigrationNetworkOrder"))
    allowed: list[tuple[int, Subnet]] = []
    for _, one in sections.rows("clusterNetwork"):
        ids = {_id(text(one.get("Id"))), text(one.get("Name")).casefold()} - {""}
        if ids & set(excluded) or enum(one.get("Role"), _ROLES) == "none":
            continue
        found = subnet(text(one.get("Address")), text(one.get("AddressMask")))
        if found is None:
            return f"{sections.file}: clusterNetwork does not say the subnet of {one.get('Name')!r}"
        allowed.append((min((order.index(id_) for id_ in ids if id_ in order), default=len(order)), found))
    return [found for _, found in sorted(allowed, key=lambda item: item[0])]


def _declared(
    sections: Sections,
    host: Host,
    states: States,
    vlans: Mapping[str, int],
    allowed: list[Subnet],
    section: str,
) -> Setting[tuple[str, ...]]:
    addresses = {nic.name: _addresses(sections, nic) for nic in host.nics}
    used: dict[str, None] = {}
    for one in allowed:
        nics = [nic for nic in host.nics if any(known in one for known in addresses[nic.name])]
        silent = [nic.name for nic in host.nics if not addresses[nic.name]]
        if not nics and silent:
            return unknown(
                f"{sections.file}: which NIC is in {one} is not known, {silent[0]!r} has no known address"
            )
        for nic in nics:
            names = _networks(nic, states, vlans)
            if len(names) != 1:
                return unknown(
                    f"{sections.file}: {nic.name!r} is in several networks, and {one} may be any of them"
                )
            used[names[0]] = None
    return Setting(
        tuple(used), find=sections.evidence(section, None), why=f"live migration may use {_words(allowed)}"
    )


def _networks(nic: Nic, states: States, vlans: Mapping[str, int]) -> list[str]:
    """Return the networks of a NIC's address: of several, the one whose VLAN it tags with."""
    if len(nic.networks) == 1:
        return list(nic.networks)
    tags = {name: state.tag for name in nic.networks if (state := states.get((nic.name, name)))}
    return [name for name, tag in tags.items() if tag and tag.vlan == vlans.get(name)]


def _addresses(sections: Sections, nic: Nic) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    """Return a NIC's addresses, from fabric.yaml and from the facts."""
    by_ip: Iterable[Any] = (
        row.get("IPAddress") for _, row in named(sections, "ipAddress", nic.name, "InterfaceAlias")
    )
    by_smb = chain.from_iterable(
        elements(row.get("IpAddresses")) or ()
        for _, row in named(sections, "smbClientInterface", nic.name, "FriendlyName")
    )
    found = [address(one) for one in (nic.address, *by_ip, *by_smb)]
    return [one for one in found if one is not None]


def _ids(value: Any) -> list[str]:
    """Return the ids or names that a cluster parameter lists, folded."""
    parts = elements(value)
    told = text(value).split(";") if parts is None else [text(part) for part in parts]
    return [_id(part) for part in told if part.strip()]


def _id(value: str) -> str:
    return value.strip().strip("{}").casefold()


def _rank(row: Row) -> int:
    priority = whole_number(row.get("Priority"))
    return 1 << 32 if priority is None else priority


def _words(allowed: list[Subnet]) -> str:
    return ", ".join(map(str, allowed)) or "no network"
