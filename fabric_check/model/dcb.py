"""Data Center Bridging as configured: PFC, ETS, DCBX, flow control and trust, in words that every platform shares.

Nothing here knows a command language or an operating system. What is on a port is said by a `Setting`: its value with
the line that makes it or, where no line does, the default's source; or no value, and why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from fabric_check.model.source import Source

Value = TypeVar("Value")

Priorities = frozenset[int]
"""802.1p priorities, 0 to 7."""


@dataclass(frozen=True, slots=True)
class Setting(Generic[Value]):
    """An effective setting.

    *value* None: not known, and *why* is the reason; *one_of*: the values that it can have, where that much is known. Else *source* (or *find*, where finding the line costs time) is the
    line that makes it; with neither, it is a default and *why* says by which source.
    """

    value: Value | None
    source: Source | None = None
    why: str = ""
    find: Callable[[], Source] | None = field(default=None, compare=False)
    one_of: tuple[Value, ...] = ()

    @property
    def possible(self) -> tuple[Value, ...]:
        """The value, or those that it can have; none where nothing is known."""
        return self.one_of if self.value is None else (self.value,)

    @property
    def known(self) -> bool:
        """Whether the value is known."""
        return self.value is not None

    def line(self) -> Source | None:
        """Return the line that makes the value, or None where it is a default or not known."""
        return self.source or (self.find() if self.find else None)


class DcbxRole(StrEnum):
    """What a switch port does with the DCBX of its peer, whatever its platform calls it."""

    OFF = "off"
    """It sends no DCBX."""
    MANUAL = "manual"
    """It advertises its own configuration and takes nothing."""
    UPSTREAM = "auto-upstream"
    """Willing: it takes the peer's configuration and may pass it on (FTOS auto-upstream, PowerConnect auto-up)."""
    DOWNSTREAM = "auto-downstream"
    """Not willing towards the peer: it advertises what an upstream port or a source of the same switch learned."""
    SOURCE = "configuration-source"
    """Chosen as the source of the switch's configuration."""

    @property
    def learns(self) -> bool:
        """Whether the port's PFC and ETS come from DCBX, so that no configuration shows them."""
        return self in (DcbxRole.UPSTREAM, DcbxRole.DOWNSTREAM)


@dataclass(frozen=True, slots=True)
class Group:
    """An ETS priority group (traffic class): its priorities and its share.

    *bandwidth* in percent, None where none is given. *strict*: served before the others. *pfc*: what the group itself
    says of PFC, None where it says nothing.
    """

    number: int
    priorities: Priorities
    bandwidth: int | None = None
    strict: bool = False
    pfc: bool | None = None
    source: Source | None = field(default=None, compare=False)
    find: Callable[[], Source] | None = field(default=None, compare=False)

    def line(self) -> Source | None:
        """Return the line that makes the group, where one does."""
        return self.source or (self.find() if self.find else None)


