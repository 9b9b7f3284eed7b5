"""Network namespaces without names: each is held by a process that waits, and ends with it.

The holders are killed by the kernel when the process that made them ends, so nothing is left after a crash.
"""

import os
import signal
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from fabric_check.lab.wires import kernel

MOST_TEXT = 65536


class Space:
    """One namespace. *pid* holds it; ``do`` makes the holder do, once, what it was made for."""

    def __init__(self, inside: Callable[[], None]) -> None:
        self._ours, theirs = socket.socketpair()
        parent = os.getpid()
        self.pid = os.fork()
        if not self.pid:
            self._ours.close()
            _hold(theirs, parent, inside)
        theirs.close()
        self._await()
        self.namespace = str(Path(f"/proc/{self.pid}/ns/net").readlink())

    def start(self) -> None:
        """Let the holder do what it was made for."""
        self._ours.send(b"go")

    def finish(self) -> None:
        """Wait until it has.

        Raises:
            OSError: with what it says was wrong.

        """
        self._await()

    def _await(self) -> None:
        said = self._ours.recv(MOST_TEXT)
        if said != b"done":
            raise OSError(said.decode("utf-8", "replace") or "a namespace's process ended")


def _hold(channel: socket.socket, parent: int, inside: Callable[[], None]) -> NoReturn:
    """Hold a namespace until killed. Runs in the child and never returns."""
    try:
        kernel.die_with_parent(parent)
        # The parent's pipes are not ours: who waits for them to close waits for the parent alone.
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(null, 1)
        kernel.unshare(kernel.CLONE_NEWNET)
        channel.send(b"done")
        channel.recv(2)
        inside()
        channel.send(b"done")
        while True:
            signal.pause()
    except BaseException as error:  # noqa: BLE001 - a child must not go on in its parent's code
        channel.send((str(error) or type(error).__name__).encode()[:MOST_TEXT])
        os._exit(1)


def ip(commands: list[str]) -> None:
    """Run ``ip`` with commands, all in one process.

    Raises:
        OSError: it is missing, or one of them failed, with what it said.

    """
    done = subprocess.run(
        ["ip", "-batch", "-"],  # noqa: S607 - found on the PATH, as /sbin stands there or not by distribution
        input="".join(f"{command}\n" for command in commands),
        capture_output=True, text=True, check=False, env={**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"},
    )  # fmt: skip
    if done.returncode:
        raise OSError(f"ip: {done.stderr.strip()}")
