"""What becomes of a frame: size, VLAN, priority, learning, flooding, port-channels, and what a NIC does with it. No I/O.

A frame is the bytes that a packet socket sees: no FCS, and no tag, which stands apart. Frames are counted by port.
"""

import random
import zlib
from collections import Counter
from typing import NamedTuple

from fabric_check.lab.wires.topology import Bridge, Direction, NicEnd, Port, Topology, Trunk
from fabric_check.lab.wires.trees import Trees
from fabric_check.lab.wires.truth import Truth

FCS, HEADER = 4, 14
ORDINARY = frozenset((b"\x08\x00", b"\x08\x06", b"\x86\xdd"))
"""EtherTypes of what a host's own network code sends: IPv4, ARP, IPv6."""
LINK_LOCAL = b"\x01\x80\xc2\x00\x00"
"""Group addresses that no bridge forwards, such as LLDP's; the last byte is 00 to 0F (IEEE 802.1Q clause 8.6.3)."""


class Delivery(NamedTuple):
    """A frame that reaches a NIC: with a tag (its TCI) or None, after so many seconds."""

    nic: NicEnd
    data: bytes
    tag: int | None
    delay: float


class Frame(NamedTuple):
    """A frame inside a switch, in a VLAN."""

    data: bytes
    vlan: int
    pcp: int
    delay: float


