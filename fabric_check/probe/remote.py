"""Runs the agent at the far end of a connection (ssh, a namespace, a pipe) without leaving a file there.

The agent's source goes through the connection's standard input ahead of the requests. Never decides what to measure.
"""

import json
import subprocess
from collections.abc import Mapping, Sequence
from importlib import resources
from types import TracebackType
from typing import Any, Self

from fabric_check.model.errors import MachineError

PYTHON = "python3"


def source() -> str:
    """Return the agent's source text."""
    return (resources.files("fabric_check.probe") / "agent.py").read_text(encoding="utf-8")


def bootstrap(python: str = PYTHON) -> str:
    """Return the shell command that reads the agent from standard input, by its length, and becomes it."""
    return f"""{python} -u -c 'import sys; exec(compile(sys.stdin.read({len(source())}), "agent", "exec"))'"""


class RemoteAgent:
    """The agent behind one connection. Closing the connection ends it.

    *connection* is the command that runs a shell command line given as its last word: ``["ssh", "host"]`` or
    ``["sh", "-c"]``. Raises MachineError when the far end does not speak.
    """

    def __init__(self, connection: Sequence[str], python: str = PYTHON) -> None:
        self._connection = tuple(connection)
        self._process = subprocess.Popen(  # noqa: S603 - the caller's own connection command
            [*connection, bootstrap(python)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._write(source())

    def __enter__(self) -> Self:
        """Return the agent."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self.close()

    def _write(self, text: str) -> None:
        """Send text; a far end that is gone shows in the reply that never comes."""
        assert self._process.stdin is not None  # noqa: S101 - opened as a pipe above
        try:
            self._process.stdin.write(text)
            self._process.stdin.flush()
        except BrokenPipeError:
            raise self._gone() from None

    def _gone(self) -> MachineError:
        """Return the error that says that the far end does not speak any more."""
        return MachineError(f"the agent's connection ended: {' '.join(self._connection)} ...")

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the agent's reply to one request (see agent.py for both)."""
        assert self._process.stdout is not None  # noqa: S101 - opened as a pipe above
        self._write(json.dumps(dict(request)) + "\n")
        line = self._process.stdout.readline()
        if not line:
            raise self._gone()
        reply: dict[str, Any] = json.loads(line)
        return reply

    def close(self) -> None:
        """End the connection, and with it the agent."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
