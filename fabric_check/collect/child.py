"""Runs a program until it ends or its time is over; nothing that it started in its session outlives it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit code, and what it wrote."""

    code: int
    stdout: bytes
    stderr: bytes


class OverTimeError(Exception):
    """The program was ended because its time was over."""


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
            out, err = process.communicate(stdin, max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise OverTimeError from None
        finally:
            _end(process)
    return Ended(process.returncode, out, err)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program and what it started, such as the ssh to a jump host; after a normal end there is nothing."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
