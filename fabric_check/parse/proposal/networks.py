"""Networks from VLANs: those that more than one port tags, with an IP MTU that the ports' settings suggest."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fabric_check.model.switch import Mtu, SwitchFacts
from fabric_check.model.units import IpMtuRange
from fabric_check.model.vlans import NO_VLANS, VlanSet
from fabric_check.parse.proposal.model import ProposedNetwork

JUMBO = 9000
STANDARD = 1500
_LONGEST_NAME = 63


@dataclass(slots=True)
class _Group:
    """The ports of one switch with one setting: what it carries, and one of them to show. A rack has few groups."""

    facts: SwitchFacts
    mtu: Mtu | None
    example: str
    vlans: VlanSet = NO_VLANS

    def size(self) -> IpMtuRange | None:
        """Return what a tagged frame may carry; None where it is not known."""
        if self.facts.profile is None or self.mtu is None:
            return None
        return self.facts.profile.mtu.ip_mtu(self.mtu.value, tagged=True)

    def raised(self) -> bool:
        """Return whether somebody set more than the model's default, and it lets jumbo packets pass.

        Where sources disagree on the default, a line of the config tells that somebody set it.
        """
        size, profile = self.size(), self.facts.profile
        default = profile.mtu.default.value if profile else None
        if size is None or self.mtu is None:
            return False
        chosen = self.mtu.source is not None if default is None else self.mtu.value > default
        return chosen and size.low.bytes >= JUMBO


def networks(switches: Mapping[str, SwitchFacts]) -> tuple[tuple[ProposedNetwork, ...], str]:
    """Return the networks proposed, by VLAN, and which VLANs are left out."""
    groups, once, twice = _groups(switches.values())
    defaults = VlanSet.of({1, *(facts.default_vlan for facts in switches.values())})
    existing = VlanSet.of({vlan for facts in switches.values() for vlan in facts.vlans})
    taken: set[str] = set()
    found = []
    for vlan in twice - defaults:
        ip_mtu, why = _ip_mtu([group for group in groups if vlan in group.vlans])
        found.append(ProposedNetwork(_name(vlan, switches.values(), taken), vlan, ip_mtu, why))
    parts = []
    if left := existing & defaults - VlanSet.of([1]):
        parts.append(f"{left} (default)")
    if left := (existing - twice - defaults) & once:
        parts.append(f"{left} (tagged on one port alone)")
    if left := existing - twice - once - defaults:
        parts.append(f"{left} (tagged nowhere)")
    return tuple(found), "; ".join(parts)


def _groups(switches: Iterable[SwitchFacts]) -> tuple[list[_Group], VlanSet, VlanSet]:
    """Return the groups of ports, the VLANs that some port tags, and those that more than one does."""
    once = twice = NO_VLANS
    groups: dict[tuple[str, int | None], _Group] = {}
    for facts in switches:
        existing = VlanSet.of(facts.vlans)
        for port in facts.ports.values():
            if not port.switching:
                continue
            key = (facts.device, port.mtu.value if port.mtu else None)
            group = groups.setdefault(key, _Group(facts, port.mtu, port.name))
            tagged = port.tagged & existing
            if tagged and not group.vlans:
                group.example = port.name
            group.vlans |= tagged
            if port.lag is None:
                twice |= once & tagged
                once |= tagged
    return list(groups.values()), once, twice


def _ip_mtu(groups: list[_Group]) -> tuple[int, str]:
    """Return the IP MTU to propose and the reason, in words."""
    for group in groups:
        if not group.raised():
            size = group.size()
            carries = f"carries {size}" if size else "has an MTU that is not known"
            return STANDARD, f"{group.facts.device} {group.example} {carries}"
    sizes = [size for group in groups if (size := group.size())]
    low, high = min(size.low for size in sizes), max(size.high for size in sizes)
    return JUMBO, f"every port that tags it is raised above its default and carries {IpMtuRange(low, high)}"


def _name(vlan: int, switches: Iterable[SwitchFacts], taken: set[str]) -> str:
    """Return a network's name: the VLAN's own as far as the form allows, and always one of its own."""
    written = next((name for facts in switches if (name := facts.vlan_names.get(vlan))), "")
    base = re.sub(r"[^A-Za-z0-9._-]+", "-", written).strip("-._")[:_LONGEST_NAME]
    number = f"-{vlan}"
    tries = [base, base[: _LONGEST_NAME - len(number)] + number if base else "", f"vlan-{vlan}"]
    tries += [f"vlan-{vlan}-{more}" for more in range(2, len(taken) + 3)]
    name = next(name for name in tries if name and name.casefold() not in taken)
    taken.add(name.casefold())
    return name
