"""Which VLANs each FTOS port carries: from the VLANs' lists, the port's own lines, its port-channel and VLT."""

from dataclasses import dataclass

from fabric_check.dialects.ftos.lag import LAG
from fabric_check.dialects.ftos.state import PortState, PortVlans, State
from fabric_check.dialects.tree import Node
from fabric_check.model.vlans import ALL_VLANS, VlanSet


@dataclass(frozen=True, slots=True)
class Carried:
    """What one port, or a port-channel and so each of its members, does with VLANs."""

    switching: bool
    tagged: VlanSet
    untagged: int | None
    lines: tuple[Node, ...]


class Membership:
    """The VLANs of every port, and the VLANs that exist."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.existing: dict[int, Node] = {number: vlan.stanza for number, vlan in state.vlans.items()}
        self._tagged: dict[str, int] = {}
        self._untagged: dict[str, int] = {}
        self._lines: dict[str, list[Node]] = {}
        self._of_lag: dict[str, Carried] = {}
        self.aggregator = any(
            port.vlans is not None and _said_by(port.vlans)[1] for port in state.ports.values()
        )
        self._from_vlans()
        self._created_by_ports()
        self._peer_link = state.vlt.peer_link if state.vlt is not None else None

    def of(self, port: PortState) -> Carried:
        """Return what a port carries. A member of a port-channel carries what the port-channel does."""
        member = self.state.lag_members.get(port.name)
        if member is None:
            return self._own(port)
        carried = self._of_lag.get(member.lag)
        if carried is None:
            carried = self._of_lag[member.lag] = self._own(self.state.ports[member.lag])
        return carried

    def _from_vlans(self) -> None:
        tagged, untagged, lines = self._tagged, self._untagged, self._lines
        for vlan in self.state.vlans.values():
            bit = 1 << vlan.number
            for name, node in vlan.tagged.items():
                tagged[name] = tagged.get(name, 0) | bit
                lines.setdefault(name, []).append(node)
            for name, node in vlan.untagged.items():
                untagged[name] = vlan.number
                lines.setdefault(name, []).append(node)

    def _created_by_ports(self) -> None:
        """On an I/O Aggregator no block creates a VLAN: that a port is a member is all there is to see of one."""
        known = VlanSet.of(self.existing)
        for port in self.state.ports.values():
            if port.vlans is not None:
                vlans, lines = _said_by(port.vlans)
                self.existing.update(dict.fromkeys(vlans - known, lines[0]) if lines else {})
                known |= vlans

    def _own(self, port: PortState) -> Carried:
        """Return what the VLANs and the port's own lines give it; the default VLAN where none gives an untagged one."""
        tagged = VlanSet(self._tagged.get(port.name, 0))
        untagged = self._untagged.get(port.name)
        lines = tuple(self._lines.get(port.name, ()))
        if self._peer_link is not None and self._peer_link[0] == port.name:
            return self._everything(tagged, untagged, (*lines, self._peer_link[1]))
        if self.aggregator and not lines and _is_uplink(port):
            return self._everything(tagged, untagged, (port.stanza,))
        mixed = port.hybrid is not None
        if port.vlans is not None:
            more, own_lines = _said_by(port.vlans)
            tagged, lines = tagged | more, lines + own_lines
            mixed = mixed or port.vlans.auto is not None
            if port.vlans.untagged is not None:
                untagged = port.vlans.untagged[0]
        if untagged is None and port.switchport is not None and (mixed or not tagged):
            untagged = self.state.default_vlan
        if port.vlans is not None and untagged is not None:
            tagged -= VlanSet.of([untagged])
        return Carried(port.switchport is not None, tagged, untagged, lines)

    def _everything(self, tagged: VlanSet, untagged: int | None, lines: tuple[Node, ...]) -> Carried:
        """Return every VLAN that exists, for port-channels that the switch itself adds to them.

        VLT adds the link between its halves (`V` and `v` in ``show vlan``), which needs no ``switchport`` for that; an
        I/O Aggregator adds its uplink. Both from memory of the manuals: that only ever avoids a finding.
        """
        untagged = self.state.default_vlan if untagged is None else untagged
        existing = VlanSet.of(self.existing)
        return Carried(True, (tagged | existing) - VlanSet.of([untagged]), untagged, lines)


def _is_uplink(port: PortState) -> bool:
    """Return whether, on an I/O Aggregator, this is a port-channel that is told nothing about VLANs."""
    return port.name.startswith(LAG) and port.switchport is not None and port.vlans is None


def _said_by(vlans: PortVlans) -> tuple[VlanSet, tuple[Node, ...]]:
    """Return the VLANs that a port's own lines make it a member of, and those lines."""
    listed = ALL_VLANS if vlans.auto is not None else vlans.tagged
    lines = ([vlans.auto] if vlans.auto is not None else []) + list(vlans.tagged_lines)
    if vlans.untagged is not None:
        listed |= VlanSet.of([vlans.untagged[0]])
        lines.append(vlans.untagged[1])
    return listed, tuple(lines)
