"""FTOS state → facts: defaults filled in, VLAN membership turned from VLANs' lists into ports' sets."""

import re
from collections.abc import Callable

from fabric_check.dialects.ftos.state import PortState, State
from fabric_check.dialects.tree import Node
from fabric_check.model.profile import Profile
from fabric_check.model.source import Source
from fabric_check.model.switch import Mtu, Port, SwitchFacts
from fabric_check.model.vlans import VlanSet

_VERSION = re.compile(r"^! Version (\S+)", re.MULTILINE)


def facts(state: State, text: str, *, device: str, file: str, profile: Profile) -> SwitchFacts:
    """Return what the state says of each port. FTOS prints every port, so a port it does not print is unknown."""

    def source(node: Node) -> Source:
        return Source(file, node.line, node.text)

    tagged: dict[str, int] = {}
    untagged: dict[str, int] = {}
    lines: dict[str, list[Node]] = {}
    for vlan in state.vlans.values():
        bit = 1 << vlan.number
        for name, node in vlan.tagged.items():
            tagged[name] = tagged.get(name, 0) | bit
            lines.setdefault(name, []).append(node)
        for name, node in vlan.untagged.items():
            untagged[name] = vlan.number
            lines.setdefault(name, []).append(node)
    version = _VERSION.search(text)
    profile = profile.at(version[1] if version else None)
    build = _PortBuilder(state, profile, source, tagged, untagged, lines)
    return SwitchFacts(
        device,
        file,
        profile,
        release=version[1] if version else None,
        ports={name: build.port(port) for name, port in state.ports.items()},
        vlans={number: source(vlan.stanza) for number, vlan in state.vlans.items()},
    )


class _PortBuilder:
    """Joins what the VLANs say of a port with what the port says of itself."""

    def __init__(
        self,
        state: State,
        profile: Profile,
        source: Callable[[Node], Source],
        tagged: dict[str, int],
        untagged: dict[str, int],
        lines: dict[str, list[Node]],
    ) -> None:
        self.default_vlan = state.default_vlan
        default = profile.mtu.default.value
        self.default_mtu = Mtu(default) if default is not None else None
        self.source = source
        self.tagged = tagged
        self.untagged = untagged
        self.lines = lines

    def port(self, port: PortState) -> Port:
        """Return one port's facts. A port with neither ``shutdown`` nor ``no shutdown`` is shut: FTOS's default."""
        source, name = self.source, port.name
        tagged = self.tagged.get(name, 0)
        untagged = self.untagged.get(name)
        switching = port.switchport is not None
        if untagged is None and switching and (port.hybrid is not None or not tagged):
            untagged = self.default_vlan
        up, line = port.up if port.up is not None else (False, None)
        return Port(
            name,
            up,
            switching,
            Mtu(port.mtu[0], source(port.mtu[1])) if port.mtu is not None else self.default_mtu,
            VlanSet(tagged),
            untagged,
            source(port.stanza),
            source(line) if line is not None and not up else None,
            tuple(source(node) for node in self.lines.get(name, ())),
        )
