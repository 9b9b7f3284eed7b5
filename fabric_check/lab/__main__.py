"""The process of a lab that runs in the background: ``python -m fabric_check.lab FOLDER DIRECTORY``.

Says ``up``, or why not, in one line; then plays until it is told to end. Not for people: see ``fabric-check lab up``.
"""

import contextlib
import os
import signal
import sys
import threading
from pathlib import Path

from fabric_check.lab import counting, state
from fabric_check.lab.running import Lab
from fabric_check.lab.wires import truth_file
from fabric_check.lab.wires.truth import interfaces
from fabric_check.model.errors import FabricCheckError


def main(folder: Path, directory: Path) -> int:
    """Play a lab until SIGTERM or SIGINT."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    try:
        truth = truth_file.read(file) if (file := directory / state.TRUTH).exists() else None
        with Lab(folder, truth=truth) as lab, contextlib.ExitStack() as stack:
            lab.write(directory)
            if lab.wires is not None:
                stack.enter_context(counting.served(directory, lab.wires))
            state.write(directory, _state(lab))
            _say("up")
            _let_go()
            told.wait()
    except (FabricCheckError, OSError) as error:
        _say(str(error).replace("\n", "; "))
        return 2
    return 0


def _state(lab: Lab) -> state.State:
    own = os.getpid()
    devices = {name: state.Played(one.kind, one.host, one.port) for name, one in lab.devices.items()}
    return state.State(state.Process(own, state.started(own) or 0), devices, lab.notes, _wired(lab))


def _wired(lab: Lab) -> dict[str, state.Wired]:
    if lab.wires is None:
        return {}
    return {
        host: state.Wired(
            lab.wires.prefix(host),
            {
                nic: {"interface": name, "address": nics[nic].address, "network": nics[nic].network or None}
                for nic, name in interfaces(nics).items()
            },
        )
        for host, nics in lab.wires.truth.hosts.items()
    }


def _say(line: str) -> None:
    """Tell who started this; where nobody listens any more, the lab is not wanted."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _let_go() -> None:
    """Hold on to no terminal and no pipe of who started this."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
