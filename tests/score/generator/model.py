"""What a generated fabric is made of: plain records that the shapes fill, faults change and the writers print."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Network:
    """A declared network. *priority*: its lossless priority, where it has one; *rdma*: for RoCE."""

    name: str
    vlan: int
    ip_mtu: int
    priority: int | None = None
    rdma: bool = False


@dataclass(frozen=True)
class Model:
    """What the generator must know of a switch model. *default*: None where no page tells what a missing line means."""

    name: str
    dialect: str
    generation: str
    banner: str
    releases: tuple[str, ...]
    profile: str
    default: int | None
    maximum: int
    access: tuple[str, ...]
    uplinks: tuple[str, ...]


@dataclass
class Port:
    """A switch port or a port-channel, as its configuration has it.

    Where its switch has DCB: *pfc* for the lossless priorities, or for those one up (*shifted*), and for *extra*; *pause*: 802.3x
    beside it; *other_map*: a map with other shares. *dcbx_role* and *dcbx_version* are lines of a Force10 port, *trust* is one of
    a PowerConnect port.
    """

    name: str
    role: str
    description: str = ""
    mtu: int | None = None
    up: bool = True
    layer2: bool = True
    tagged: set[int] = field(default_factory=set)
    native: int | None = None
    mode: str = "trunk"
    member_of: str | None = None
    lag: bool = False
    static: bool = False
    pair_id: int | None = None
    all_vlans: bool = False
    lists_one: bool = False
    pvid: int | None = None
    pfc: bool = True
    extra: tuple[int, ...] = ()
    pause: bool = False
    dcbx_role: str | None = None
    dcbx_version: str | None = None
    other_map: bool = False
    shifted: bool = False
    trust: str | None = None

    @property
    def carries(self) -> set[int]:
        """Every VLAN that was meant for this port."""
        return self.tagged | ({self.native} if self.native else set())

    def paused(self, networks: list[Network]) -> tuple[int, ...]:
        """Return the priorities that it has PFC for."""
        wanted = {one.priority + self.shifted for one in networks if one.priority is not None}
        return tuple(sorted(wanted | set(self.extra)))


@dataclass
class Switch:
    """A switch. *created*: the VLANs that exist; *vlan_mtu*: those with an ``mtu`` line of their own.

    *provisioned*: its config tells the model; *named*: somebody, config or fabric.yaml, does. *dcb*: it is configured for
    lossless networks; of a Force10, *dcb_on* (None: no line says), *trusts*, the *shares* of its groups, *split*: priority 7 in a group of its own,
    and one *dcb_line* more.
    """

    name: str
    model: Model
    release: str
    ports: dict[str, Port] = field(default_factory=dict)
    created: set[int] = field(default_factory=set)
    vlan_mtu: dict[int, int] = field(default_factory=dict)
    system_mtu: int | None = None
    peer: str | None = None
    default_vlan: int = 1
    dcb: bool = False
    dcb_on: bool | None = True
    trusts: bool = True
    shares: tuple[int, int] = (50, 50)
    split: bool = False
    dcb_line: str | None = None
    crlf: bool = False
    bom: bool = False
    provisioned: bool = True
    named: bool = True

    def members(self, lag: str) -> list[Port]:
        """Return the ports of a port-channel."""
        return [port for port in self.ports.values() if port.member_of == lag]


@dataclass
class Nic:
    """A host's physical NIC. *size*: its IP MTU; *pfc*: its own, None for the host's; the rest as Windows' keywords number it."""

    name: str
    size: int
    vlan: int = 0
    roce_frame: int | None = None
    header: int = 14
    pfc: set[int] | None = None
    qos: bool = True
    rdma: bool = True
    flavour: int = 4
    priority_tag: int = 3
    flow_control: int = 0
    class_limit: int = 8
    driver: str = "2.80.50000.0"


@dataclass
class Endpoint:
    """What fabric.yaml declares of a host: a NIC itself, or a vNIC, team, bond or VLAN device above some."""

    name: str
    network: Network
    vlan: int
    size: int
    uplinks: list[str]
    pinned: bool = False
    isolation: bool = False
    device: bool = True
    rdma: bool = True


@dataclass
class Host:
    """A host. *kind*: bare, set, lbfo, team, plain, bond, lacp or declared.

    *lossless*: the priorities that its networks want so. *policy*: what its QoS policies match, empty where it has none, and
    *policy_shift*: how far their priorities are off. *classed*: it has traffic classes, and *share* is the
    lossless one's. *event*: the HRESULT of a failed
    migration. *fallback*: the host to which its SMB uses TCP.
    """

    name: str
    os: str
    kind: str
    nics: list[Nic] = field(default_factory=list)
    endpoints: list[Endpoint] = field(default_factory=list)
    refused: str | None = None
    members: list[str] | None = None
    lossless: set[int] = field(default_factory=set)
    pfc: set[int] = field(default_factory=set)
    willing: bool = False
    installed: bool = True
    policy: str = "NetDirectPortMatchCondition"
    policy_shift: int = 0
    classed: bool = True
    share: int = 50
    stored: bool = True
    event: str | None = None
    fallback: str | None = None


@dataclass
class Link:
    """A cable between two named interfaces; *written*: fabric.yaml mentions it."""

    a: tuple[str, str]
    b: tuple[str, str]
    written: bool = True


@dataclass
class Fabric:
    """A whole fabric and the intent that it satisfies. *lost*: files that somebody forgot to save.

    *declared*: fabric.yaml says which share of the bandwidth lossless networks have.
    """

    seed: int
    shape: str
    networks: list[Network]
    switches: dict[str, Switch] = field(default_factory=dict)
    hosts: dict[str, Host] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    spelling: int = 0
    declared: bool = False
    lost: set[str] = field(default_factory=set)
    cut: dict[str, float] = field(default_factory=dict)

    @property
    def jumbo(self) -> bool:
        """Whether any network wants more than standard frames."""
        return any(network.ip_mtu > 1500 for network in self.networks)
