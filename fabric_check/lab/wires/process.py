"""The process that is every switch of a lab: it makes the hosts' namespaces and carries frames between them.

Standard library alone. It is told a truth as one line of JSON on standard input and says in one line where the hosts are;
then it answers requests, a line each. It ends when standard input does, and takes everything of the lab with it.
"""

import contextlib
import errno
import functools
import heapq
import json
import os
import select
import signal
import socket
import struct
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fabric_check.lab.wires import cables, kernel
from fabric_check.lab.wires.spaces import Space, ip
from fabric_check.lab.wires.switching import Delivery, Switching
from fabric_check.lab.wires.truth import Nic, Truth, interfaces
from fabric_check.lab.wires.truth_json import from_plain

ETH_P_ALL = 3
SOL_PACKET, ADD_MEMBERSHIP, AUXDATA, IGNORE_OUTGOING = 263, 1, 8, 23
MR_PROMISC = 1
SO_RCVBUFFORCE = 33
BUFFER = 16 << 20
TAG_VALID = 0x10
_AUXDATA = struct.Struct("=IIIHHHH")
BATCH = 64
"""Frames taken from one host before it is the next one's turn."""


def open_port(name: str) -> socket.socket:
    """Return a packet socket that sees every frame that a host sends, with its tag, and none of ours."""
    port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    port.bind((name, ETH_P_ALL))
    port.setsockopt(SOL_PACKET, AUXDATA, 1)
    port.setsockopt(SOL_PACKET, IGNORE_OUTGOING, 1)
    try:
        port.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
    except PermissionError:
        # In a user namespace the machine's own limit holds.
        port.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    promiscuous = struct.pack("IHH8s", socket.if_nametoindex(name), MR_PROMISC, 0, b"")
    port.setsockopt(SOL_PACKET, ADD_MEMBERSHIP, promiscuous)
    port.setblocking(False)
    return port


def tag_of(ancillary: list[tuple[int, int, bytes]]) -> int | None:
    """Return the tag (its TCI) that the kernel has taken from a frame; None: it had none (packet(7), PACKET_AUXDATA)."""
    for level, kind, data in ancillary:
        if level == SOL_PACKET and kind == AUXDATA:
            status, _, _, _, _, tci, _ = _AUXDATA.unpack(data[: _AUXDATA.size])
            return int(tci) if status & TAG_VALID else None
    return None


