"""What FTOS commands change: the state that a config is folded into, before any model's defaults are known."""

from dataclasses import dataclass, field

from fabric_check.dialects.ftos.dcb_state import DcbState, PortDcbState
from fabric_check.dialects.tree import Node
from fabric_check.model.vlans import NO_VLANS, VlanSet


@dataclass(slots=True)
class PortVlans:
    """VLANs that the port's own lines give it, as the I/O Aggregators print them."""

    auto: Node | None = None
    tagged: VlanSet = NO_VLANS
    tagged_lines: dict[Node, None] = field(default_factory=dict)
    untagged: tuple[int, Node] | None = None


@dataclass(slots=True)
class PortState:
    """One interface. Each setting is the command that made it, or None where none did.

    *peer_lag*: by which number the VLT peer knows this port-channel.
    """

    name: str
    stanza: Node
    mtu: tuple[int, Node] | None = None
    up: tuple[bool, Node] | None = None
    switchport: Node | None = None
    hybrid: Node | None = None
    vlans: PortVlans | None = None
    peer_lag: tuple[int, Node] | None = None
    description: str | None = None
    dcb: PortDcbState | None = None


@dataclass(slots=True)
class VlanState:
    """One VLAN and its member ports; in the default VLAN *untagged* comes from ``!untagged`` lines."""

    number: int
    stanza: Node
    mtu: tuple[int, Node] | None = None
    tagged: dict[str, Node] = field(default_factory=dict)
    untagged: dict[str, Node] = field(default_factory=dict)
    name: str | None = None


@dataclass(frozen=True, slots=True)
class LagMember:
    """That a port belongs to a port-channel: by the port's own LACP lines, else by the port-channel's list."""

    lag: str
    node: Node
    lacp: bool


@dataclass(slots=True)
class VltDomain:
    """``vlt domain N`` and the port-channel to the other half."""

    number: int
    node: Node
    peer_link: tuple[str, Node] | None = None


@dataclass(slots=True)
class State:
    """A whole switch. *unread* are commands of a known word whose arguments mean nothing to us.

    *lag_members* is by member port, since a port-channel may be printed before or after its members.
    """

    ports: dict[str, PortState] = field(default_factory=dict)
    vlans: dict[int, VlanState] = field(default_factory=dict)
    default_vlan: int = 1
    lag_members: dict[str, LagMember] = field(default_factory=dict)
    vlt: VltDomain | None = None
    unread: list[tuple[Node, str]] = field(default_factory=list)
    dcb: DcbState = field(default_factory=DcbState)
