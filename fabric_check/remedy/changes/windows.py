"""Settings of a Windows NIC's driver, by RegistryKeyword: the names that no language of Windows translates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from fabric_check.remedy.change import HostChange, Phase, Safety, Sections

JUMBO_PACKET = "*JumboPacket"
_SIZES = {"ipInterface": ("InterfaceAlias", "NlMtu"), "netAdapter": ("Name", "MtuSize")}
"""Where Windows shows a NIC's size again: both follow ``*JumboPacket``."""


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
        """A smaller jumbo size comes before the switches, everything else after."""
        sizes = self.keyword == JUMBO_PACKET and self.value.isdecimal() and self.was.isdecimal()
        return Phase.HOST_LOWERS if sizes and int(self.value) < int(self.was) else Phase.HOST

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the new value, and the sizes that follow ``*JumboPacket``."""
        found = dict(sections)
        found["advancedProperty"] = [
            {**row, "RegistryValue": [self.value]} if self._is_it(row) else row
            for row in _rows(sections, "advancedProperty")
        ]
        if self.keyword == JUMBO_PACKET:
            more = int(self.value) - int(self.was)
            for section, (name, size) in _SIZES.items():
                if section in sections:
                    found[section] = [
                        self._resized(row, name, size, more) for row in _rows(sections, section)
                    ]
        return found

    def undo(self, sections: Sections) -> "AdvancedProperty":  # noqa: ARG002 - the change itself knows what was
        """Return to the value before."""
        return AdvancedProperty(self.device, self.nic, self.keyword, self.was, self.value)

    def _is_it(self, row: Mapping[str, Any]) -> bool:
        same = str(row.get("Name", "")).casefold() == self.nic.casefold()
        return same and str(row.get("RegistryKeyword", "")).casefold() == self.keyword.casefold()

    def _resized(self, row: dict[str, Any], name: str, size: str, more: int) -> dict[str, Any]:
        same = str(row.get(name, "")).casefold() == self.nic.casefold()
        number = row.get(size)
        return {**row, size: number + more} if same and isinstance(number, int) else row


def _rows(sections: Sections, section: str) -> list[dict[str, Any]]:
    """Return a section's objects; PowerShell writes a single one without its list."""
    content = sections.get(section, [])
    return [content] if isinstance(content, dict) else [row for row in content if isinstance(row, dict)]
