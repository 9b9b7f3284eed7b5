"""``ip -j -d link show`` as a map of interfaces: what kind each is, what it lies on, and what lies on it."""

from collections.abc import Iterator
from typing import Any

from fabric_check.model.host import DISABLED, NO_LINK, NicMtu, NicOff
from fabric_check.model.units import IpMtu
from fabric_check.parse.sections import Row, Sections, whole_number

ON_PARENT = frozenset({"vlan", "macvlan", "macvtap", "ipvlan", "ipvtap", "macsec"})
"""Kinds whose ``link`` is the interface that they send through. (A veth's ``link`` is its other end.)"""
ON_MEMBERS = frozenset({"bond", "team", "bridge"})
"""Kinds that send through the interfaces whose ``master`` they are."""
ENDS = frozenset({"", "veth", "tun", "dummy", "dsa", "netdevsim"})
"""Kinds with nothing below them that the host knows; no kind at all is a physical NIC."""
INWARD = frozenset({"veth", "tun", "dummy", "vxlan"})
"""Kinds of bridge port that lead to virtual machines, containers or overlays, not to a cable."""


class Links:
    """A host's links by name, and by what they lie on."""

    def __init__(self, sections: Sections) -> None:
        self.sections = sections
        self.rows: dict[str, tuple[int | None, Row]] = {
            row["ifname"]: (index, row)
            for index, row in sections.rows("link")
            if isinstance(row.get("ifname"), str)
        }
        self.members: dict[str, list[str]] = {}
        self.on: dict[str, list[str]] = {}
        for name in self.rows:
            if master := self.text(name, "master"):
                self.members.setdefault(master, []).append(name)
            if self.kind(name) in ON_PARENT and isinstance(parent := self.parent(name), str):
                self.on.setdefault(parent, []).append(name)

    def text(self, name: str, key: str) -> str:
        """Return a text property of a link; empty where it has none."""
        value = self.rows[name][1].get(key)
        return value if isinstance(value, str) else ""

    def kind(self, name: str) -> str:
        """Return ``vlan``, ``bond``, ``bridge`` and so on; empty for a physical NIC."""
        value = self._info(name).get("info_kind")
        return value if isinstance(value, str) else ""

    def data(self, name: str) -> Row:
        """Return what is special to a link's kind."""
        value = self._info(name).get("info_data")
        return value if isinstance(value, dict) else {}

    def vlan_id(self, name: str) -> int | None:
        """Return the VLAN of an 802.1Q device; None for any other link."""
        return whole_number(self.data(name).get("id")) if self.kind(name) == "vlan" else None

    def parent(self, name: str) -> str | None:
        """Return the link below a VLAN device or the like; None where it lies in another network namespace."""
        if "link_netnsid" in self.rows[name][1]:
            return None
        return self.text(name, "link") or None

    def filters_vlans(self, name: str) -> bool:
        """Return whether a bridge is VLAN-aware; a kernel without VLAN filtering does not print the property."""
        return self.kind(name) == "bridge" and self.data(name).get("vlan_filtering") not in (None, 0, False)

    def mtu(self, name: str) -> NicMtu | str:
        """Return a link's own IP MTU, or why it is not known."""
        if name not in self.rows:
            return self.missing(name)
        index, row = self.rows[name]
        value = whole_number(row.get("mtu"))
        if value is None:
            return f"{self.sections.file}: {name!r} has no mtu"
        return NicMtu(IpMtu(value), name, f"mtu {value}", self.sections.evidence("link", index, "mtu"))

    def off(self, name: str) -> NicOff | None:
        """Return that a link is down, or that a physical one has no carrier; None where its flags do not say so."""
        index, row = self.rows.get(name, (None, {}))
        flags = row.get("flags")
        if not isinstance(flags, list) or ("UP" in flags and "NO-CARRIER" not in flags):
            return None
        how = NO_LINK if "UP" in flags else DISABLED
        return NicOff(name, how, self.sections.evidence("link", index, "flags"))

    def missing(self, name: str) -> str:
        """Say that there is no such link."""
        return f"{self.sections.file} has no NIC named {name!r}"

    def vlan_devices(self, name: str) -> Iterator[tuple[str, int | None]]:
        """Yield the VLAN devices on a link, each with its VLAN."""
        return ((one, self.vlan_id(one)) for one in self.on.get(name, ()) if self.kind(one) == "vlan")

    def _info(self, name: str) -> dict[str, Any]:
        value = self.rows[name][1].get("linkinfo")
        return value if isinstance(value, dict) else {}


def interfaces(sections: Sections) -> tuple[str, ...] | None:
    """Return the names of the host's links, or None where they were not collected."""
    return None if sections.why_unknown("link") else tuple(Links(sections).rows)
