"""The text form of ``Get-NetAdapterQos``, as people paste it: labels, a colon, and values that may go on below.

Flow control reads ``All Priorities Enabled``, ``All Priorities Disabled``, ``Priority 3 Enabled`` or
``Priorities 3,5-7 Enabled``. Source: the rendering rules of Microsoft's MSFT_NetAdapterQos format helper.
"""

import re
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from fabric_check.model.dcb import Priorities
from fabric_check.parse.settings import PRIORITIES, listed

_LABEL = re.compile(r"\s{0,3}([A-Za-z]+)\s*:(.*)")
_FLOW_CONTROL = re.compile(r"Priorit(?:y|ies)\s+([0-7,\s-]+?)\s+Enabled", re.IGNORECASE)
_CLASSES = re.compile(r"NumTCs\(Max/ETS/PFC\)\s*:\s*(\d)/\d/\d(?:\s+(\d)/\d/\d)?")
_NAMES = ("Name", "InterfaceAlias", "ifAlias")


@dataclass(slots=True)
class Adapter:
    """One adapter's values by label. *lines*: where each stands in a list of lines; None where the text is one string."""

    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int | None] = field(default_factory=dict)
    class_limit: int | None = None

    def pfc(self, label: str) -> Priorities | None:
        """Return the priorities that a flow control value switches on; None where it says nothing."""
        value = " ".join(self.values.get(label, "").split())
        if value.casefold() == "all priorities enabled":
            return frozenset(range(PRIORITIES))
        if value.casefold() == "all priorities disabled":
            return frozenset()
        match = _FLOW_CONTROL.fullmatch(value)
        return listed(match[1]) if match else None


class Report:
    """A whole text: its adapters by folded name. A label that comes again begins the next adapter."""

    def __init__(self, content: str | list[str]) -> None:
        self.adapters: dict[str, Adapter] = {}
        current, label = Adapter(), ""
        for place, line in _lines(content):
            if match := _LABEL.fullmatch(line):
                label, value = match[1], match[2].strip()
                current = Adapter() if label in current.values else current
                current.values[label], current.lines[label] = value, place
                if label in _NAMES and value:
                    self.adapters.setdefault(value.casefold(), current)
            elif label and not current.values[label]:
                current.values[label] = line.strip()
            if classes := _CLASSES.search(line):
                current.class_limit = int(classes[2] or classes[1])


def is_text(content: Any) -> TypeGuard[str | list[str]]:
    """Return whether a section holds rendered text: a string, or a list of nothing but strings."""
    if isinstance(content, list):
        return bool(content) and all(isinstance(line, str) for line in content)
    return isinstance(content, str)


def _lines(content: str | list[str]) -> list[tuple[int | None, str]]:
    if isinstance(content, str):
        return [(None, line) for line in content.splitlines()]
    return [(place, line) for place, part in enumerate(content) for line in part.splitlines() or [""]]