class Switching:
    """All switches of a truth. Deterministic: the same frames in the same order meet the same fate."""

    def __init__(self, truth: Truth) -> None:
        self.topology = Topology(truth)
        self._trees = Trees(self.topology)
        self._chance = random.Random(truth.seed)
        self._found: list[Delivery] = []

    def send(self, nic: NicEnd, data: bytes, tag: int | None) -> list[Delivery]:
        """Take a frame from a host's NIC, tagged (its TCI) or not; return where it arrives."""
        self._found = []
        if tag is None and nic.truth.vlan and data[12:14] in ORDINARY:
            tag = nic.truth.vlan
        ports = nic.live()
        if ports and len(data) >= HEADER:
            port = ports[flow(data, nic.host) % len(ports)] if len(ports) > 1 else ports[0]
            self._receive(port, data, tag, 0.0)
        return self._found

    def _passes(self, port: Port, way: Direction, data: bytes, *, tagged: bool, out: str) -> bool:
        """Return whether a frame is neither too large for a direction of a port nor lost there; count it if it is."""
        if len(data) + FCS + (port.tag_bytes if tagged else 0) > way.largest:
            port.counts["oversize_" + out] += 1
            return False
        if way.loss and self._chance.random() < way.loss:
            port.counts["lost_" + out] += 1
            return False
        return True

    def _receive(self, port: Port, data: bytes, tag: int | None, delay: float) -> None:
        """Take a frame in by a port."""
        if not port.live:
            port.counts["unbundled_in"] += 1
            return
        if not self._passes(port, port.receive, data, tagged=tag is not None, out="in"):
            return
        # VID 0 is a priority without a VLAN (IEEE 802.1Q clause 9.6).
        vid = (tag or 0) & 0xFFF
        vlan = port.takes(vid or None)
        if vlan is None:
            port.counts["vlan_in" if vid else "untagged_in"] += 1
            return
        port.counts["frames_in"] += 1
        if data[:5] == LINK_LOCAL and data[5] < 16:
            return
        pcp = (tag or 0) >> 13 if port.keeps_pcp else 0
        self._forward(port.bridge, port.trunk, Frame(data, vlan, pcp, delay + port.receive.delay))

    def _forward(self, bridge: Bridge, came_by: Trunk, frame: Frame) -> None:
        """Send a frame on from a switch."""
        learned = bridge.place.learned
        to, sender = frame.data[:6], frame.data[6:12]
        if not came_by.peer_link and not sender[0] & 1:
            learned[frame.vlan, sender] = came_by
        known = None if to[0] & 1 else learned.get((frame.vlan, to))
        if known is None:
            self._flood(bridge, came_by, frame)
        elif known is not came_by:
            self._leave(bridge, known, came_by, frame)

    def _leave(self, bridge: Bridge, trunk: Trunk, came_by: Trunk, frame: Frame) -> None:
        """Send a frame out by a port-channel, by its own ports first, else by the peer's."""
        ports = trunk.live.get(bridge)
        if ports:
            self._send(ports, frame)
        elif not came_by.peer_link:
            self._cross(bridge, frame)

    def _cross(self, bridge: Bridge, frame: Frame) -> None:
        """Send a frame over the link to the other switch of a pair."""
        ports = bridge.peer_link.live.get(bridge) if bridge.peer_link else None
        if ports:
            self._send(ports, frame)

    def _flood(self, bridge: Bridge, came_by: Trunk, frame: Frame) -> None:
        """Send a frame out by all ports but the one that it came by."""
        for trunk in bridge.trunks:
            ports = trunk.live.get(bridge)
            if trunk is came_by or trunk.peer_link or not ports:
                continue
            # What came over the peer link has left by a shared port-channel already, at the peer.
            if came_by.peer_link and bridge.peer and trunk.live.get(bridge.peer):
                continue
            self._send(ports, frame)
        if not came_by.peer_link:
            self._cross(bridge, frame)

    def _send(self, ports: list[Port], frame: Frame) -> None:
        """Send a frame out by one of the ports of a port-channel, which its flow decides."""
        port = ports[0]
        if len(ports) > 1:
            port = ports[flow(frame.data, port.bridge.name) % len(ports)]
        vid = port.gives(frame.vlan)
        if vid is None or not self._open(port, frame.vlan):
            return
        if not self._passes(port, port.send, frame.data, tagged=bool(vid), out="out"):
            return
        port.counts["frames_out"] += 1
        tag = frame.pcp << 13 | vid if vid else None
        delay = frame.delay + port.send.delay
        if port.far is not None:
            self._receive(port.far, frame.data, tag, delay)
        for nic in port.nics:
            self._deliver(nic, port, frame.data, tag, delay)

    def _open(self, port: Port, vlan: int) -> bool:
        """Return whether the spanning tree lets a VLAN's frames out by a port. What arrives nowhere goes round nowhere."""
        there = port.leads_to(vlan)
        if port.far is None or port.edge is None or there is None:
            return True
        return self._trees.opened(port.edge, (port.bridge.place, vlan), (port.far.bridge.place, there))

    def _deliver(self, nic: NicEnd, port: Port, data: bytes, tag: int | None, delay: float) -> None:
        """Hand a frame to a NIC, as its driver would: whole, or without the tag that is its own."""
        if not nic.bundled and port not in nic.live():
            return
        if nic.truth.address is not None and data[12:14] in ORDINARY:
            if (tag or 0) & 0xFFF != (nic.truth.vlan or 0):
                return
            tag = None
        if len(data) - HEADER > nic.truth.ip_mtu:
            nic.counts["oversize_in"] += 1
            return
        self._found.append(Delivery(nic, data, tag, delay))

    def counts(self) -> list[tuple[str, str, Counter[str]]]:
        """Return device, interface and counts of every port and NIC that counted anything."""
        ports = [(end.switch, end.port, port.counts) for end, port in self.topology.ports.items()]
        nics = [(nic.host, nic.name, nic.counts) for nic in self.topology.nics]
        return [one for one in ports + nics if one[2]]


def flow(data: bytes, salt: str) -> int:
    """Return a number that all frames of one flow share: of its addresses and, where it has them whole, its ports.

    *salt*: each device has a hash of its own, so that flows spread anew at each.
    """
    start = zlib.crc32(salt.encode())
    if data[12:14] != b"\x08\x00" or len(data) < 38:
        return zlib.crc32(data[:14], start)
    key = data[23:24] + data[26:34]
    # Later fragments have no ports, so no fragment's count; ICMP has none at all.
    if data[23] in {6, 17} and not int.from_bytes(data[20:22], "big") & 0x3FFF:
        after = HEADER + (data[14] & 15) * 4
        key += data[after : after + 4]
    return zlib.crc32(key, start)
