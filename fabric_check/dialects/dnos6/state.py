"""What DNOS6 commands change: the state that a config is folded into, before any model's defaults are known."""

from dataclasses import dataclass, field

from fabric_check.dialects.tree import Node
from fabric_check.model.vlans import NO_VLANS, VlanSet


@dataclass(slots=True)
class PortState:
    """One interface. The settings of every switchport mode are kept; the mode says which of them count.

    *allowed* None: no list, so a trunk carries all VLANs.
    """

    name: str
    stanza: Node
    mtu: tuple[int, Node] | None = None
    down: Node | None = None
    mode: str = "access"
    access: int = 1
    native: int = 1
    allowed: VlanSet | None = None
    pvid: int = 1
    general_tagged: VlanSet = NO_VLANS
    general_untagged: VlanSet = field(default_factory=lambda: VlanSet.of([1]))
    switchport: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class State:
    """A whole switch. *unread* are commands of a known word whose arguments mean nothing to us."""

    ports: dict[str, PortState] = field(default_factory=dict)
    created: dict[int, Node] = field(default_factory=dict)
    system_mtu: tuple[int, Node] | None = None
    unread: list[tuple[Node, str]] = field(default_factory=list)
