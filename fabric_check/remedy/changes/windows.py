"""Sizes of a Windows NIC, and its driver's settings by RegistryKeyword: the names that no language of Windows translates."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from fabric_check.parse.sections import Sections as Facts
from fabric_check.parse.sections import names, whole_number
from fabric_check.parse.windows import nic as one_nic
from fabric_check.remedy.change import HostChange, Phase, Safety, Sections
from fabric_check.remedy.changes.windows_rows import (
    Row,
    edited,
    facts_of,
    keyword,
    rows,
    same,
    set_keys,
)

JUMBO_PACKET = one_nic.JUMBO_PACKET
VLAN_ID = one_nic.VLAN_ID
ROCE_FRAME = ("*NetworkDirectRoCEFrameSize", "RoceMaxFrameSize")
"""The RDMA MTU: the standard keyword, and the one of ConnectX-3 drivers."""
HEADERS = (0, 14, 18, 22)
"""What drivers are known to count in ``*JumboPacket`` beside the packet."""


@dataclass(frozen=True, slots=True)
class AdvancedProperty(HostChange):
    """A NIC's advanced property; *value* as the registry holds it. *was* is the value before."""

    nic: str
    keyword: str
    value: str
    was: str

    template: ClassVar[str] = "advanced-property"
    rank: ClassVar[int] = 40

    @property
    def target(self) -> tuple[object, ...]:
        """The property of this NIC."""
        return ("advanced-property", self.device, self.nic.casefold(), self.keyword.casefold())

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: Microsoft, Set-NetAdapterAdvancedProperty."""
        return Safety.DISRUPTIVE, "setting an advanced property restarts the NIC"

    @property
    def phase(self) -> Phase:
        """A smaller size comes before the switches, everything else after."""
        is_size = any(same(self.keyword, one) for one in (JUMBO_PACKET, *ROCE_FRAME))
        sizes = is_size and self.value.isdecimal() and self.was.isdecimal()
        return Phase.HOST_LOWERS if sizes and int(self.value) < int(self.was) else Phase.HOST

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the new value, and what Windows shows of it elsewhere."""
        found = edited(
            sections,
            "advancedProperty",
            keyword(self.nic, self.keyword),
            lambda row: set_keys(row, self.value, "RegistryValue"),
        )
        if same(self.keyword, VLAN_ID):
            return edited(found, "netAdapter", self._is_it, lambda row: set_keys(row, self.value, "VlanID"))
        return self._resized(sections, found) if same(self.keyword, JUMBO_PACKET) else found

    def undo(self, sections: Sections) -> "AdvancedProperty":  # noqa: ARG002 - the change itself knows what was
        """Return to the value before."""
        return replace(self, value=self.was, was=self.value)

    def _is_it(self, row: Row) -> bool:
        return same(row.get("Name"), self.nic)

    def _resized(self, before: Sections, found: dict[str, Any]) -> dict[str, Any]:
        """Let the sizes follow that this one decides; an IP stack that was lowered by itself stays as it is."""
        was, more = int(self.was), int(self.value) - int(self.was)

        def follows(row: Row) -> bool:
            size = whole_number(row.get("NlMtu"))
            return same(row.get("InterfaceAlias"), self.nic) and size is not None and was - size in HEADERS

        def raised(row: Row, key: str) -> Row:
            size = whole_number(row.get(key))
            return row if size is None else set_keys(row, size + more, key)

        found = edited(found, "netAdapter", self._is_it, lambda row: raised(row, "MtuSize"))
        found = edited(found, "ipInterface", follows, lambda row: raised(row, "NlMtu"))
        for team, members in _teams(before, self.nic):
            found = _team_follows(before, found, team, members)
        return found


@dataclass(frozen=True, slots=True)
class StackMtu(HostChange):
    """``NlMtu`` of an interface: the IP MTU in bytes where somebody set it apart from the driver's size.

    *family*: ``IPv4``, ``IPv6``, or empty where the facts do not tell them apart.
    """

    nic: str
    family: str
    value: int
    was: int

    template: ClassVar[str] = "stack-mtu"
    rank: ClassVar[int] = 41

    @property
    def target(self) -> tuple[object, ...]:
        """The IP MTU of this interface."""
        return ("stack-mtu", self.device, self.nic.casefold(), self.family)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive for want of a source that says otherwise."""
        return Safety.DISRUPTIVE, "no manual says that connections stay up while their IP MTU changes"

    @property
    def phase(self) -> Phase:
        """Lower before the switches, raise after them."""
        return Phase.HOST_LOWERS if self.value < self.was else Phase.HOST

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the new size."""
        return edited(sections, "ipInterface", self._is_it, lambda row: set_keys(row, self.value, "NlMtu"))

    def undo(self, sections: Sections) -> "StackMtu":  # noqa: ARG002 - the change itself knows what was
        """Return to the size before."""
        return replace(self, value=self.was, was=self.value)

    def _is_it(self, row: Row) -> bool:
        return same(row.get("InterfaceAlias"), self.nic) and family(row) == self.family


def family(row: Row) -> str:
    """Return the address family of a row of ipInterface as PowerShell names it."""
    return {"2": "IPv4", "ipv4": "IPv4", "23": "IPv6", "ipv6": "IPv6"}.get(
        str(row.get("AddressFamily", "")).casefold(), ""
    )


def _teams(sections: Sections, nic: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the interfaces and the members of each LBFO team that a NIC is a member of."""
    for row in rows(sections, "lbfoTeam"):
        members = names(row.get("Members"))
        if any(same(one, nic) for one in members):
            yield names(row.get("TeamNics")) or names(row.get("Name")), members


def _team_follows(
    before: Sections, after: dict[str, Any], interfaces: tuple[str, ...], members: tuple[str, ...]
) -> dict[str, Any]:
    """Give a team's interfaces the least that its members have, where they had it before."""
    old, new = (_least(facts_of(sections), members) for sections in (before, after))
    if old is None or new is None:
        return after
    for section, name, key in (("ipInterface", "InterfaceAlias", "NlMtu"), ("netAdapter", "Name", "MtuSize")):

        def follows(row: Row, name: str = name, key: str = key) -> bool:
            return whole_number(row.get(key)) == old and any(same(row.get(name), one) for one in interfaces)

        def taken(row: Row, key: str = key) -> Row:
            return set_keys(row, new, key)

        after = edited(after, section, follows, taken)
    return after


def _least(facts: Facts, members: tuple[str, ...]) -> int | None:
    sizes = [one_nic.driver_mtu(facts, one) for one in members]
    known = [size.ip_mtu.bytes for size in sizes if not isinstance(size, str)]
    return min(known) if known and len(known) == len(sizes) else None
