"""Everything that the descriptions of switch ports say of other devices, by who says it.

A port-channel speaks through its members too: what they say of a switch is said of the port-channel.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.parse.proposal.directory import Directory, Named
from fabric_check.parse.proposal.model import End

PortKey = tuple[str, str]
"""A switch and one of its ports; of a member, the port-channel."""


@dataclass(slots=True)
class Said:
    """What one port says of one switch: the ports it names there, and its words."""

    ports: dict[str, None] = field(default_factory=dict)
    words: str = ""


@dataclass(slots=True)
class Mentions:
    """What is said of switches, of hosts, and of several devices in one breath.

    *blank*: for a switch and a peer, the ports that name the peer and none of its ports. *naming*: for a switch and a
    port elsewhere, the ports that name that port.
    """

    of_switches: dict[PortKey, dict[str, Said]] = field(default_factory=dict)
    of_hosts: list[tuple[PortKey, End, str]] = field(default_factory=list)
    of_several: list[tuple[PortKey, str]] = field(default_factory=list)
    blank: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    naming: dict[tuple[str, PortKey], list[str]] = field(default_factory=dict)


def mentions(switches: Mapping[str, SwitchFacts], directory: Directory) -> Mentions:
    """Return what all descriptions say."""
    found = Mentions()
    for facts in switches.values():
        _Reader(found, switches, directory, facts).read()
    for (device, port), said in found.of_switches.items():
        for peer, what in said.items():
            if not what.ports:
                found.blank.setdefault((device, peer), []).append(port)
            for name in what.ports:
                found.naming.setdefault((device, (peer, name)), []).append(port)
    return found


class _Reader:
    """Reads the descriptions of one switch."""

    def __init__(
        self, found: Mentions, switches: Mapping[str, SwitchFacts], directory: Directory, facts: SwitchFacts
    ) -> None:
        self.found = found
        self.switches = switches
        self.directory = directory
        self.facts = facts
        self.lags = {port.lag for port in facts.ports.values()}
        self.named_by_members: set[tuple[str, str]] = set()

    def read(self) -> None:
        """Note what each port says; members before port-channels, since they are the more precise."""
        for port in sorted(self.facts.ports.values(), key=lambda port: port.name in self.lags):
            if port.description:
                self._port(port, port.description)

    def _port(self, port: Port, words: str) -> None:
        named = self.directory.named(words, self.facts.device)
        # A port-channel may lead to both halves of a VLT or vPC domain; any other port to one device.
        if len(named) > 1 and not (
            port.name in self.lags and all(one.device in self.switches for one in named)
        ):
            self.found.of_several.append(((self.facts.device, port.name), words))
            return
        for one in named:
            if one.device in self.switches:
                self._switch(port, one, words)
            else:
                self._host(port, one, words)

    def _switch(self, port: Port, one: Named, words: str) -> None:
        key = (self.facts.device, port.lag or port.name)
        said = self.found.of_switches.setdefault(key, {}).setdefault(one.device, Said())
        said.words = said.words or words
        if one.interface is not None:
            there = self.switches[one.device].ports.get(one.interface)
            said.ports[there.lag if there and there.lag else one.interface] = None

    def _host(self, port: Port, one: Named, words: str) -> None:
        if port.lag is not None:
            self.named_by_members.add((port.lag, one.device))
        if (port.name, one.device) not in self.named_by_members:
            key = (self.facts.device, port.name)
            self.found.of_hosts.append((key, End(one.device, one.interface), words))
