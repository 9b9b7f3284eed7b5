"""A lab that goes on after the command that started it: one process plays all devices until `down` ends it.

Linux alone: processes are told from each other by /proc.
"""

import contextlib
import os
import select
import signal
import sys
from dataclasses import replace
from pathlib import Path

from fabric_check.folder.read import read_folder
from fabric_check.lab import counting, state
from fabric_check.lab.state import State
from fabric_check.lab.wires import truth_file
from fabric_check.lab.wires.truth import Truth
from fabric_check.model.errors import FabricCheckError, MachineError

UP_SECONDS, DOWN_SECONDS = 60.0, 10.0


def up(folder: Path, directory: Path, truth: Truth | None = None) -> State:
    """Start a lab of *folder* with its files in *directory*, which is new, empty or of a lab that is down.

    *truth*: what happens on its wires; it is kept as ``truth.json``. None: it has none.

    Raises:
        InputError: a file of the folder is not what it should be.
        FabricCheckError: the directory is something else, or the lab did not come up; the message says why.
        MachineError: this is not Linux.

    """
    if not Path("/proc/self/stat").exists():
        raise MachineError("a lab needs Linux")
    read_folder(folder)
    _claim(directory)
    (directory / state.TRUTH).unlink(missing_ok=True)
    if truth is not None:
        truth_file.write(directory / state.TRUTH, truth)
    command = [sys.executable, "-m", state.MODULE, str(folder.resolve()), str(directory.resolve())]
    pid, said = _spawn(command)
    if said == "up":
        return state.read(directory)
    _end(pid)
    raise FabricCheckError(said or "the lab ended before it was up")


def _spawn(command: list[str]) -> tuple[int, str]:
    """Start a process in a session of its own; return its id and what it says first."""
    ours, theirs = os.pipe()
    null = os.open(os.devnull, os.O_RDONLY)
    try:
        actions = [
            (os.POSIX_SPAWN_DUP2, null, 0),
            *((os.POSIX_SPAWN_DUP2, theirs, number) for number in (1, 2)),
        ]
        # Not Popen, which insists on seeing its process end.
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions, setsid=True)
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
        os.close(null)
    with os.fdopen(ours, "rb") as said:
        ready, _, _ = select.select([said], [], [], UP_SECONDS)
        return pid, said.readline().decode("utf-8", "replace").strip() if ready else ""


def _claim(directory: Path) -> None:
    """Make sure that nothing of anybody else's is overwritten."""
    if (directory / state.FILE).exists():
        if state.read(directory).up:
            raise FabricCheckError(f"{directory}: the lab is up already (`fabric-check lab down` ends it)")
    elif directory.exists() and any(directory.iterdir()):
        raise FabricCheckError(f"{directory}: is not empty and no lab; name another folder by --into")
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FabricCheckError(f"{directory}: cannot be made: {error.strerror}") from None


def down(directory: Path) -> bool:
    """End a lab; False where it was down already. What was collected into the directory stays.

    Raises:
        FabricCheckError: there is no lab.

    """
    found = state.read(directory)
    was_up = found.server is not None and found.up
    if found.server is not None and was_up:
        _end(found.server.pid)
    (directory / counting.SOCKET).unlink(missing_ok=True)
    state.write(directory, replace(found, server=None))
    return was_up


def _end(pid: int) -> None:
    """Ask a process to end, and end it where it does not."""
    with contextlib.suppress(ProcessLookupError):
        handle = os.pidfd_open(pid)
        try:
            os.kill(pid, signal.SIGTERM)
            ended, _, _ = select.select([handle], [], [], DOWN_SECONDS)
            if not ended:
                os.kill(pid, signal.SIGKILL)
                select.select([handle], [], [], DOWN_SECONDS)
        finally:
            os.close(handle)
        # A child of ours is only gone when it has been asked for.
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
