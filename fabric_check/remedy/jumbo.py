"""The jumbo setting that makes a Windows NIC fit the path, within what its driver takes."""

from dataclasses import dataclass
from typing import Any

from fabric_check.model.units import ETHERNET_HEADER, IpMtu

KEYWORD = "*JumboPacket"


@dataclass(frozen=True, slots=True)
class JumboChange:
    """Set a NIC's ``*JumboPacket`` from *old* to *new* bytes."""

    host: str
    nic: str
    old: int
    new: int


def plan(host: str, nic: str, old: int, ip_mtu: IpMtu) -> JumboChange:
    """Return the change that gives a NIC this IP MTU: ``*JumboPacket`` counts the 14-byte header too."""
    return JumboChange(host, nic, old, ip_mtu.bytes + ETHERNET_HEADER)


def replay(sections: dict[str, Any], change: JumboChange) -> dict[str, Any]:
    """Return a host's facts as they will be after a change; the ones given stay as they are."""
    difference = change.new - change.old

    def row(name: str, old: dict[str, Any]) -> dict[str, Any]:
        if change.nic not in (old.get("Name"), old.get("InterfaceAlias")):
            return old
        if old.get("RegistryKeyword") == KEYWORD:
            return {**old, "RegistryValue": [str(change.new)]}
        key = {"ipInterface": "NlMtu", "netAdapter": "MtuSize"}.get(name)
        return {**old, key: old[key] + difference} if key in old else old

    return {name: [row(name, old) for old in rows] for name, rows in sections.items()}
