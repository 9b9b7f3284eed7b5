"""DNOS6 state → facts. Only what differs from the default is printed, so an absent port is a fact: all defaults.

A member of a port-channel does what the ``interface port-channel`` block says: its own VLANs and ``mtu`` are idle while
it is bundled. That block may be absent too, and then its defaults rule. A member is up only where both are.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from fabric_check.dialects.dnos6 import dcb_facts, dcb_member
from fabric_check.dialects.dnos6.names import spelled_by_3x
from fabric_check.dialects.dnos6.state import PortState, State
from fabric_check.dialects.tree import Node
from fabric_check.dialects.unread import unread
from fabric_check.model.dcb import PortDcb
from fabric_check.model.profile import Profile
from fabric_check.model.source import Source
from fabric_check.model.switch import Mtu, PeerDomain, Port, SwitchFacts, Switchport

_VERSION = re.compile(r"^!System Software Version ([0-9][0-9.]*)", re.MULTILINE)
_FIRST_RELEASE_WITH_SYSTEM_MTU = 6
_DEFAULT_VLAN = 1

SourceOf = Callable[[Node], Source]


def facts(state: State, text: str, *, device: str, file: str, profile: Profile) -> SwitchFacts:
    """Return what the state says of each port."""
    if why := unread(state.unread):
        return SwitchFacts(device, file, profile, unknown=f"{file}: {why}")

    def source(node: Node) -> Source:
        return Source(file, node.line, node.text)

    version = _VERSION.search(text)
    release = version[1] if version else None
    profile = profile.at(release)
    default_mtu = _switch_mtu(state, release, profile, file)
    plain = dcb_facts.every_port(state, profile.dcb, source)
    unmentioned = Port(
        "",
        up=True,
        switching=True,
        mtu=default_mtu,
        untagged=_DEFAULT_VLAN,
        dcb=plain,
        switchport=Switchport(),
    )
    dcb = {
        name: dcb_facts.port(port.qos, state.qos, plain, profile.dcb, source)
        for name, port in state.ports.items()
        if port.qos
    }
    ports = {
        name: _port(port, default_mtu, dcb.get(name, plain), source) for name, port in state.ports.items()
    }
    for name, port in state.ports.items():
        if port.lag is not None:
            lag = ports.get(port.lag[0], unmentioned)
            own = dcb_member.member(port, dcb.get(name, plain), dcb.get(port.lag[0], plain), port.lag[0])
            joined = _member(ports[name], lag, own, port.lag[0], source(port.lag[1]))
            ports[name] = replace(joined, lacp=port.lacp)
    # No line creates VLAN 1: the file as a whole stands for it.
    vlans = {_DEFAULT_VLAN: Source(file, 0, "")}
    vlans |= {vlan: source(node) for vlan, node in state.created.items()}
    spelled = {
        name: old for name, port in state.ports.items() if (old := spelled_by_3x(name, port.stanza.text))
    }
    if spelled:
        ports = {spelled.get(name, name): _respelled(port, spelled) for name, port in ports.items()}
    return SwitchFacts(
        device,
        file,
        profile,
        release=release,
        ports=ports,
        unmentioned=unmentioned,
        vlans=vlans,
        members_follow_lag=True,
        ports_list_vlans=True,
        peer_domain=_peer_domain(state, source),
        vlan_names=state.vlan_names,
        spelled=spelled,
        dcb=dcb_facts.switch(state, profile.dcb, source),
    )


def _respelled(port: Port, spelled: Mapping[str, str]) -> Port:
    """Return a port with its own name, and its port-channel's, as this very config spells them."""
    return replace(port, name=spelled.get(port.name, port.name), lag=spelled.get(port.lag or "", port.lag))


def _port(port: PortState, default_mtu: Mtu | None, dcb: PortDcb, source: SourceOf) -> Port:
    switchport = Switchport(
        port.mode,
        port.access,
        port.native,
        port.allowed,
        port.pvid,
        port.general_tagged,
        port.general_untagged,
    )
    tagged, untagged = switchport.membership()
    return Port(
        port.name,
        port.down is None,
        switching=True,
        mtu=Mtu(port.mtu[0], source(port.mtu[1])) if port.mtu else default_mtu,
        tagged=tagged,
        untagged=untagged,
        stanza=source(port.stanza),
        down_line=source(port.down) if port.down else None,
        vlan_lines=tuple([source(node) for node in port.switchport]),
        description=port.description,
        dcb=dcb,
        switchport=switchport,
    )


def _member(own: Port, lag: Port, dcb: PortDcb, name: str, line: Source) -> Port:
    """Return a member's facts: those of its port-channel, in its own place."""
    return Port(
        own.name,
        own.up and lag.up,
        lag.switching,
        lag.mtu,
        lag.tagged,
        lag.untagged,
        own.stanza,
        own.down_line or lag.down_line,
        lag.vlan_lines,
        name,
        line,
        own.description,
        dcb,
        lag.switchport,
    )


def _switch_mtu(state: State, release: str | None, profile: Profile, file: str) -> Mtu | None:
    """Return the MTU of a port that says nothing: the system's, else the model's default.

    From release 6 on the command is the system's, so that is what has to change; unless ports of this very
    config still have lines of their own.
    """
    if state.system_mtu is not None:
        value, node = state.system_mtu
        return Mtu(value, Source(file, node.line, node.text), device_wide=True)
    default = profile.mtu.default.value
    if default is None:
        return None
    major = int(release.split(".")[0]) if release else 0
    by_port = any(port.mtu for port in state.ports.values())
    return Mtu(default, device_wide=major >= _FIRST_RELEASE_WITH_SYSTEM_MTU and not by_port)


def _peer_domain(state: State, source: SourceOf) -> PeerDomain | None:
    """Return this half of the vPC domain, or None where there is none or ``feature vpc`` is off."""
    if state.vpc_feature is None or state.vpc_domain is None:
        return None
    number, node = state.vpc_domain
    return PeerDomain(
        f"vPC domain {number}",
        next((port.name for port in state.ports.values() if port.peer_link), None),
        {port.name: port.vpc[0] for port in state.ports.values() if port.vpc},
        source(node),
    )
