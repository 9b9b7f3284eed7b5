"""Probes whose answer is small, so that they measure the way there alone: TCP and UDP to closed ports."""

import errno
import random
import socket
import struct
from typing import Optional, Tuple

from .channel import Channel, Path, socket_address
from .echo import checksum
from .errors import AgentError
from .probes import Event

CLOSED_PORT = 1  # tcpmux: assigned, and open nowhere
UDP_PORT = 33434  # where traceroute starts, so firewalls that let it through let this through


class Syn(Channel):
    """TCP SYNs padded to size, to a closed port (RFC 9293 3.10.7.1): the small RST comes back unrationed.

    Each probe of a flow has the same ports, so one member of a port-channel carries them all; they are told apart
    by sequence number. A bound TCP socket keeps the source port ours while we measure.
    """

    STRIDE = 1 << 17  # further than the longest payload: the answer acknowledges SEQ or SEQ + payload

    def __init__(self, path: Path) -> None:
        self.keeper = socket.socket(path.family, socket.SOCK_STREAM)
        self.keeper.bind(socket_address(path, path.source, 0))
        self.source_port = self.keeper.getsockname()[1]
        self.base = random.randrange(1 << 24)
        try:
            Channel.__init__(self, path, socket.SOCK_RAW, socket.IPPROTO_TCP)
        except AgentError:
            self.keeper.close()
            raise
        self.source = socket.inet_pton(path.family, self.socket.getsockname()[0].split("%")[0])
        self.target = socket.inet_pton(path.family, path.target)

    def close(self) -> None:
        """Release both sockets."""
        self.keeper.close()
        Channel.close(self)

    def packet(self, index: int, length: int) -> bytes:
        """Return a SYN of length bytes; zeros behind the header leave the checksum to header and pseudo-header."""
        sequence = (self.base + index * self.STRIDE) & 0xFFFFFFFF
        head = struct.pack("!HHIIBBHHH", self.source_port, CLOSED_PORT, sequence, 0, 5 << 4, 2, 1024, 0, 0)
        # Length and protocol, widened to words: neither width nor order changes a sum of words.
        pseudo = self.source + self.target + struct.pack("!IHH", length, 0, socket.IPPROTO_TCP)
        head = head[:16] + struct.pack("!H", checksum(pseudo + head)) + head[18:]
        return head + bytes(length - 20)

    def reply(self, data: bytes) -> Optional[int]:
        """Return the number of the SYN that a RST or SYN-ACK acknowledges."""
        if not self.path.v6:
            data = data[(data[0] & 15) * 4 :]
        if len(data) < 20 or struct.unpack("!HH", data[:4]) != (CLOSED_PORT, self.source_port):
            return None
        flags = data[13]
        if not flags & 16 or not flags & 6:  # ACK with RST or SYN
            return None
        return self.number(struct.unpack("!I", data[8:12])[0] - 1)

    def quoted(self, data: bytes) -> Optional[int]:
        """Return the number of our own SYN."""
        if len(data) < 8 or struct.unpack("!HH", data[:4]) != (self.source_port, CLOSED_PORT):
            return None
        return self.number(struct.unpack("!I", data[4:8])[0])

    def number(self, sequence: int) -> int:
        """Return the probe's number from its sequence number, or from that plus its payload."""
        return ((sequence - self.base) & 0xFFFFFFFF) // self.STRIDE


class Udp(Channel):
    """UDP datagrams to a closed port (RFC 1122 4.1.3.1): the port unreachable that answers is small, and rationed."""

    def __init__(self, path: Path) -> None:
        self.cookie = struct.pack("!I", random.getrandbits(32))
        Channel.__init__(self, path, socket.SOCK_DGRAM, socket.IPPROTO_UDP)

    def port(self) -> int:
        """Return the closed port."""
        return UDP_PORT

    def packet(self, index: int, length: int) -> bytes:
        """Return a payload with our cookie and the number."""
        return self.cookie + struct.pack("!I", index) + bytes(length - 16)

    def reply(self, data: bytes) -> Optional[int]:
        """Return None: an open port's own answer says nothing about sizes."""
        return None

    def quoted(self, data: bytes) -> Optional[int]:
        """Return the number in our own payload."""
        return int(struct.unpack("!I", data[4:8])[0]) if data[:4] == self.cookie and len(data) >= 8 else None

    def judge(
        self, index: Optional[int], number: int, icmp: Tuple[int, int], info: int, who: str
    ) -> Optional[Event]:
        """Return `passed` for the target's own port unreachable, else what any channel makes of the error."""
        if index is not None and number == errno.ECONNREFUSED and who == self.path.target:
            return Event("passed", index)
        return Channel.judge(self, index, number, icmp, info, who)
