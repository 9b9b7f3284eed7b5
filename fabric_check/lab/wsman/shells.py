"""The remote shells of one Windows host: created, given a command, read in pieces, ended. Runs nothing."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from fabric_check.lab.wsman import soap
from fabric_check.lab.wsman.soap import Ask

PIECE = 100_000
"""Bytes of output in one answer: clients ask for envelopes of 150 kB, and base64 adds a third."""


@dataclass(slots=True)
class Output:
    """What a command prints, and its exit code. *endless*: it never ends, and says nothing more."""

    stdout: bytes = b""
    stderr: bytes = b""
    exit_code: int = 0
    endless: bool = False


@dataclass(slots=True)
class _Shell:
    environment: Mapping[str, str]
    commands: dict[str, Output] = field(default_factory=dict)


Run = Callable[[str, Mapping[str, str]], Output]
"""A command line and its environment → what it prints."""


class Shells:
    """The shells that are open now; *open* empty at the end is how a client shows that it cleans up."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.open: dict[str, _Shell] = {}

    def answer(self, asked: Ask) -> tuple[int, str]:
        """Return the status and the envelope for a request."""
        handler = getattr(self, f"_on_{asked.action.lower()}", None)
        if handler is None:
            return 500, soap.envelope(asked, soap.fault(soap.INVALID, f"{asked.action}: not supported here"))
        try:
            status, body = handler(asked)
        except KeyError:
            status, body = (
                500,
                soap.fault(soap.INVALID, "the request names a shell or command that is not there"),
            )
        return status, soap.envelope(asked, body)

    def _on_create(self, asked: Ask) -> tuple[int, str]:
        shell = str(uuid.uuid4()).upper()
        self.open[shell] = _Shell(asked.variables())
        return 200, soap.created(shell)

    def _on_command(self, asked: Ask) -> tuple[int, str]:
        shell = self.open[asked.shell or ""]
        line = " ".join([*asked.texts("Command"), *asked.texts("Arguments")])
        command = str(uuid.uuid4()).upper()
        shell.commands[command] = self._run(line, shell.environment)
        return 200, soap.commanded(command)

    def _on_receive(self, asked: Ask) -> tuple[int, str]:
        command = asked.command()
        output = self.open[asked.shell or ""].commands[command]
        out, output.stdout = output.stdout[:PIECE], output.stdout[PIECE:]
        err, output.stderr = output.stderr[:PIECE], output.stderr[PIECE:]
        done = not output.stdout and not output.stderr
        if output.endless and not out and not err:
            return 500, soap.fault(soap.TIMED_OUT, "the operation has not finished within its time-out")
        code = output.exit_code if done and not output.endless else None
        return 200, soap.received(command, [("stdout", out), ("stderr", err)], code)

    def _on_signal(self, asked: Ask) -> tuple[int, str]:
        self.open[asked.shell or ""].commands.pop(asked.command(), None)
        return 200, "<rsp:SignalResponse/>"

    def _on_send(self, asked: Ask) -> tuple[int, str]:  # noqa: ARG002 - input is taken and not used
        return 200, "<rsp:SendResponse/>"

    def _on_delete(self, asked: Ask) -> tuple[int, str]:
        del self.open[asked.shell or ""]
        return 200, ""
