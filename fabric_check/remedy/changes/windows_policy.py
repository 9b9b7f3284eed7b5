"""QoS policies of a Windows host, which give traffic its 802.1p priority: made, given another priority, or stored.

The section holds the rows of both stores, as ``parse.windows.dcb.policies`` reads it. What is stored is in effect too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

from fabric_check.parse.sections import text
from fabric_check.parse.windows.dcb.policies import SECTION
from fabric_check.remedy.change import HostChange, Safety, Sections
from fabric_check.remedy.changes.windows_rows import (
    Row,
    edited,
    like,
    relisted,
    rows,
    same,
    set_keys,
)

ACTIVE = "ActiveStore"
_PRIORITY = ("PriorityValue8021Action", "PriorityValue")
Filters = tuple[tuple[str, str], ...]
"""What a policy matches, as parameters of New-NetQosPolicy and their values; an empty value is a switch."""


@dataclass(frozen=True, slots=True)
class Policy(HostChange):
    """A policy that matches SMB Direct: RDMA's port 445. *exists* False removes it."""

    name: str
    priority: int
    exists: bool = True

    template: ClassVar[str] = "policy"
    rank: ClassVar[int] = 25
    filters: ClassVar[Filters] = (("NetDirectPortMatchCondition", "445"),)

    @property
    def target(self) -> tuple[object, ...]:
        """The policy."""
        return ("policy", self.device, self.name.casefold())

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: it says of new connections alone."""
        return Safety.SAFE, "new connections alone take the priority"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the policy in each store that they tell apart."""
        if not self.exists:
            return relisted(
                sections, SECTION, lambda content: [row for row in content if not self._is_it(row)]
            )
        row = {
            "Name": self.name,
            "Owner": "PowerShell / WMI",
            "NetDirectPortMatchCondition": 445,
            "PriorityValue8021Action": self.priority,
        }
        known = rows(sections, SECTION)
        told = not known or any("PolicyStore" in one for one in known)
        new = [{**row, "PolicyStore": store} for store in ("", ACTIVE)] if told else [row]
        return relisted(sections, SECTION, lambda content: [*content, *new])

    def undo(self, sections: Sections) -> "Policy":  # noqa: ARG002 - it is made only where none has the name
        """Remove it."""
        return replace(self, exists=not self.exists)

    def _is_it(self, row: Any) -> bool:
        return isinstance(row, dict) and same(row.get("Name"), self.name)


@dataclass(frozen=True, slots=True)
class PolicyPriority(HostChange):
    """The 802.1p priority that a policy gives."""

    name: str
    priority: int
    was: int

    template: ClassVar[str] = "policy-priority"
    rank: ClassVar[int] = 27

    @property
    def target(self) -> tuple[object, ...]:
        """The policy's priority."""
        return ("policy-priority", self.device, self.name.casefold())

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: it says of new connections alone."""
        return Safety.SAFE, "new connections alone take the priority"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the priority in each store."""
        return edited(
            sections,
            SECTION,
            lambda row: same(row.get("Name"), self.name),
            lambda row: set_keys(row, self.priority, *_PRIORITY),
        )

    def undo(self, sections: Sections) -> "PolicyPriority":  # noqa: ARG002 - the change itself knows what was
        """Return to the priority before."""
        return replace(self, priority=self.was, was=self.priority)


@dataclass(frozen=True, slots=True)
class PolicyStore(HostChange):
    """A policy of the active store is made again as one that is stored; *stored* False: the other way round."""

    name: str
    filters: Filters
    priority: int | None
    stored: bool = True
    row: Mapping[str, Any] = field(default_factory=dict, compare=False)

    template: ClassVar[str] = "policy-store"
    rank: ClassVar[int] = 26

    @property
    def target(self) -> tuple[object, ...]:
        """Where the policy is stored."""
        return ("policy-store", self.device, self.name.casefold())

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: it says of new connections alone."""
        return Safety.SAFE, "connections that are made in the moment between lack the priority, no other"

    def replay(self, sections: Sections) -> dict[str, Any]:
        """Return the facts with the policy in the machine's store too, or without it there."""
        if self.stored:
            row = {**self.row, "PolicyStore": like(self.row.get("PolicyStore", ""), "")}
            return relisted(sections, SECTION, lambda content: [*content, row])
        return relisted(sections, SECTION, lambda content: [row for row in content if not self._kept(row)])

    def undo(self, sections: Sections) -> "PolicyStore":  # noqa: ARG002 - it is stored only where it was not
        """Return it to the active store alone."""
        return replace(self, stored=not self.stored)

    def _kept(self, row: Row) -> bool:
        in_store = isinstance(row, dict) and not same(text(row.get("PolicyStore")), ACTIVE)
        return in_store and same(row.get("Name"), self.name)
