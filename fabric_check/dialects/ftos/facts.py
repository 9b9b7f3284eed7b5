"""FTOS state → facts: defaults filled in, VLAN membership turned from VLANs' lists into ports' sets."""

import re
from collections.abc import Callable

from fabric_check.dialects.ftos.dcb_facts import switch_dcb
from fabric_check.dialects.ftos.dcb_port_facts import PortsDcb
from fabric_check.dialects.ftos.lag import without_lag
from fabric_check.dialects.ftos.membership import Membership
from fabric_check.dialects.ftos.state import PortState, State
from fabric_check.dialects.tree import Node
from fabric_check.dialects.unread import unread
from fabric_check.model.profile import Profile
from fabric_check.model.source import Source
from fabric_check.model.switch import Mtu, PeerDomain, Port, SwitchFacts

_VERSION = re.compile(r"^! Version (\S+)", re.MULTILINE)

SourceOf = Callable[[Node], Source]


def facts(state: State, text: str, *, device: str, file: str, profile: Profile) -> SwitchFacts:
    """Return what the state says of each port. FTOS prints every port, so a port it does not print is unknown."""
    if why := unread([*state.unread, *without_lag(state)]):
        return SwitchFacts(device, file, profile, unknown=f"{file}: {why}")

    def source(node: Node) -> Source:
        return Source(file, node.line, node.text)

    version = _VERSION.search(text)
    profile = profile.at(version[1] if version else None)
    membership = Membership(state)
    build = _PortBuilder(state, profile, source, membership)
    vlans = {number: source(node) for number, node in membership.existing.items()}
    # No line creates the default VLAN: the file as a whole stands for it where it is not printed.
    vlans.setdefault(state.default_vlan, Source(file, 0, ""))
    return SwitchFacts(
        device,
        file,
        profile,
        release=version[1] if version else None,
        ports={name: build.port(port) for name, port in state.ports.items()},
        vlans=vlans,
        vlan_mtus={
            vlan.number: Mtu(vlan.mtu[0], source(vlan.mtu[1])) for vlan in state.vlans.values() if vlan.mtu
        },
        default_vlan=state.default_vlan,
        peer_domain=_peer_domain(state, source),
        ports_list_vlans=membership.aggregator,
        vlan_names={vlan.number: vlan.name for vlan in state.vlans.values() if vlan.name},
        dcb=switch_dcb(state, profile.dcb, source),
    )


class _PortBuilder:
    """Joins what VLANs and the port-channel say of a port with what the port says of itself.

    A member keeps its own MTU (rules compare it with its port-channel's) and takes the port-channel's VLANs. It is
    up only where both are.
    """

    def __init__(self, state: State, profile: Profile, source: SourceOf, membership: Membership) -> None:
        self.state = state
        default = profile.mtu.default.value
        self.default_mtu = Mtu(default) if default is not None else None
        self.source = source
        self.membership = membership
        self.dcb = PortsDcb(state, profile.dcb, source)
        self._vlan_lines: dict[tuple[Node, ...], tuple[Source, ...]] = {}

    def port(self, port: PortState) -> Port:
        """Return one port's facts."""
        source = self.source
        carried = self.membership.of(port)
        member = self.state.lag_members.get(port.name)
        up, line = _up(port)
        if up and member is not None:
            up, line = _up(self.state.ports[member.lag])
        return Port(
            port.name,
            up,
            carried.switching,
            Mtu(port.mtu[0], source(port.mtu[1])) if port.mtu is not None else self.default_mtu,
            carried.tagged,
            carried.untagged,
            source(port.stanza),
            source(line) if line is not None and not up else None,
            self._sources(carried.lines),
            member.lag if member is not None else None,
            source(member.node) if member is not None else None,
            port.description,
            self.dcb.of(port, member.lag if member is not None else None),
            hybrid=port.hybrid is not None,
            lacp=member is not None and member.lacp,
        )

    def _sources(self, nodes: tuple[Node, ...]) -> tuple[Source, ...]:
        """Return the lines of VLANs; ports that stand side by side in the same lists share them."""
        found = self._vlan_lines.get(nodes)
        if found is None:
            found = self._vlan_lines[nodes] = tuple([self.source(node) for node in nodes])
        return found


def _up(port: PortState) -> tuple[bool, Node | None]:
    """Return the configured state. With neither ``shutdown`` nor ``no shutdown`` it is shut: FTOS's default."""
    return port.up if port.up is not None else (False, None)


def _peer_domain(state: State, source: SourceOf) -> PeerDomain | None:
    """Return this half of the VLT domain, or None where there is none."""
    if state.vlt is None:
        return None
    return PeerDomain(
        f"VLT domain {state.vlt.number}",
        state.vlt.peer_link[0] if state.vlt.peer_link is not None else None,
        {port.name: port.peer_lag[0] for port in state.ports.values() if port.peer_lag is not None},
        source(state.vlt.node),
    )
