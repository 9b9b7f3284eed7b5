"""Text of ``ethtool -a`` (802.3x pause) and ``ethtool -i`` (driver) of one netdev."""

import re

from fabric_check.model.dcb import Driver, Setting
from fabric_check.model.text import printable
from fabric_check.parse.sections import Sections
from fabric_check.parse.settings import unknown

_PAUSE = re.compile(r"^(RX|TX):[ \t]+(on|off)\s*$", re.MULTILINE | re.IGNORECASE)
_FIELD = re.compile(r"^(driver|version|firmware-version):[ \t]*(\S.*?)?\s*$", re.MULTILINE)
_BOARD = re.compile(r"\((\w+)\)$")
"""Mellanox drivers put the board's id behind the firmware's version."""


def flow_control(sections: Sections, netdev: str) -> Setting[bool]:
    """Return whether a NIC is set to 802.3x pause, in either direction."""
    read = _text(sections, "ethtool_a", netdev)
    if read is None:
        return unknown(_why(sections, "ethtool_a", netdev))
    told = {direction.upper(): state.casefold() == "on" for direction, state in _PAUSE.findall(read)}
    if set(told) != {"RX", "TX"}:
        said = printable(" ".join(read.split()))[:200]
        return unknown(f"{sections.file}: ethtool -a of {netdev!r} does not say RX and TX: {said}")
    return Setting(any(told.values()), find=sections.evidence("ethtool_a", None, netdev))


def driver(sections: Sections, netdev: str) -> Driver | None:
    """Return a NIC's driver, or None where it is not told. Only the board's id tells which card it is."""
    read = _text(sections, "ethtool_i", netdev)
    fields = dict(_FIELD.findall(read or ""))
    if not fields.get("driver"):
        return None
    firmware = fields.get("firmware-version", "")
    board = _BOARD.search(firmware)
    model = f"{fields['driver']} {board[1]}" if board else ""
    firmware = firmware[: board.start()].strip() if board else firmware
    find = sections.evidence("ethtool_i", None, netdev)
    return Driver(model, fields["driver"], fields.get("version", ""), firmware, find)


def _text(sections: Sections, section: str, netdev: str) -> str | None:
    content = sections.content(section)
    value = content.get(netdev) if isinstance(content, dict) else None
    return value if isinstance(value, str) else None


def _why(sections: Sections, section: str, netdev: str) -> str:
    return sections.why_unknown(section) or f"{sections.file}: section {section} says nothing of {netdev!r}"
