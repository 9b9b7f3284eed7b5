"""Sends a Windows probe's pings for a lab host that runs no PowerShell; runs by itself, in the host's own network.

Reads the probe's request as JSON from standard input and prints what the probe's script would. Statuses are those of
ipexport.h. Standard library alone, so that it can run anywhere below a namespace's prefix.
"""

import contextlib
import errno
import json
import os
import select
import socket
import struct
import subprocess
import sys
import time
from typing import Any

PASSED, TOO_BIG, TIMED_OUT, FAILED = 0, 11009, 11010, -1
_WINDOW = 8
_IP_MTU_DISCOVER, _PMTUDISC_PROBE = 10, 3
"""Set the don't-fragment bit and never lower a size by what a router once said (ip(7))."""
_ECHO, _ECHO_REPLY = 8, 0


def main() -> None:
    """Answer one request."""
    asked = json.load(sys.stdin)
    pings = [tuple(one) for one in asked["pings"]]
    answers: list[tuple[int, str]] = []
    for start in range(0, len(pings), _WINDOW):
        answers += _window(pings[start : start + _WINDOW])
        time.sleep(asked.get("window_ms", 0) / 1000)
    said = {"schema": "fabric-check/pings/1", "adapters": _adapters(), "sourced": "", "answers": answers}
    sys.stdout.write(json.dumps({**said, "counters": None}))


def _adapters() -> list[dict[str, Any]]:
    """Return the NICs that are up, with their addresses."""
    command = ["ip", "-j", "-4", "addr", "show", "up"]
    said = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603 - a fixed command
    return [
        {
            "name": link["ifname"],
            "mtu": link["mtu"],
            "addresses": [f"{one['local']}/{one['prefixlen']}" for one in link.get("addr_info", [])],
        }
        for link in json.loads(said or "[]")
        if link["ifname"] != "lo"
    ]


def _window(pings: list[tuple[str, str, int, int]]) -> list[tuple[int, str]]:
    """Send some pings at once; return each one's status and who answered."""
    answers: dict[int, tuple[int, str]] = {}
    with contextlib.ExitStack() as stack:
        waiting: dict[socket.socket, int] = {}
        for number, (target, source, size, _) in enumerate(pings):
            one = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP))
            one.setsockopt(socket.IPPROTO_IP, _IP_MTU_DISCOVER, _PMTUDISC_PROBE)
            if source:
                one.bind((source, 0))
            try:
                one.sendto(_echo(number, size), (target, 0))
                waiting[one] = number
            except OSError as error:
                own = (TOO_BIG, source or _own(target))
                answers[number] = own if error.errno == errno.EMSGSIZE else (FAILED, "")
        _await(waiting, pings, answers)
    return [answers.get(number, (TIMED_OUT, "")) for number in range(len(pings))]


def _await(
    waiting: dict[socket.socket, int],
    pings: list[tuple[str, str, int, int]],
    answers: dict[int, tuple[int, str]],
) -> None:
    end = time.monotonic() + max((one[3] for one in pings), default=0) / 1000
    while waiting and (left := end - time.monotonic()) > 0:
        for one in select.select(list(waiting), [], [], left)[0]:
            packet, (peer, _) = one.recvfrom(65535)
            number = waiting[one]
            header = (packet[0] & 15) * 4
            kind, _, _, identity, sequence = struct.unpack_from("!BBHHH", packet, header)
            if (kind, identity, sequence, peer) == (_ECHO_REPLY, _identity(), number, pings[number][0]):
                whole = len(packet) - header - 8 == pings[number][2]
                answers[number] = (PASSED if whole else FAILED, peer)
                del waiting[one]


def _own(target: str) -> str:
    """Return the address that the host would send from."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect((target, 9))
        name: tuple[str, int] = one.getsockname()
        return name[0]


def _identity() -> int:
    return os.getpid() & 0xFFFF


def _echo(sequence: int, size: int) -> bytes:
    body = bytes(size)
    head = struct.pack("!BBHHH", _ECHO, 0, 0, _identity(), sequence)
    total = sum(struct.unpack("!4H", head))
    total = (total & 0xFFFF) + (total >> 16)
    return struct.pack("!BBHHH", _ECHO, 0, ~total & 0xFFFF, _identity(), sequence) + body


if __name__ == "__main__":
    main()
