"""What a host's NIC does in one VLAN, however its operating system says so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fabric_check.model.dcb import HostDcb
from fabric_check.model.source import Source
from fabric_check.model.units import IpMtu

Evidence = Callable[[], Source]
"""Finds the line of a fact; called only where a finding wants to show it."""
DISABLED, NO_LINK = "disabled", "without a link"
"""How an interface passes nothing: somebody switched it off, or nothing answers at the other end of its cable."""


@dataclass(frozen=True, slots=True)
class NicMtu:
    """A NIC's IP MTU and how it was derived, in words and numbers: ``*JumboPacket 9614 − 14 = 9600``.

    *interface* is the one whose setting decides: the NIC itself, or the physical one below it.
    """

    ip_mtu: IpMtu
    interface: str
    arithmetic: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class RdmaMtu:
    """A physical NIC's RDMA MTU: the payload of one RDMA packet, in bytes.

    *derived*: it follows the NIC's own MTU, which is what to change; else the driver states it by itself.
    """

    bytes: int
    interface: str
    evidence: Evidence | None = None
    derived: bool = False


@dataclass(frozen=True, slots=True)
class NicTag:
    """How a NIC sends: with the tag of VLAN *vlan*, or without one (None)."""

    vlan: int | None
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class NicBelow:
    """A physical NIC (or team) below a vSwitch or team, and how its own driver tags: it should not.

    Where *tag* is None, *why_no_tag* says why it is not known.
    """

    interface: str
    tag: NicTag | None = None
    why_no_tag: str = ""


@dataclass(frozen=True, slots=True)
class NicOff:
    """An interface that passes nothing, and how: ``DISABLED`` or ``NO_LINK``."""

    interface: str
    how: str
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class NicState:
    """What a NIC does in one network's VLAN. Where *mtu* or *tag* is None, *why_…* says why it is not known.

    *declared*: it stands in fabric.yaml, not in facts. *uplinks*: the physical interfaces that its frames leave by; with
    *why_no_uplink* they could not be told, and the NIC itself stands for them. *between*: the interfaces that lie above
    them on the way, such as a bond, where a link may be declared as well. *layers*: every size on the way that is known,
    each a setting of its own; *mtu* is the smallest of them where all are known. *below*: the physical NICs that must
    not tag, since what lies above does. *rdma*: the RDMA MTU of each uplink whose driver states one. *off*: what keeps
    every frame back: an interface that all of them pass, or all the uplinks.
    """

    uplinks: tuple[str, ...]
    mtu: NicMtu | None = None
    why_no_mtu: str = ""
    tag: NicTag | None = None
    why_no_tag: str = ""
    declared: bool = False
    why_no_uplink: str = ""
    between: tuple[str, ...] = ()
    layers: tuple[NicMtu, ...] = ()
    below: tuple[NicBelow, ...] = ()
    rdma: tuple[RdmaMtu, ...] = ()
    off: tuple[NicOff, ...] = ()

    @property
    def ends(self) -> tuple[str, ...]:
        """The names by which a link may mention the NIC: its uplinks, or what lies between it and them."""
        return tuple(dict.fromkeys((*self.uplinks, *self.between)))


@dataclass(frozen=True, slots=True)
class HostState:
    """A host as its facts show it; *interfaces* None means that they do not list them."""

    host: str
    interfaces: tuple[str, ...] | None
    nics: Mapping[tuple[str, str], NicState] = field(default_factory=dict)
    """By NIC and network."""
    dcb: HostDcb | None = None
    """None: no facts at all."""
