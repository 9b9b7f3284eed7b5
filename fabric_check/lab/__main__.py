"""The process of a lab that runs in the background: ``python -m fabric_check.lab FOLDER DIRECTORY``.

Says ``up``, or why not, in one line; then plays until it is told to end. Not for people: see ``fabric-check lab up``.
"""

import os
import signal
import sys
import threading
from pathlib import Path

from fabric_check.lab import state
from fabric_check.lab.running import Lab
from fabric_check.model.errors import FabricCheckError


def main(folder: Path, directory: Path) -> int:
    """Play a lab until SIGTERM or SIGINT."""
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    try:
        with Lab(folder) as lab:
            lab.write(directory)
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
    return state.State(state.Process(own, state.started(own) or 0), devices, lab.notes)


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
