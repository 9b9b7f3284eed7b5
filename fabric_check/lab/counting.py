"""What a running lab's ports have counted, told to other processes over a socket in the lab's folder.

The lab sends its counts as JSON to whoever connects, and closes.
"""

import contextlib
import json
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from fabric_check.lab.wires.running import Count, Wires
from fabric_check.model.errors import FabricCheckError, MachineError

SOCKET = "counts.sock"
SECONDS = 10.0


@contextlib.contextmanager
def served(directory: Path, wires: Wires) -> Iterator[None]:
    """Tell everybody who asks, until left."""
    with _named(directory) as path:
        Path(path).unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path)
            listening.listen()
            threading.Thread(target=_serve, args=(listening, wires), daemon=True).start()
            try:
                yield
            finally:
                # Closing alone does not wake the thread that waits in it.
                listening.shutdown(socket.SHUT_RDWR)
                Path(path).unlink(missing_ok=True)


def ask(directory: Path) -> list[Count]:
    """Return the counts of a lab.

    Raises:
        FabricCheckError: it does not answer, or has no wires.

    """
    try:
        with _named(directory) as path, socket.socket(socket.AF_UNIX) as asking:
            asking.settimeout(SECONDS)
            asking.connect(path)
            with asking.makefile("rb") as said:
                return [Count(**one) for one in json.loads(said.read())]
    except (OSError, ValueError):
        raise FabricCheckError(f"{directory}: the lab's wires do not answer") from None


@contextlib.contextmanager
def _named(directory: Path) -> Iterator[str]:
    """Yield a short name of the socket: a folder's own may be longer than a socket's may be (unix(7): 108 bytes)."""
    folder = os.open(directory, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{folder}/{SOCKET}"
    finally:
        os.close(folder)


def _serve(listening: socket.socket, wires: Wires) -> None:
    while True:
        try:
            asking, _ = listening.accept()
        except OSError:
            return
        with asking, contextlib.suppress(MachineError, OSError):
            asking.sendall(json.dumps([asdict(count) for count in wires.counts()]).encode())
