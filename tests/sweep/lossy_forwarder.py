"""A two-port switch in user space that loses, limits, reorders and duplicates as told. A test tool, not a product.

Arguments: the two ports' names. Standard input: one JSON object a line, each replacing the settings and answered with
an empty object: `limits` (largest IP packet from port 0 and from port 1), `loss` (probability for each IP packet in
each direction), `icmp` (tell the sender, as a router at 10.99.0.254 would), `hold` and `held` (probability and seconds
of holding a packet back, so that others overtake it), `twice` (probability of a second copy), `seed`.
It ends when standard input does. Other frames (ARP, neighbour discovery) always pass.
"""

import contextlib
import heapq
import json
import random
import select
import socket
import struct
import sys
import time
from typing import Any

SOL_PACKET, ADD_MEMBERSHIP, IGNORE_OUTGOING, RCVBUFFORCE = 263, 1, 23, 33
EVERY = 3  # ETH_P_ALL
DEFAULTS = {
    "limits": [65535, 65535],
    "loss": 0.0,
    "icmp": False,
    "hold": 0.0,
    "held": 0.0,
    "twice": 0.0,
    "seed": 0,
}


def open_port(name: str) -> socket.socket:
    """Return a packet socket that sees every frame the port receives and none that it sends."""
    port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(EVERY))
    port.bind((name, EVERY))
    port.setsockopt(SOL_PACKET, IGNORE_OUTGOING, 1)
    port.setsockopt(socket.SOL_SOCKET, RCVBUFFORCE, 16 << 20)
    port.setsockopt(SOL_PACKET, ADD_MEMBERSHIP, struct.pack("IHH8s", socket.if_nametoindex(name), 1, 0, b""))
    port.setblocking(False)
    return port


def checksum(data: bytes) -> int:
    """Return the Internet checksum of an even number of bytes."""
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def is_ip(frame: bytes) -> bool:
    """Return whether a frame carries IP traffic of the hosts: of ICMPv6 echo alone, for discovery always passes."""
    if frame[12:14] == b"\x86\xdd":
        return frame[20] != socket.IPPROTO_ICMPV6 or frame[54] in (128, 129)
    return frame[12:14] == b"\x08\0"


def too_big(frame: bytes, mtu: int) -> bytes:
    """Return the frame in which a router tells the sender of an IPv4 frame what fits (RFC 1191)."""
    quote = frame[14 : 14 + 128]
    icmp = struct.pack("!BBHHH", 3, 4, 0, 0, mtu) + quote
    icmp = icmp[:2] + struct.pack("!H", checksum(icmp)) + icmp[4:]
    head = struct.pack(
        "!BBHHHBBH4s4s", 0x45, 0, 20 + len(icmp), 0, 0, 64, 1, 0, bytes([10, 99, 0, 254]), frame[26:30]
    )
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return frame[6:12] + b"\x02\0\0\0\0\xfe\x08\0" + head + icmp


class Forwarder:
    """The two ports, the settings and the packets held back."""

    def __init__(self, names: list[str]) -> None:
        self.ports = [open_port(name) for name in names]
        self.settings: dict[str, Any] = dict(DEFAULTS)
        self.chance = random.Random(0)
        self.held: list[tuple[float, int, int, bytes]] = []
        self.serial = 0

    def forward(self, side: int, frame: bytes) -> None:
        """Decide on one frame that came in on port side."""
        if is_ip(frame):
            settings, roll = self.settings, self.chance.random
            if roll() < settings["loss"]:
                return
            if len(frame) - 14 > settings["limits"][side]:
                if settings["icmp"] and roll() >= settings["loss"]:
                    self.ports[side].send(too_big(frame, settings["limits"][side]))
                return
            if roll() < settings["hold"]:
                self.serial += 1
                heapq.heappush(self.held, (time.monotonic() + settings["held"], self.serial, 1 - side, frame))
                return
            if roll() < settings["twice"]:
                self.put(1 - side, frame)
        self.put(1 - side, frame)

    def put(self, side: int, frame: bytes) -> None:
        """Send a frame, or lose it where the port cannot take it."""
        with contextlib.suppress(OSError):
            self.ports[side].send(frame)

    def drain(self, side: int) -> None:
        """Forward what waits on one port."""
        for _ in range(32):
            try:
                self.forward(side, self.ports[side].recv(65600))
            except BlockingIOError:
                return

    def run(self) -> None:
        """Forward until standard input ends."""
        while True:
            wait = max(0.0, self.held[0][0] - time.monotonic()) if self.held else None
            ready, _, _ = select.select([*self.ports, sys.stdin], [], [], wait)
            for side, port in enumerate(self.ports):
                if port in ready:
                    self.drain(side)
            while self.held and self.held[0][0] <= time.monotonic():
                _, _, side, frame = heapq.heappop(self.held)
                self.put(side, frame)
            if sys.stdin in ready:
                line = sys.stdin.readline()
                if not line:
                    return
                self.settings = {**DEFAULTS, **json.loads(line)}
                self.chance = random.Random(self.settings["seed"])
                sys.stdout.write("{}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    Forwarder(sys.argv[1:3]).run()
