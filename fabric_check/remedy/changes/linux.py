"""The size of a Linux link."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from fabric_check.remedy.change import HostChange, Phase, Safety, Sections


@dataclass(frozen=True, slots=True)
class LinkMtu(HostChange):
    """A link's ``mtu``: the IP MTU in bytes. A VLAN device and its parent are two settings.

    *others*: links that the kernel changes along, with the size that they get: a bond's slaves, and what lies on a link
    that becomes smaller. *depth*: how many links lie below it, since nothing may be larger than what it lies on.
    """

    nic: str
    value: int
    was: int
    others: tuple[tuple[str, int], ...] = ()
    depth: int = 0

    template: ClassVar[str] = "link-mtu"
    rank: ClassVar[int] = 40

    @property
    def target(self) -> tuple[object, ...]:
        """The MTU of this link."""
        return ("link-mtu", self.device, self.nic)

    @property
    def place(self) -> tuple[int, ...]:
        """What lies above is lowered first and raised last."""
        raises = self.value > self.was
        return (self.rank, int(raises), self.depth if raises else -self.depth)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: many drivers reset the link to change their buffers."""
        return Safety.DISRUPTIVE, "many drivers restart the link when its MTU changes"

    @property
    def phase(self) -> Phase:
        """Lower before the switches, raise after them."""
        return Phase.HOST_LOWERS if self.value < self.was else Phase.HOST

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the new sizes; a bridge that nobody set a size on follows the least of its ports."""
        sizes = {**dict(self.others), self.nic: self.value}
        links = [
            {**row, "mtu": sizes[row["ifname"]]}
            if isinstance(row, dict) and row.get("ifname") in sizes
            else row
            for row in sections.get("link", [])
        ]
        least_before, least_after = (_ports(rows) for rows in (sections.get("link", []), links))
        return {**sections, "link": [_bridge(row, least_before, least_after) for row in links]}

    def undo(self, sections: Sections) -> "LinkMtu":
        """Return to the sizes before."""
        now: dict[str, int] = {
            row["ifname"]: row["mtu"]
            for row in sections.get("link", [])
            if isinstance(row, dict) and "ifname" in row and "mtu" in row
        }
        others = tuple((name, now[name]) for name, _ in self.others)
        return replace(self, value=self.was, was=self.value, others=others)


def _ports(rows: list[Any]) -> dict[str, int]:
    """Return the least size of the ports of each master."""
    found: dict[str, int] = {}
    for row in rows:
        if isinstance(row, dict) and isinstance(row.get("master"), str) and isinstance(row.get("mtu"), int):
            found[row["master"]] = min(row["mtu"], found.get(row["master"], row["mtu"]))
    return found


def _bridge(row: Any, before: Mapping[str, int], after: Mapping[str, int]) -> Any:
    info = row.get("linkinfo") if isinstance(row, dict) else None
    if not isinstance(info, dict) or info.get("info_kind") != "bridge":
        return row
    name = row.get("ifname")
    return {**row, "mtu": after[name]} if name in after and row.get("mtu") == before.get(name) else row
