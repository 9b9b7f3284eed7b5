"""lab.json: what of a lab runs where, so that another command can ask for it and end it."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from fabric_check.folder.write import write_whole
from fabric_check.model.errors import FabricCheckError

FILE, TRUTH = "lab.json", "truth.json"
SCHEMA = "fabric-check/lab/1"
MODULE = "fabric_check.lab"
"""What python is told to run, to be a lab's process."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process of a lab. *started*: the kernel's own mark of when, so that a number used again is not taken for it.

    Nor is another program, whose number a file from elsewhere may name.
    """

    pid: int
    started: int

    @property
    def alive(self) -> bool:
        """Return whether it still runs."""
        return started(self.pid) == self.started and MODULE in _words(self.pid)


@dataclass(frozen=True, slots=True)
class Played:
    """A device of a lab: ``switch``, ``windows`` or ``linux``, and where it listens."""

    kind: str
    address: str
    port: int


@dataclass(frozen=True, slots=True)
class Wired:
    """A host on the lab's wires. *enter*: the words before a command that is to run there.

    *nics*: by name, each one's ``interface`` there, its ``address`` and the ``network`` that it is for.
    """

    enter: tuple[str, ...]
    nics: dict[str, dict[str, str | None]]


@dataclass(frozen=True, slots=True)
class State:
    """A lab. *server* plays all devices; None: the lab is down. *wired*: the hosts between which packets flow."""

    server: Process | None
    devices: dict[str, Played]
    notes: tuple[str, ...] = ()
    wired: dict[str, Wired] = field(default_factory=dict)

    @property
    def up(self) -> bool:
        """Return whether the lab runs."""
        return self.server is not None and self.server.alive


def started(pid: int) -> int | None:
    """Return when a process started, in the kernel's clock ticks; None: there is none, or it is dead already."""
    try:
        # Field 2 is the program's name in brackets, with any character in it; 3 is the state, 22 the start.
        fields = Path(f"/proc/{pid}/stat").read_text("latin-1").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return []


def write(directory: Path, state: State) -> None:
    """Write lab.json.

    Raises:
        OSError: the directory cannot be written.

    """
    text = json.dumps({"schema": SCHEMA, **asdict(state)}, indent=1) + "\n"
    write_whole(directory / FILE, text.encode())


def read(directory: Path) -> State:
    """Read lab.json.

    Raises:
        FabricCheckError: there is none, or it is not one of ours.

    """
    try:
        return _state(json.loads((directory / FILE).read_text("utf-8")))
    except OSError:
        raise FabricCheckError(f"{directory}: there is no lab (`fabric-check lab up` makes one)") from None
    except (ValueError, KeyError, TypeError):
        raise FabricCheckError(f"{directory / FILE}: is not what `fabric-check lab up` writes") from None


def _state(value: Any) -> State:
    """Return a state; keys of later versions are passed over."""
    if value["schema"] != SCHEMA:
        raise ValueError(value["schema"])
    server = Process(value["server"]["pid"], value["server"]["started"]) if value["server"] else None
    devices = {
        name: Played(one["kind"], one["address"], one["port"]) for name, one in value["devices"].items()
    }
    wired = {name: Wired(tuple(one["enter"]), one["nics"]) for name, one in value.get("wired", {}).items()}
    return State(server, devices, tuple(value["notes"]), wired)
