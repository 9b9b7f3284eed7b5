"""What DNOS6 commands change: the state that a config is folded into, before any model's defaults are known."""

from dataclasses import dataclass, field

from fabric_check.dialects.dnos6.qos import PortQos, Qos
from fabric_check.dialects.tree import Node
from fabric_check.model.vlans import NO_VLANS, VLAN_1, VlanSet


@dataclass(slots=True)
class PortState:
    """One interface. The settings of every switchport mode are kept; the mode says which of them count.

    *allowed* None: no list, so a trunk carries all VLANs. *lag*: the port-channel that ``channel-group`` joins, *lacp*: by LACP.
    *vpc*: the id that both halves of a vPC domain know a port-channel by. *qos* None: no line of DCB or class of service.
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
    general_untagged: VlanSet = VLAN_1
    switchport: dict[Node, None] = field(default_factory=dict)
    lag: tuple[str, Node] | None = None
    lacp: bool = False
    vpc: tuple[int, Node] | None = None
    peer_link: Node | None = None
    description: str | None = None
    qos: PortQos | None = None

    def own(self) -> PortQos:
        """Return what the port itself says of DCB and class of service, to be changed."""
        if self.qos is None:
            self.qos = PortQos()
        return self.qos


@dataclass(slots=True)
class State:
    """A whole switch. *unread* are commands of a known word whose arguments mean nothing to us."""

    ports: dict[str, PortState] = field(default_factory=dict)
    created: dict[int, Node] = field(default_factory=dict)
    created_set: VlanSet = NO_VLANS
    vlan_names: dict[int, str] = field(default_factory=dict)
    system_mtu: tuple[int, Node] | None = None
    vpc_feature: Node | None = None
    vpc_domain: tuple[int, Node] | None = None
    qos: Qos = field(default_factory=Qos)
    dcbx_version: tuple[str, Node] | None = None
    iscsi: Node | None = None
    unread: list[tuple[Node, str]] = field(default_factory=list)
