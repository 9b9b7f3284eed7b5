"""DCB of a Linux NIC: PFC and the willing bit by ``dcb``, 802.3x pause by ``ethtool``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from fabric_check.remedy.change import HostChange, Safety, Sections

_LINES = re.compile(r"^(Autonegotiate|RX|TX):([ \t]+)(on|off)", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pfc(HostChange):
    """PFC on or off for some priorities of a NIC: ``dcb pfc set``, dcb-pfc(8)."""

    nic: str
    priorities: tuple[int, ...]
    on: bool

    template: ClassVar[str] = "pfc"
    rank: ClassVar[int] = 30

    @property
    def target(self) -> tuple[object, ...]:
        """PFC of this NIC, one way."""
        return ("pfc", self.device, self.nic, self.on)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive for want of a source that says otherwise."""
        return Safety.DISRUPTIVE, "drivers may restart their queues for other PFC"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with PFC set."""

        def edit(entry: Mapping[str, Any]) -> dict[str, Any]:
            array = list(entry.get("prio_pfc", []))
            for priority in self.priorities:
                array[priority] = self.on
            return {**entry, "prio_pfc": array}

        return _edited(sections, "dcb_pfc", self.nic, edit)

    def undo(self, sections: Sections) -> "Pfc":  # noqa: ARG002 - only priorities that differ are in it
        """Return the priorities to what they were."""
        return replace(self, on=not self.on)


@dataclass(frozen=True, slots=True)
class Willing(HostChange):
    """Whether a NIC takes its switch's DCB: ``dcb ets set``, dcb-ets(8)."""

    nic: str
    on: bool

    template: ClassVar[str] = "willing"
    rank: ClassVar[int] = 38

    @property
    def target(self) -> tuple[object, ...]:
        """The NIC's willing bit."""
        return ("willing", self.device, self.nic)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: what the NIC does may change at once."""
        return Safety.DISRUPTIVE, "DCBX negotiates anew, and the NIC takes other settings"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the bit set."""
        return _edited(sections, "dcb_ets", self.nic, lambda entry: {**entry, "willing": self.on})

    def undo(self, sections: Sections) -> "Willing":  # noqa: ARG002 - it is changed only where it differs
        """Return to the bit before."""
        return replace(self, on=not self.on)


@dataclass(frozen=True, slots=True)
class Pause(HostChange):
    """802.3x pause of a NIC, in each direction: ``ethtool -A``. *autoneg* None leaves its negotiation as it is."""

    nic: str
    rx: bool = False
    tx: bool = False
    autoneg: bool | None = None

    template: ClassVar[str] = "pause"
    rank: ClassVar[int] = 20

    @property
    def target(self) -> tuple[object, ...]:
        """The NIC's 802.3x pause."""
        return ("pause", self.device, self.nic)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive for want of a source that says otherwise."""
        return Safety.DISRUPTIVE, "drivers may restart the link to change 802.3x pause"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with pause set."""
        becomes = {"rx": self.rx, "tx": self.tx, "autonegotiate": self.autoneg}

        def line(match: re.Match[str]) -> str:
            on = becomes[match[1].casefold()]
            return match[0] if on is None else f"{match[1]}:{match[2]}{'on' if on else 'off'}"

        return _edited(sections, "ethtool_a", self.nic, lambda text: _LINES.sub(line, text))

    def undo(self, sections: Sections) -> "Pause":
        """Return to what it was."""
        told = pause(sections, self.nic)
        autoneg = None if self.autoneg is None else told.get("autonegotiate")
        return replace(self, rx=told["rx"], tx=told["tx"], autoneg=autoneg)


def pause(sections: Sections, nic: str) -> dict[str, bool]:
    """Return what ``ethtool -a`` says: ``rx``, ``tx`` and, where it is told, ``autonegotiate``."""
    content = sections.get("ethtool_a")
    text = content.get(nic) if isinstance(content, dict) else None
    found = _LINES.findall(text) if isinstance(text, str) else []
    return {name.casefold(): state.casefold() == "on" for name, _, state in found}


def _edited(sections: Sections, section: str, nic: str, edit: Any) -> dict[str, Any]:
    """Return the sections with a NIC's entry edited; ``dcb`` may print it as a list of one."""
    content = sections[section]
    entry = content[nic]
    new = [edit(entry[0])] if isinstance(entry, list) else edit(entry)
    return {**sections, section: {**content, nic: new}}
