"""Settings of a Linux link."""

from dataclasses import dataclass
from typing import Any, ClassVar

from fabric_check.remedy.change import HostChange, Phase, Safety, Sections


@dataclass(frozen=True, slots=True)
class LinkMtu(HostChange):
    """A link's ``mtu``: the IP MTU in bytes. A VLAN device and its parent are two settings."""

    nic: str
    value: int
    was: int

    template: ClassVar[str] = "link-mtu"
    rank: ClassVar[int] = 40

    @property
    def target(self) -> tuple[object, ...]:
        """The MTU of this link."""
        return ("link-mtu", self.device, self.nic)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: many drivers reset the link to change their buffers."""
        return Safety.DISRUPTIVE, "many drivers restart the link when its MTU changes"

    @property
    def phase(self) -> Phase:
        """Lower before the switches, raise after them."""
        return Phase.HOST_LOWERS if self.value < self.was else Phase.HOST

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the new size."""
        links = [
            {**row, "mtu": self.value} if isinstance(row, dict) and row.get("ifname") == self.nic else row
            for row in sections.get("link", [])
        ]
        return {**sections, "link": links}

    def undo(self, sections: Sections) -> "LinkMtu":  # noqa: ARG002 - the change itself knows what was
        """Return to the size before."""
        return LinkMtu(self.device, self.nic, self.was, self.value)
