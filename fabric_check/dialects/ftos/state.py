"""What FTOS commands change: the state that a config is folded into, before any model's defaults are known."""

from dataclasses import dataclass, field

from fabric_check.dialects.tree import Node


@dataclass(slots=True)
class PortState:
    """One interface. Each setting is the command that made it, or None where none did."""

    name: str
    stanza: Node
    mtu: tuple[int, Node] | None = None
    up: tuple[bool, Node] | None = None
    switchport: Node | None = None
    hybrid: Node | None = None


@dataclass(slots=True)
class VlanState:
    """One VLAN and its member ports; in the default VLAN *untagged* comes from ``!untagged`` lines."""

    number: int
    stanza: Node
    tagged: dict[str, Node] = field(default_factory=dict)
    untagged: dict[str, Node] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """A whole switch. *unread* are commands of a known word whose arguments mean nothing to us."""

    ports: dict[str, PortState] = field(default_factory=dict)
    vlans: dict[int, VlanState] = field(default_factory=dict)
    default_vlan: int = 1
    unread: list[tuple[Node, str]] = field(default_factory=list)
