"""What a switch's configuration says, in words that are the same for every command language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fabric_check.model.dcb import PortDcb, SwitchDcb
from fabric_check.model.profile import Profile
from fabric_check.model.source import Source
from fabric_check.model.units import IpMtuRange
from fabric_check.model.vlans import ALL_VLANS, NO_VLANS, VLAN_1, VlanSet


@dataclass(frozen=True, slots=True)
class Mtu:
    """A port's ``mtu`` in the platform's own number, and the line that says so.

    *source* None: no line says it, it is the model's default. *device_wide*: one setting for the whole switch.
    """

    value: int
    source: Source | None = None
    device_wide: bool = False


@dataclass(frozen=True, slots=True)
class Switchport:
    """What a port that lists its own VLANs is told, in each of its modes; the mode says which of it counts (PowerConnect).

    *mode*: ``access``, ``trunk`` or ``general``. *allowed* None: no list, so a trunk carries all VLANs. *pvid* is the VLAN of
    frames that arrive untagged in general mode.
    """

    mode: str = "access"
    access: int = 1
    native: int = 1
    allowed: VlanSet | None = None
    pvid: int = 1
    general_tagged: VlanSet = NO_VLANS
    general_untagged: VlanSet = VLAN_1

    def membership(self) -> tuple[VlanSet, int | None]:
        """Return the VLANs that leave tagged, and the one that arrives and leaves untagged."""
        if self.mode == "access":
            return NO_VLANS, self.access
        if self.mode == "trunk":
            allowed = ALL_VLANS if self.allowed is None else self.allowed
            native = VlanSet.of([self.native])
            return allowed - native, self.native if self.native in allowed else None
        return self.general_tagged, self.pvid if self.pvid in self.general_untagged else None


@dataclass(frozen=True, slots=True)
class Port:
    """One interface of a switch, spelled as its running-config spells it.

    *up* is the configured state; *switching* is False for a routed port. *stanza* is the line that opens the
    port's section, None where the config does not mention it. *vlan_lines* are the lines that decide membership.
    *lag* is the port-channel that the port is a member of, *lag_line* the line that makes it one, and *lacp* whether LACP has to
    agree (IEEE 802.1AX): without it the member is in use whatever is at the far end.
    *description* is what a person wrote of the port, without its quotes: never a fact, only a hint.
    *dcb* None: the dialect does not read it. A port-channel's DCB is that of its members, so theirs counts.
    *switchport* None: VLANs list their ports, or the port lists them without modes; then *hybrid* says whether tagged and
    untagged VLANs may share it (Force10).
    """

    name: str
    up: bool
    switching: bool
    mtu: Mtu | None
    tagged: VlanSet = NO_VLANS
    untagged: int | None = None
    stanza: Source | None = None
    down_line: Source | None = None
    vlan_lines: tuple[Source, ...] = ()
    lag: str | None = None
    lag_line: Source | None = None
    description: str | None = None
    dcb: PortDcb | None = None
    switchport: Switchport | None = None
    hybrid: bool = False
    lacp: bool = False

    def carries(self, vlan: int) -> bool:
        """Return whether frames of this VLAN pass the port, tagged or not."""
        return self.switching and (vlan in self.tagged or vlan == self.untagged)

    def tags(self, vlan: int) -> bool:
        """Return whether frames of this VLAN leave the port with an 802.1Q tag."""
        return vlan in self.tagged


@dataclass(frozen=True, slots=True)
class PeerDomain:
    """Half of a pair of switches that share port-channels: a VLT domain (Force10) or a vPC domain (PowerConnect).

    *peer_link* is the port-channel between the two. *lags*: for each shared port-channel, the number by which the two
    halves know it: VLT's peer port-channel, vPC's id.
    """

    name: str
    peer_link: str | None
    lags: Mapping[str, int]
    source: Source


@dataclass(frozen=True, slots=True)
class SwitchFacts:
    """What one switch's configuration says.

    *unknown*: why nothing may be concluded from it, or None; *unknown_what* names what is missing.
    *unmentioned* is the state of a port that the config does not mention, or None where every port is mentioned.
    *vlans*: the VLANs that exist and the line that creates each. *vlan_names*: what a person called them.
    *vlan_mtus*: a VLAN interface's own ``mtu``.
    *members_follow_lag*: a port-channel's MTU and VLANs rule and its members' own are idle (PowerConnect); else each
    member keeps its own MTU, and the VLANs are the port-channel's. *spelled*: canonical names that this very config spells
    otherwise, and how. *ports_list_vlans*: each port says which VLANs it is in; else each VLAN lists its ports.
    """

    device: str
    file: str
    profile: Profile | None
    unknown: str | None = None
    unknown_what: str = "running-config"
    release: str | None = None
    ports: Mapping[str, Port] = field(default_factory=dict)
    unmentioned: Port | None = None
    vlans: Mapping[int, Source] = field(default_factory=dict)
    vlan_mtus: Mapping[int, Mtu] = field(default_factory=dict)
    default_vlan: int = 1
    members_follow_lag: bool = False
    peer_domain: PeerDomain | None = None
    identity: Source | None = None
    spelled: Mapping[str, str] = field(default_factory=dict)
    ports_list_vlans: bool = False
    vlan_names: Mapping[int, str] = field(default_factory=dict)
    dcb: SwitchDcb | None = None

    def port_ip_mtu(self, port: Port, vlan: int) -> IpMtuRange | None:
        """Return the IP MTU of a VLAN's frames on a port; None where the setting or the model is unknown.

        A port that does not carry the VLAN is judged as if it tagged it: that is how it would be repaired.
        """
        return self.mtu_ip_mtu(port.mtu, port, vlan)

    def mtu_ip_mtu(self, mtu: Mtu | None, port: Port, vlan: int) -> IpMtuRange | None:
        """Return what a setting carries of a VLAN's frames that are tagged, or not, as *port* says."""
        if self.profile is None or mtu is None:
            return None
        return self.profile.mtu.ip_mtu(mtu.value, tagged=vlan != port.untagged)
