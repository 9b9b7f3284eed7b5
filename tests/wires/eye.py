"""Runs in a host's namespace: sends frames as they are told and says which ones came, with their tags. A test tool.

Argument: nothing. Standard input, a JSON object a line: ``{"send": hex, "by": interface}``, or ``{"seen": seconds}``, which
is answered with what came since, as ``[interface, hex, TCI or null]``, as soon as the frame ``"until"`` is among it. It ends when standard input does.
"""

import json
import select
import socket
import struct
import sys
import time

SOL_PACKET, AUXDATA, IGNORE_OUTGOING = 263, 8, 23


def main() -> None:
    """Answer until standard input ends."""
    ports = {}
    for _, name in socket.if_nameindex():
        if name != "lo":
            port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
            port.bind((name, 3))
            port.setsockopt(SOL_PACKET, AUXDATA, 1)
            port.setsockopt(SOL_PACKET, IGNORE_OUTGOING, 1)
            port.setblocking(False)
            ports[name] = port
    say([])
    for line in sys.stdin:
        request = json.loads(line)
        say(send(ports, request) if "send" in request else seen(ports, request))


def say(reply: list) -> None:
    """Answer."""
    sys.stdout.write(json.dumps(reply) + "\n")
    sys.stdout.flush()


def send(ports: dict[str, socket.socket], request: dict) -> list:
    """Send one frame; one that the interface refuses is not sent."""
    try:
        ports[request["by"]].send(bytes.fromhex(request["send"]))
    except OSError:
        return [False]
    return [True]


def seen(ports: dict[str, socket.socket], request: dict) -> list:
    """Return what came, at the latest after so many seconds."""
    found: list = []
    end = time.monotonic() + request["seen"]
    while True:
        # Behind the one that is waited for there may be a second copy.
        there = any(data == request["until"] for _, data, _ in found)
        ready = select.select(list(ports.values()), [], [], 0 if there else max(0, end - time.monotonic()))[0]
        if not ready:
            return found
        for port in ready:
            name = next(name for name, one in ports.items() if one is port)
            data, ancillary, _, _ = port.recvmsg(65600, 64)
            found.append([name, data.hex(), tag(ancillary)])


def tag(ancillary: list) -> int | None:
    """Return the TCI that came with a frame."""
    for _, kind, data in ancillary:
        if kind == AUXDATA:
            status, _, _, _, _, tci, _ = struct.unpack("=IIIHHHH", data[:20])
            return tci if status & 0x10 else None
    return None


if __name__ == "__main__":
    main()
