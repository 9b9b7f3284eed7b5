"""Probes by ICMP echo, whose answer is as long as the question."""

import random
import socket
import struct
from typing import Optional

from .channel import Channel, Path
from .errors import AgentError

ICMP_ECHO, ICMP6_ECHO = (8, 0), (128, 129)  # request, reply


def checksum(data: bytes) -> int:
    """Return the Internet checksum (RFC 1071) of data."""
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return int(~total & 0xFFFF)


class Echo(Channel):
    """ICMP echo (RFC 792, RFC 4443): measures both ways at once, for the answer is as long as the question."""

    def __init__(self, path: Path) -> None:
        self.ident = random.randrange(1, 0x10000)
        self.cookie = struct.pack("!I", random.getrandbits(32))
        self.types = ICMP6_ECHO if path.v6 else ICMP_ECHO
        protocol = socket.IPPROTO_ICMPV6 if path.v6 else socket.IPPROTO_ICMP
        self.raw = False
        try:
            Channel.__init__(self, path, socket.SOCK_DGRAM, protocol)
        except AgentError:
            self.raw = True
            Channel.__init__(self, path, socket.SOCK_RAW, protocol)
            if path.v6:  # ICMP6_FILTER: a bit for each type to block (RFC 3542 3.2)
                blocked = bytearray(b"\xff" * 32)
                struct.pack_into("=I", blocked, 16, 0xFFFFFFFF & ~(1 << (129 - 128)))
                self.socket.setsockopt(protocol, 1, bytes(blocked))
            else:  # ICMP_FILTER of SOL_RAW
                self.socket.setsockopt(255, 1, struct.pack("=I", 0xFFFFFFFF & ~1))

    def packet(self, index: int, length: int) -> bytes:
        """Return an echo request; behind the cookie and the number come zeros, so the checksum costs nothing."""
        body = self.cookie + struct.pack("!I", index)
        head = struct.pack("!BBHHH", self.types[0], 0, 0, self.ident, index & 0xFFFF)
        if self.raw and not self.path.v6:  # elsewhere the kernel fills the checksum in
            head = head[:2] + struct.pack("!H", checksum(head + body)) + head[4:]
        return head + body + bytes(length - 16)

    def reply(self, data: bytes) -> Optional[int]:
        """Return the number in an echo reply that carries our cookie."""
        if self.raw and not self.path.v6:
            data = data[(data[0] & 15) * 4 :]
        return self.number(data, self.types[1])

    def quoted(self, data: bytes) -> Optional[int]:
        """Return the number in our own request; a router may quote its 8 header bytes alone (RFC 792)."""
        if 8 <= len(data) < 16 and data[0] == self.types[0]:
            ident, index = struct.unpack("!HH", data[4:8])
            return int(index) if ident == self.ident or not self.raw else None
        return self.number(data, self.types[0])

    def number(self, data: bytes, kind: int) -> Optional[int]:
        """Return the number behind our cookie, or None for anybody else's echo."""
        if len(data) < 16 or data[0] != kind or data[8:12] != self.cookie:
            return None
        return int(struct.unpack("!I", data[12:16])[0])