@dataclass(frozen=True, slots=True)
class PortDcb:
    """What DCB a switch port is configured for, independent of whether the switch has DCB on at all.

    *pfc*: priorities that it pauses. *flow_control*: 802.3x pause as configured, in either direction; whether it yields to PFC
    is the switch's to say (`SwitchDcb.flow_control_yields`). *groups*: ETS, empty where none is
    configured. *map*: the dcb-map (or the two old-style policies) that says all of it, which is then the thing to repair.
    *apply*: the line that applies it to the port. *role* and *version* are DCBX's; *version* is ``auto``, ``ieee``, ``cee``
    or ``cin``. *advertises*: ``pfc``, ``ets-conf``, ``ets-reco``, ``app``: the TLVs that the port sends. *queues*: the queue of each
    802.1p priority where the port has a map of its own; None: the switch's (`SwitchDcb.queues`).
    """

    pfc: Setting[Priorities]
    flow_control: Setting[bool]
    trusts_dot1p: Setting[bool]
    role: Setting[DcbxRole]
    version: Setting[str]
    groups: Setting[tuple[Group, ...]]
    map: str | None = None
    map_source: Source | None = None
    apply: Source | None = None
    advertises: Setting[frozenset[str]] = Setting(None, why="not read")
    queues: Setting[tuple[int, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Buffers:
    """PFC buffers that a line reserves: for how many ports, and for how many lossless queues of each."""

    ports: int
    queues: int
    source: Source


@dataclass(frozen=True, slots=True)
class SwitchDcb:
    """What holds for a whole switch.

    *capable*: whether the model has PFC. *enabled*: whether DCB is on (always True on platforms without such a switch that
    are capable). *queues*: the queue of each 802.1p priority, 0 to 7. *lossless_limit*: lossless queues a port may have;
    *limit_counts_priorities*: it counts priorities instead. *flow_control_yields*: 802.3x pause goes off by itself where
    PFC is on. *pending*: lines that take effect at the next reload only. *iscsi*: iSCSI optimisation, by its line.
    *maps*: the dcb-maps that there are, applied or not; None: the platform has none, each port says its PFC itself.
    """

    capable: Setting[bool]
    enabled: Setting[bool]
    queues: Setting[tuple[int, ...]]
    lossless_limit: Setting[int]
    limit_counts_priorities: bool = False
    flow_control_yields: bool = False
    buffers: Buffers | None = None
    pending: tuple[Source, ...] = ()
    iscsi: Source | None = None
    maps: frozenset[str] | None = None


class RdmaFlavour(StrEnum):
    """What an RDMA NIC speaks: only the same understand each other."""

    ROCE_V1 = "RoCE v1"
    ROCE_V2 = "RoCE v2"
    IWARP = "iWARP"
    INFINIBAND = "InfiniBand"


@dataclass(frozen=True, slots=True)
class Driver:
    """A NIC's driver: *model* is the NIC's description, *name* the driver's file or module; versions as text.

    Where *model* is empty, the facts do not tell which card it is: such a driver is comparable with no other.
    """

    model: str
    name: str
    version: str
    firmware: str = ""
    find: Callable[[], Source] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class QosPolicy:
    """A Windows QoS policy: what it matches and the 802.1p priority that it gives; None: it gives none.

    *net_direct_port*: SMB Direct's port 445 lives in this space; *ip_port* and *protocol* match TCP or UDP alone.
    *template*: ``SMB``, ``LiveMigration``, ``Cluster``, … *stored*: whether it survives a boot; None: not known.
    """

    name: str
    priority: int | None
    net_direct_port: int | None = None
    ip_port: int | None = None
    protocol: str = ""
    template: str = ""
    stored: bool | None = None
    find: Callable[[], Source] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Application:
    """An entry of a NIC's DCB application table: traffic of *number* gets *priority*.

    *selector* says what is numbered: ``ethtype``, ``dscp``, ``stream_port`` (TCP), ``dgram_port`` (UDP), ``port`` (either).
    """

    selector: str
    number: int
    priority: int


@dataclass(frozen=True, slots=True)
class AdapterDcb:
    """DCB and RDMA of one interface of a host, physical or virtual, by what its operating system says.

    *qos*: DCB on at this NIC. *pfc*: priorities as configured for it (Windows: its own policy set, else the host's; Linux:
    ``dcb pfc``). *operational_pfc*: what the driver says it does. *remote_pfc*: what the switch's DCBX told it; None without
    DCBX. *classes*: ETS as configured. *class_limit*: traffic classes that the NIC supports. *priority_tag*: whether it
    writes 802.1p. *egress*: socket priority → PCP of a Linux VLAN device. *ethernet*: False for an InfiniBand link, to which
    none of Ethernet's rules applies. *applications*: the table that Linux gives the NIC. Where something above the NIC takes RDMA away (LBFO, an old vSwitch), *rdma* is False and *why* says it.
    """

    name: str
    physical: bool
    qos: Setting[bool]
    pfc: Setting[Priorities]
    operational_pfc: Setting[Priorities]
    remote_pfc: Setting[Priorities]
    classes: Setting[tuple[Group, ...]]
    class_limit: Setting[int]
    willing: Setting[bool]
    flow_control: Setting[bool]
    priority_tag: Setting[bool]
    rdma: Setting[bool]
    flavour: Setting[RdmaFlavour]
    driver: Driver | None = None
    egress: Setting[Mapping[int, int]] = Setting(None, why="not a Linux VLAN device")
    ethernet: bool = True
    applications: Setting[tuple[Application, ...]] = Setting(None, why="not collected")


@dataclass(frozen=True, slots=True)
class SmbConnection:
    """An SMB Multichannel connection between two addresses, as the client sees it."""

    server: str
    client_address: str
    server_address: str
    client_rdma: bool
    server_rdma: bool
    rdma_connections: int
    tcp_connections: int
    selected: bool
    failed: bool
    find: Callable[[], Source] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class MigrationEvent:
    """A failed live migration that the host logged within the time that counts: its HRESULT, such as ``0x80072746``."""

    hresult: str
    at: str
    text: str
    find: Callable[[], Source] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class HostDcb:
    """DCB of a host as a whole. *installed*: the Data-Center-Bridging feature (Windows; always True on Linux).

    *pfc*, *classes*, *policies*: what the Windows host wants; unknown on Linux, where each NIC says it (*adapters*).
    *migration*: the declared networks that live migration really uses, and how it was told; unknown where the facts do
    not say. *migration_over*: ``SMB``, ``Compression`` or ``TCPIP``.
    """

    installed: Setting[bool]
    pfc: Setting[Priorities]
    classes: Setting[tuple[Group, ...]]
    policies: Setting[tuple[QosPolicy, ...]]
    adapters: Mapping[str, AdapterDcb] = field(default_factory=dict)
    connections: tuple[SmbConnection, ...] = ()
    events: tuple[MigrationEvent, ...] = ()
    migration: Setting[tuple[str, ...]] = Setting(None, why="not collected")
    migration_over: Setting[str] = Setting(None, why="not collected")
