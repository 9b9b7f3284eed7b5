"""Where a NIC is reached in a network: the address that its host's facts show, or that fabric.yaml declares. No I/O."""

import ipaddress
from collections.abc import Iterator
from typing import Any

from fabric_check.folder.read import HostFacts
from fabric_check.model.host import NicState
from fabric_check.model.intent import Network, Nic
from fabric_check.model.text import printable
from fabric_check.parse.linux import Links
from fabric_check.parse.sections import Sections


def address(nic: Nic, network: Network, state: NicState, facts: HostFacts | None) -> str | ValueError:
    """Return a NIC's address in a network, or why it is not known.

    IPv4 goes before IPv6, since that is what an ``ip_mtu`` is mostly meant for; link-local ones count for nothing.
    """
    declared = _usable(nic.address.partition("/")[0]) if nic.address else None
    found = list(dict.fromkeys(_of_facts(nic, network, facts))) if facts else []
    if len(nic.networks) > 1 and not (found and state.tag and state.tag.vlan == network.vlan):
        # An address stands for one of them, and only facts tell for which.
        why = f"nothing shows that its address is in VLAN {network.vlan}"
        return ValueError(f"it is in {len(nic.networks)} networks, and {why}")
    if declared and (declared in found or not found):
        return declared
    if found:
        return min(found, key=lambda one: ":" in one)
    if nic.address:
        return ValueError(f"{printable(nic.address)} in fabric.yaml is no address that can be probed")
    where = f"nor does {facts.file}" if facts else f"and there is no facts/{nic.host}.json"
    return ValueError(f"fabric.yaml gives it no `address`, {where}")


def _of_facts(nic: Nic, network: Network, facts: HostFacts) -> Iterator[str]:
    """Yield the addresses that facts show for a NIC, or for what lies on it in the network's VLAN."""
    sections = Sections(facts)
    if facts.content.os == "windows":
        for _, row in sections.rows("ipAddress"):
            name = row.get("InterfaceAlias")
            if isinstance(name, str) and name.casefold() == nic.name.casefold():
                yield from _texts(row.get("IPAddress"))
        return
    names = _interfaces(Links(sections), nic.name, network.vlan)
    rows = {row.get("ifname"): row for _, row in sections.rows("addr")}
    for name in names:
        entries = rows.get(name, {}).get("addr_info")
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                yield from _texts(entry.get("local"))


def _interfaces(links: Links, name: str, vlan: int) -> Iterator[str]:
    """Yield where a Linux NIC's address may be: on its VLAN device, on itself, on the bond or bridge that it is part of."""
    seen: set[str] = set()
    while name and name not in seen:
        seen.add(name)
        devices = [device for device, number in links.vlan_devices(name) if number == vlan]
        yield from devices or [name]
        name = links.text(name, "master") if name in links.rows else ""


def _texts(value: Any) -> Iterator[str]:
    found = _usable(value) if isinstance(value, str) else None
    if found:
        yield found


def _usable(text: str) -> str | None:
    """Return an address as text; None for what cannot be probed: link-local, loopback, no address at all."""
    try:
        one = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (
        None if one.is_link_local or one.is_loopback or one.is_multicast or one.is_unspecified else str(one)
    )
