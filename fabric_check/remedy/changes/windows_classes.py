"""Traffic classes (ETS) of a Windows host, or of a NIC with classes of its own.

The class ``[Default]`` is always there. It has the priorities that no other class has, and the bandwidth that they leave
(Microsoft, *New-NetQosTrafficClass*).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from fabric_check.parse.sections import text, whole_number
from fabric_check.parse.settings import PRIORITIES, listed
from fabric_check.parse.windows.dcb.wanted import CLASSES, is_default
from fabric_check.parse.windows.rows import enum
from fabric_check.remedy.change import HostChange, Safety, Sections
from fabric_check.remedy.changes.windows_qos import is_of, programmed
from fabric_check.remedy.changes.windows_rows import Row, edited, like, relisted, rows, same

_ALGORITHMS = ("strict", "", "ets")
_ALL = 100
"""Percent."""


@dataclass(frozen=True, slots=True)
class TrafficClass(HostChange):
    """A traffic class with its priorities and its share in percent (None: strict), or none of that *name*.

    *was* None: it is not there yet; *is_there* False: it goes away. An undo carries in *row* and *at* what stood where, and
    in *default* what ``[Default]`` was.
    """

    nic: str | None
    name: str
    priorities: tuple[int, ...]
    bandwidth: int | None
    was: int | None = None
    is_new: bool = False
    is_there: bool = True
    row: Mapping[str, Any] | None = field(default=None, compare=False)
    at: int | None = field(default=None, compare=False)
    default: Mapping[str, Any] | None = field(default=None, compare=False)

    template: ClassVar[str] = "traffic-class"

    @property
    def target(self) -> tuple[object, ...]:
        """The class."""
        return ("traffic-class", self.device, (self.nic or "").casefold(), self.name.casefold())

    @property
    def place(self) -> tuple[int, ...]:
        """What leaves bandwidth to others comes first."""
        if not self.is_there:
            return (32,)
        if self.is_new:
            return (36,)
        return (33,) if (self.bandwidth or 0) < (self.was or 0) else (34,)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: of all cmdlets that restart a NIC, each has -NoRestart, and those of NetQos have none."""
        return Safety.SAFE, "no NIC restarts; shares count only where a link is full"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the class, what it leaves to the default one, and the NICs that follow it.

        Windows refuses shares that leave nothing to the default class: then all stays as it is.
        """
        found = self._changed(sections)
        others = [row for row in own_classes(found, self.nic) if not is_default(row)]
        left = _ALL - sum(share(row) or 0 for row in others)
        if left <= 0 and self.default is None:
            return dict(sections)
        found = edited(
            found,
            CLASSES,
            lambda row: is_default(row) and is_of(sections, row, self.nic),
            lambda row: self.default or _rest(row, others, left),
        )
        return programmed(found)

    def _changed(self, sections: Sections) -> dict[str, Any]:
        if not self.is_there:
            return relisted(
                sections, CLASSES, lambda content: [row for row in content if not self._is_it(sections, row)]
            )
        if self.is_new:
            return relisted(sections, CLASSES, lambda content: self._added(sections, content))
        return edited(sections, CLASSES, lambda row: self._is_it(sections, row), self._shared)

    def undo(self, sections: Sections) -> "TrafficClass":
        """Return the class to what it was."""
        own = own_classes(sections, self.nic)
        default = next((row for row in own if is_default(row)), None)
        content = rows(sections, CLASSES)
        old = next((row for row in own if same(row.get("Name"), self.name)), None)
        if old is None:
            return replace(self, is_there=False, is_new=False, default=default)
        return replace(
            self,
            priorities=tuple(sorted(listed(old.get("Priority")) or ())),
            bandwidth=share(old),
            was=self.bandwidth,
            is_new=not self.is_there,
            is_there=True,
            row=old,
            at=next(place for place, row in enumerate(content) if row is old),
            default=default,
        )

    def _is_it(self, sections: Sections, row: Any) -> bool:
        return isinstance(row, dict) and same(row.get("Name"), self.name) and is_of(sections, row, self.nic)

    def _shared(self, row: Row) -> Row:
        if self.row is not None:
            return self.row
        algorithm = row.get("Algorithm")
        ets: str | int = 2 if isinstance(algorithm, int) or str(algorithm).isdecimal() else "ETS"
        key = _key(row)
        return {**row, "Algorithm": like(algorithm, ets), key: like(row.get(key), self.bandwidth or 0)}

    def _added(self, sections: Sections, content: list[Any]) -> list[Any]:
        if self.row is not None and self.at is not None:
            return [*content[: self.at], self.row, *content[self.at :]]
        default = next((row for row in own_classes(sections, self.nic) if is_default(row)), {})
        row = {**default, "Name": self.name, "Priority": list(self.priorities)}
        return [*content, self._shared(row)]


def own_classes(sections: Sections, nic: str | None) -> list[Row]:
    """Return the rows of the host's traffic classes (*nic* None), or of an adapter's own."""
    return [row for row in rows(sections, CLASSES) if is_of(sections, row, nic) and text(row.get("Name"))]


def share(row: Row) -> int | None:
    """Return a class's share in percent; None where it is strict."""
    if enum(row.get("Algorithm"), _ALGORITHMS) == "strict":
        return None
    return whole_number(row.get("BandwidthPercentage", row.get("Bandwidth"))) or 0


def _rest(default: Row, others: list[Row], bandwidth: int) -> Row:
    """Return the default class with the priorities and the bandwidth that the others leave it."""
    taken = frozenset[int]().union(*(listed(row.get("Priority")) or () for row in others))
    left = [priority for priority in range(PRIORITIES) if priority not in taken]
    return {**default, "Priority": left, _key(default): like(default.get(_key(default)), bandwidth)}


def _key(row: Row) -> str:
    return "Bandwidth" if "BandwidthPercentage" not in row and "Bandwidth" in row else "BandwidthPercentage"