class Process:
    """The namespaces, the sockets and the switches between them."""

    def __init__(self, truth: Truth) -> None:
        known = cables.neighbours(truth)
        self.spaces = {
            name: Space(functools.partial(_inside, nics, known)) for name, nics in truth.hosts.items()
        }
        self._settings()
        self._lay(truth)
        self.sockets = [open_port(f"p{number}") for number in range(sum(map(len, truth.hosts.values())))]
        self.numbers = {one.fileno(): number for number, one in enumerate(self.sockets)}
        self.waiting: list[tuple[float, int, Delivery]] = []
        self.serial = 0
        self._plug(truth)

    def _settings(self) -> None:
        for name in ("all", "default"):
            with contextlib.suppress(OSError):
                Path(f"/proc/sys/net/ipv6/conf/{name}/disable_ipv6").write_text("1", "ascii")

    def _lay(self, truth: Truth) -> None:
        """Lay the cables and let every host set its own ends up."""
        commands: list[str] = []
        first = 0
        for host, (name, nics) in enumerate(truth.hosts.items()):
            commands += cables.pairs(first, host, nics, self.spaces[name].pid)
            first += len(nics)
        ip([*commands, *(f"link set p{number} up" for number in range(first))])
        for space in self.spaces.values():
            space.start()
        for space in self.spaces.values():
            space.finish()

    def _plug(self, truth: Truth) -> None:
        """Put a truth into force: its switches, and which hosts have a link."""
        self.switching = Switching(truth)
        self.nics = self.switching.topology.nics
        self.order = {id(nic): number for number, nic in enumerate(self.nics)}
        for number, nic in enumerate(self.nics):
            kernel.set_up(f"p{number}", up=bool(nic.live()))

    def run(self) -> None:
        """Carry frames and answer requests until standard input ends."""
        poll = select.epoll()
        for descriptor in (0, *self.numbers):
            poll.register(descriptor, select.EPOLLIN)
        rest = b""
        while True:
            wait = max(0.0, self.waiting[0][0] - time.monotonic()) if self.waiting else -1
            for descriptor, _ in poll.poll(wait):
                if descriptor:
                    self._drain(self.numbers[descriptor])
                    continue
                said = os.read(0, 1 << 20)
                if not said:
                    return
                *lines, rest = (rest + said).split(b"\n")
                for line in lines:
                    _say(self._answer(json.loads(line)))
            self._release()

    def _drain(self, number: int) -> None:
        """Carry what waits at one host."""
        port, nic = self.sockets[number], self.nics[number]
        for _ in range(BATCH):
            try:
                data, ancillary, _, _ = port.recvmsg(65600, 64)
            except BlockingIOError:
                return
            except OSError:
                # The interface went down; the error is reported once.
                return
            for delivery in self.switching.send(nic, data, tag_of(ancillary)):
                if delivery.delay:
                    self.serial += 1
                    heapq.heappush(self.waiting, (time.monotonic() + delivery.delay, self.serial, delivery))
                else:
                    self._put(delivery)

    def _release(self) -> None:
        """Deliver what was held back long enough."""
        while self.waiting and self.waiting[0][0] <= time.monotonic():
            self._put(heapq.heappop(self.waiting)[2])

    def _put(self, delivery: Delivery) -> None:
        """Hand a frame to a host."""
        nic, data, tag, _ = delivery
        if tag is not None:
            data = data[:12] + struct.pack("!HH", 0x8100, tag) + data[12:]
        number = self.order.get(id(nic))
        try:
            # What was on its way when the truth changed is lost.
            if number is not None:
                self.sockets[number].send(data)
        except OSError:
            nic.counts["refused_in"] += 1

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Do what is asked for."""
        if "truth" in request:
            self._plug(from_plain(request["truth"]))
            return {}
        return {"counts": [[device, name, dict(counts)] for device, name, counts in self.switching.counts()]}

    def end(self) -> None:
        """End whatever runs in the hosts' namespaces: it is all of this lab."""
        for pid in kernel.processes_in({space.namespace for space in self.spaces.values()}):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)


def _inside(nics: Mapping[str, Nic], known: cables.Neighbours) -> None:
    """Set a host's ends up; runs in its namespace."""
    for name, value in cables.SETTINGS.items():
        file = Path("/proc/sys/net") / name
        if file.exists():
            file.write_text(value, "ascii")
    ip(cables.inside(nics, known))
    for name in interfaces(nics).values():
        kernel.checksum_in_software(name)


def _say(reply: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()


def _leave_the_machine() -> bool:
    try:
        return kernel.own_network()
    except OSError as error:
        # user_namespaces(7) gives this error where their number is limited, as to 0.
        limit = "their number is limited (user.max_user_namespaces)"
        why = limit if error.errno == errno.ENOSPC else error.strerror
        raise OSError(f"neither root nor a user namespace is allowed here: {why}") from None


def main() -> None:
    """Be the wires of one lab."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Not through sys.stdin, which reads ahead of what is asked for.
    line = b""
    while not line.endswith(b"\n") and (part := os.read(0, 1 << 20)):
        line += part
    try:
        users = _leave_the_machine()
        process = Process(from_plain(json.loads(line)))
    except (OSError, ValueError) as error:
        _say({"error": str(error)})
        return
    _say({"hosts": {name: space.pid for name, space in process.spaces.items()}, "users": users})
    try:
        process.run()
    finally:
        process.end()
