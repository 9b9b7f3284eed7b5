"""The wires of a lab while they are up: where its hosts are, what its ports counted, and what happens from now on.

::

    with Wires(truth) as wires:
        subprocess.run([*wires.prefix("hv01"), "ping", "-c1", "10.0.120.2"])
        wires.change(mended)
        wires.counts()
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from fabric_check.lab.wires.truth import Truth, interfaces
from fabric_check.lab.wires.truth_json import to_plain
from fabric_check.model.errors import MachineError

PROGRAMS = ("ip", "nsenter")
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
_ROOT = Path(__file__).resolve().parents[3]
# Nothing of site-packages is wanted, and reading it takes longer than all else.
_START = "import sys; sys.path.append(sys.argv[1]); from fabric_check.lab.wires.process import main; main()"


@dataclass(frozen=True, slots=True)
class Count:
    """How many frames met the same fate at a port or NIC: *what* is ``frames_in``, ``oversize_out`` and so on."""

    device: str
    interface: str
    what: str
    frames: int


class Wires:
    """Hosts in namespaces and the switches between them. Use as a context manager.

    Without root it makes a user namespace: *own_users*. Whatever happens to this process, nothing of it is left.
    """

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self._process: subprocess.Popen[bytes] | None = None
        self._pids: dict[str, int] = {}
        self.own_users = False
        self._turn = threading.Lock()

    def __enter__(self) -> Self:
        """Bring everything up; hosts reach each other when this returns.

        Raises:
            MachineError: this machine does not allow it, or lacks a program.

        """
        if missing := [name for name in PROGRAMS if not shutil.which(name, path=_PATH)]:
            raise MachineError(
                f"the lab's wires need {' and '.join(missing)} (packages iproute2, util-linux)"
            )
        command = [sys.executable, "-I", "-S", "-c", _START, str(_ROOT)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 - ourselves
        try:
            found = self._ask(to_plain(self.truth))
        except BaseException:
            self.stop()
            raise
        self._pids, self.own_users = found["hosts"], found["users"]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take everything down."""
        self.stop()

    def stop(self) -> None:
        """Take everything down: the namespaces, and whatever runs in them."""
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                # What could not be told to a process that is gone is nobody's any more.
                with contextlib.suppress(BrokenPipeError):
                    if pipe is not None:
                        pipe.close()
            self._process.wait()
            self._process = None

    def prefix(self, host: str) -> tuple[str, ...]:
        """Return the words to put before a command that is to run in a host's network."""
        pid = self._pids[host]
        enter = (shutil.which("nsenter", path=_PATH) or "nsenter", "--target", str(pid), "--net")
        return (*enter, "--user", "--preserve-credentials", "--") if self.own_users else (*enter, "--")

    def interface(self, host: str, nic: str) -> str:
        """Return a NIC's interface in its host's namespace: its own name where Linux allows it."""
        return interfaces(self.truth.hosts[host])[nic]

    def change(self, truth: Truth) -> None:
        """Let other things be true of the switches from now on; counts start anew, and switches learn anew.

        Raises:
            ValueError: the hosts or their NICs are others: for these the lab has to come up anew.

        """
        if [(name, list(nics)) for name, nics in truth.hosts.items()] != [
            (name, list(nics)) for name, nics in self.truth.hosts.items()
        ]:
            raise ValueError("the hosts of a lab that is up stay what they are")
        self._ask({"truth": to_plain(truth)})
        self.truth = truth

    def counts(self) -> list[Count]:
        """Return every count that is not zero, switches first, in the order of the truth."""
        found = self._ask({"counts": True})["counts"]
        return [
            Count(device, name, what, frames)
            for device, name, counts in found
            for what, frames in sorted(counts.items())
        ]

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            raise MachineError("the lab's wires are not up")
        try:
            with self._turn:
                self._process.stdin.write(json.dumps(request).encode() + b"\n")
                self._process.stdin.flush()
                said = self._process.stdout.readline()
        except BrokenPipeError:
            said = b""
        reply: dict[str, Any] = json.loads(said or b'{"error": "their process ended"}')
        if "error" in reply:
            raise MachineError(f"the lab's wires: {reply['error']}")
        return reply
