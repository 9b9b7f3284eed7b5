"""Runs a program until it ends or its time is over; nothing that it started in its session outlives it."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabric_check.collect.deadline import left, passed

_LOOK_SECONDS = 0.1
"""How often it looks whether the user has interrupted the run."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit code, and what it wrote."""

    code: int
    stdout: bytes
    stderr: bytes


class OverTimeError(Exception):
    """The program was ended because its time was over, or the run was interrupted."""


def run(arguments: Sequence[str], stdin: bytes, deadline: float, environment: Mapping[str, str]) -> Ended:
    """Run a program; *deadline* is a `time.monotonic` value.

    Raises:
        OSError: it cannot be started.
        OverTimeError: its time was over.

    """
    with subprocess.Popen(  # noqa: S603 - the callers' own fixed programs, no shell
        arguments,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            out, err = _output(process, stdin, deadline)
        finally:
            _end(process)
    return Ended(process.returncode, out, err)


def _output(process: "subprocess.Popen[bytes]", stdin: bytes, deadline: float) -> tuple[bytes, bytes]:
    rest: bytes | None = stdin
    while not passed(deadline):
        try:
            return process.communicate(rest, min(_LOOK_SECONDS, left(deadline)))
        except subprocess.TimeoutExpired:
            rest = None  # it goes on with what it was given
    raise OverTimeError


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program and what it started, such as the ssh to a jump host; after a normal end there is nothing."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
