"""What should hold: the networks, devices and links that a person declared in fabric.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fabric_check.model.units import IpMtu


@dataclass(frozen=True, slots=True)
class Place:
    """A line and column of fabric.yaml, both from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Lossless:
    """A class of traffic that must not lose frames; *bandwidth* is its ETS share in percent, if declared."""

    priority: int
    bandwidth: int | None = None
    trust: str = "pcp"
    rdma: bool = True


@dataclass(frozen=True, slots=True)
class Network:
    """One VLAN and what it must carry. *priority* is the 802.1p class of a lossy network of its own."""

    name: str
    vlan: int
    ip_mtu: IpMtu
    place: Place
    lossless: Lossless | None = None
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class Nic:
    """A host's NIC as declared: the networks it is in and, where no facts can be had, its settings."""

    host: str
    name: str
    networks: tuple[str, ...]
    place: Place
    address: str | None = None
    uplink: tuple[str, ...] = ()
    ip_mtu: IpMtu | None = None
    tagged: bool | None = None


@dataclass(frozen=True, slots=True)
class Host:
    """A host as declared; *os* is ``windows`` or ``linux``."""

    name: str
    os: str
    nics: tuple[Nic, ...]
    hostname: str | None = None
    credentials: str | None = None


@dataclass(frozen=True, slots=True)
class Switch:
    """A switch as declared; *profile* None means: recognised from its config's own text."""

    name: str
    place: Place
    profile: str | None = None
    hostname: str | None = None
    credentials: str | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """How to log in, with references such as ``env:NAME`` in the place of secrets; files as they were written."""

    username: str
    password: str | None = None
    secret: str | None = None
    key_file: str | None = None
    cert_file: str | None = None
    ca_file: str | None = None
    transport: str | None = None

    @property
    def references(self) -> tuple[str, ...]:
        """What has to be looked up before anybody can log in."""
        return tuple(reference for reference in (self.password, self.secret) if reference is not None)


@dataclass(frozen=True, slots=True)
class End:
    """One end of a link as written: a device and the name of one of its interfaces."""

    device: str
    interface: str
    place: Place


@dataclass(frozen=True, slots=True)
class Link:
    """A cable, or a port-channel as one link, between two ends."""

    a: End
    b: End


@dataclass(frozen=True, slots=True)
class Ignore:
    """A finding that its owner accepts, with the reason; *until* is a date, inclusive, UTC, or None.

    *rule* is an id or the beginning of one. Either *device* (and perhaps *interface*) or *network* says where.
    """

    rule: str
    device: str | None
    interface: str | None
    network: str | None
    reason: str
    until: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Intent:
    """The whole of fabric.yaml, checked: every name in it resolves."""

    name: str
    networks: Mapping[str, Network]
    switches: Mapping[str, Switch]
    hosts: Mapping[str, Host]
    links: tuple[Link, ...]
    ignores: tuple[Ignore, ...]
    dcbx: str = "off"
    credentials: Mapping[str, Credentials] = field(default_factory=dict)

    @property
    def device_order(self) -> Mapping[str, int]:
        """Each device's rank, as fabric.yaml lists them: switches, then hosts."""
        return {name: rank for rank, name in enumerate([*self.switches, *self.hosts])}

    def nics(self, network: str) -> tuple[Nic, ...]:
        """Return the NICs declared in a network, in fabric.yaml order."""
        return tuple(nic for host in self.hosts.values() for nic in host.nics if network in nic.networks)
