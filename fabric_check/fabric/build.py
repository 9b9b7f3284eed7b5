"""Intent and facts → Fabric: every link's ends resolved to ports, however they were spelled."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fabric_check import dialects
from fabric_check.fabric.partners import split
from fabric_check.fabric.peers import PeerPair, find_peers
from fabric_check.fabric.ports import Cable, PortRef
from fabric_check.model.errors import InputError, Problem
from fabric_check.model.host import HostState, NicState
from fabric_check.model.intent import End, Intent, Nic
from fabric_check.model.outcome import Gap
from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.model.text import printable


@dataclass(frozen=True, slots=True)
class Fabric:
    """Everything that rules judge: intent, switches, hosts and the cables between them."""

    intent: Intent
    switches: Mapping[str, SwitchFacts]
    hosts: Mapping[str, HostState]
    cables: tuple[Cable, ...]
    lag_members: Mapping[PortRef, tuple[Port, ...]]
    peers: tuple[PeerPair, ...] = ()
    split: Mapping[PortRef, str] = field(default_factory=dict)
    """Switch ports with more than one partner, and why it is not known which of their links there are."""

    def port(self, ref: PortRef) -> Port | None:
        """Return a switch port's facts; None where they are not known: see ``gap``."""
        facts = self.switches[ref.device]
        return None if facts.unknown else facts.ports.get(ref.interface, facts.unmentioned)

    def gap(self, ref: PortRef) -> Gap | None:
        """Return why a switch port's facts are not known, or None where they are."""
        facts = self.switches[ref.device]
        if facts.unknown:
            return Gap(ref.device, "", facts.unknown_what, facts.unknown)
        if facts.ports.get(ref.interface, facts.unmentioned) is None:
            return Gap(
                ref.device, ref.interface, "interface", f"{facts.file} has no interface {ref.interface}"
            )
        return None

    def members(self, ref: PortRef) -> tuple[Port, ...]:
        """Return the member ports of a port-channel, in the order of the config; none for any other port."""
        return self.lag_members.get(ref, ())

    def any_member_up(self, ref: PortRef) -> bool:
        """Return whether a port-channel has a member that is not shut; a port without members is its own."""
        members = self.members(ref)
        return not members or any(member.up for member in members)

    def nic_state(self, nic: Nic, network: str) -> NicState:
        """Return what a NIC does in one of its networks."""
        return self.hosts[nic.host].nics[nic.name, network]


def build(intent: Intent, switches: Mapping[str, SwitchFacts], hosts: Mapping[str, HostState]) -> Fabric:
    """Join intent and facts.

    Raises:
        InputError: an end of a link is no interface of its device, with the line of fabric.yaml.

    """
    resolver = _Resolver(intent, switches, hosts)
    cables: dict[frozenset[PortRef], Cable] = {}
    for number, link in enumerate(intent.links):
        a, b = resolver.end(link.a), resolver.end(link.b)
        if a and b:
            a, b = _logical(switches, a), _logical(switches, b)
            cables.setdefault(frozenset((a, b)), Cable(number, a, b))
    resolver.ignored_places()
    if resolver.problems:
        raise InputError(resolver.problems)
    peers = find_peers(switches, cables.values())
    for pair in peers:
        ends = pair.link(switches)
        if ends is not None:
            cables.setdefault(frozenset(ends), Cable(len(intent.links) + len(cables), *ends))
    members = _lag_members(switches)
    parted = split(switches, cables.values(), peers, members)
    return Fabric(intent, switches, hosts, tuple(cables.values()), members, peers, parted)


def _lag_members(switches: Mapping[str, SwitchFacts]) -> dict[PortRef, tuple[Port, ...]]:
    """Return each port-channel's members."""
    members: dict[PortRef, list[Port]] = {}
    for facts in switches.values():
        for port in facts.ports.values():
            if port.lag is not None and port.lag != port.name:
                members.setdefault(PortRef(facts.device, port.lag), []).append(port)
    return {ref: tuple(ports) for ref, ports in members.items()}


def _logical(switches: Mapping[str, SwitchFacts], ref: PortRef) -> PortRef:
    """Return the port-channel that a port is a member of, else the port: cables of members join port-channels."""
    facts = switches.get(ref.device)
    port = facts.ports.get(ref.interface) if facts and not facts.unknown else None
    return PortRef(ref.device, port.lag) if port and port.lag else ref


class _Resolver:
    """Turns written interface names into the platform's own."""

    def __init__(
        self, intent: Intent, switches: Mapping[str, SwitchFacts], hosts: Mapping[str, HostState]
    ) -> None:
        self.intent = intent
        self.switches = switches
        self.hosts = hosts
        self.problems: list[Problem] = []

    def end(self, end: End) -> PortRef | None:
        """Return an end's port, or None with a problem noted."""
        try:
            name = canonical(self.intent, self.switches, self.hosts, end.device, end.interface)
        except ValueError as error:
            self.problems.append(
                Problem(
                    "fabric.yaml", end.place.line, end.place.column, f"{end.device}: {printable(str(error))}"
                )
            )
            return None
        return PortRef(end.device, name)

    def ignored_places(self) -> None:
        """Check that the interface of each `ignore` is one of its device."""
        for item in self.intent.ignores:
            if item.device and item.interface:
                self.end(End(item.device, item.interface, item.place))


def canonical(
    intent: Intent,
    switches: Mapping[str, SwitchFacts],
    hosts: Mapping[str, HostState],
    device: str,
    written: str,
) -> str:
    """Return an interface's name as its platform spells it.

    Raises:
        ValueError: the device has, or could have, no such interface.

    """
    if device in switches:
        profile = switches[device].profile
        # Of a switch whose model is not known, the name stays as it was written: nothing is concluded from it.
        if profile is None:
            return " ".join(written.split())
        name = dialects.get(profile.dialect).canonical(written)
        return switches[device].spelled.get(name, name)
    return _host_interface(intent, hosts[device], device, written)


def _host_interface(intent: Intent, state: HostState, device: str, written: str) -> str:
    host = intent.hosts[device]
    declared = [name for nic in host.nics for name in (nic.name, *nic.uplink)]
    below = [name for nic in state.nics.values() for name in nic.uplinks]
    same = str.casefold if host.os == "windows" else str
    for name in (*declared, *below, *(state.interfaces or ())):
        if same(name) == same(written):
            return name
    if state.interfaces is None:
        # Without facts nobody can tell what lies below a vSwitch: the link may be right.
        return written
    known = ", ".join(f"`{name}`" for name in dict.fromkeys(declared))
    raise ValueError(f"no NIC is named {written!r}; declared: {known or 'none'}")
