"""Hosts of a truth on real wires, with an eye in each that sends frames and says which ones came."""

import contextlib
import json
import select
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, Self

from wires_cases import split

from fabric_check.lab.wires.running import Wires
from fabric_check.lab.wires.truth import Truth

EYE = Path(__file__).with_name("eye.py")
PATIENCE = 20.0
WINDOW = 0.03  # seconds in which a frame that the switches have handed on is at its host


class Eye:
    """The program in one host."""

    def __init__(self, prefix: tuple[str, ...]) -> None:
        words = [*prefix, sys.executable, "-I", "-S", str(EYE)]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, request: dict[str, Any]) -> list[Any]:
        """Send a request and return the reply."""
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        return self.heard()

    def heard(self) -> list[Any]:
        """Return the next line."""
        if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
            raise TimeoutError
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """End it."""
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()


class Hosts:
    """All hosts of a truth. Use as a context manager."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.exit = contextlib.ExitStack()

    def __enter__(self) -> Self:
        with self.exit:
            self.wires = self.exit.enter_context(Wires(self.truth))
            self.eyes = {name: Eye(self.wires.prefix(name)) for name in self.truth.hosts}
            for eye in self.eyes.values():
                self.exit.callback(eye.close)
            for eye in self.eyes.values():
                eye.heard()
            self.exit = self.exit.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.exit.close()

    def send(self, nic: str, data: bytes, tci: int | None) -> None:
        """Send a frame; when this returns, the switches have done with it."""
        host, name = split(nic)
        whole = data if tci is None else data[:12] + b"\x81\x00" + tci.to_bytes(2) + data[12:]
        self.eyes[host].ask({"send": whole.hex(), "by": self.wires.interface(host, name)})
        # The first answer may have overtaken the frame, the second has not.
        self.wires.counts()
        self.wires.counts()

    def arrived(self, nic: str, data: bytes, *, wanted: bool) -> list[int | None]:
        """Return the tag of each copy of a frame that came to a NIC."""
        host, name = split(nic)
        found = self.eyes[host].ask({"seen": PATIENCE if wanted else WINDOW, "until": data.hex()})
        return [
            tci for by, seen, tci in found if by == self.wires.interface(host, name) and seen == data.hex()
        ]

    def counts(self) -> Counter[str]:
        """Return the counts as ``device:interface what``."""
        return Counter(
            {f"{one.device}:{one.interface} {one.what}": one.frames for one in self.wires.counts()}
        )

    def run(self, host: str, *words: str) -> "subprocess.Popen[bytes]":
        """Start a program in a host."""
        return subprocess.Popen(
            [*self.wires.prefix(host), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )


def until(said: Any) -> None:
    """Wait until something is so; each look asks another process, so it does not spin."""
    end = time.monotonic() + PATIENCE
    while not said():
        if time.monotonic() > end:
            raise TimeoutError
