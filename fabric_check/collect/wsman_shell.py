"""Runs one PowerShell script in one shell of a Windows host. The shell is deleted whatever happens.

pywinrm's own ``Session`` is not used: it fails above 3,061 characters of script, waits for ever, and leaves its shell on
the host when something goes wrong.
"""

import contextlib
import time
from dataclasses import dataclass

from winrm.exceptions import WinRMOperationTimeoutError
from winrm.protocol import Protocol

from fabric_check.collect import winrs, wsman
from fabric_check.collect.guard import Guard
from fabric_check.collect.target import CollectError, Failure, Target
from fabric_check.collect.wsman_failures import BY_HAND, EXPECTED, explain, said

CLEANING_SECONDS = 5.0
"""What is kept of the time, at most, for deleting the shell on a connection of its own."""
IDLE_TIMEOUT = "PT180S"
"""After which the host deletes a shell itself: one of which we never learned, or that we could not reach again."""
OPERATION_SECONDS = 20
"""How long the host holds one question for output; it then says that there is none yet."""
MOST_BYTES = 64_000_000
UTF_8 = 65001


@dataclass(frozen=True, slots=True)
class _Output:
    stdout: bytes
    stderr: bytes
    code: int


def run(target: Target, script: str, deadline: float) -> str:
    """Return what a script printed; *deadline* is a `time.monotonic` value.

    Raises:
        CollectError: the host was not reached, or its answer is not whole.

    """
    return _answer(_run(target, script, deadline))


def _answer(output: _Output) -> str:
    try:
        return winrs.answer(output.stdout)
    except winrs.CutAnswerError as error:
        raise CollectError(Failure.CUT_OFF, f"the answer is cut off: {error}", BY_HAND) from None
    except winrs.NoAnswerError:
        why = said(output.stderr) or "and said nothing"
        raise CollectError(
            Failure.UNEXPECTED, f"PowerShell ended with exit code {output.code}: {why}", BY_HAND
        ) from None


def _run(target: Target, script: str, deadline: float) -> _Output:
    """Run the collector; part of the time is kept for deleting its shell."""
    kept = min(CLEANING_SECONDS, max(0.0, deadline - time.monotonic()) / 4)
    shells: list[str] = []
    with Guard(deadline - kept) as guard:
        try:
            with wsman.connected(target, guard) as protocol:
                output = _in_shell(protocol, script, guard, shells)
                _delete(protocol, shells)
        except EXPECTED as error:
            raise explain(error, target, over=guard.over) from None
        finally:
            if shells:
                _delete_again(target, shells, deadline)
    return output


def _in_shell(protocol: Protocol, script: str, guard: Guard, shells: list[str]) -> _Output:
    """Open a shell, put its id into *shells*, run the collector in it and return its output."""
    shell = protocol.open_shell(
        noprofile=True,
        codepage=UTF_8,
        env_vars=dict(winrs.environment(script)),
        idle_timeout=IDLE_TIMEOUT,
    )
    shells.append(shell)
    return _output(protocol, guard, shell, protocol.run_command(shell, *winrs.command()))


def _output(protocol: Protocol, guard: Guard, shell: str, command: str) -> _Output:
    stdout, stderr = bytearray(), bytearray()
    while not guard.over and len(stdout) + len(stderr) < MOST_BYTES:
        protocol.operation_timeout_sec = max(1, min(OPERATION_SECONDS, int(guard.left())))
        with contextlib.suppress(WinRMOperationTimeoutError):
            out, err, code, done = protocol.get_command_output_raw(shell, command)
            stdout += out
            stderr += err
            if done:
                return _Output(bytes(stdout), bytes(stderr), code)
    if guard.over:
        raise WinRMOperationTimeoutError
    raise CollectError(Failure.UNEXPECTED, "the answer does not end", "look at what runs on the host")


def _delete(protocol: Protocol, shells: list[str]) -> None:
    """Delete the shell, and with it what runs there. A failure leaves it in *shells*, and costs no answer."""
    with contextlib.suppress(*EXPECTED):
        protocol.close_shell(shells[0])
        shells.clear()


def _delete_again(target: Target, shells: list[str], deadline: float) -> None:
    """Delete a shell on a new connection: the old one may be broken, or waiting for an answer."""
    end = min(deadline, time.monotonic() + CLEANING_SECONDS)
    with (
        Guard(end, last=True) as guard,
        contextlib.suppress(*EXPECTED),
        wsman.connected(target, guard) as protocol,
    ):
        _delete(protocol, shells)
