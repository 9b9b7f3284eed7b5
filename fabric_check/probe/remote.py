"""Runs the agent at the far end of a connection (ssh, a namespace, a pipe) without leaving a file there.

The agent's source goes through the connection's standard input ahead of the requests. Never decides what to measure.
"""

import contextlib
import json
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from types import TracebackType
from typing import Any, Self

from fabric_check.model.errors import MachineError

PYTHON = "python3"
MOST_SAID = 4000
"""Bytes of the connection's standard error that are worth showing."""


def source() -> str:
    """Return the agent as one text: its modules' sources behind what imports them from memory."""
    files = (resources.files("fabric_check.probe") / "agent").iterdir()
    sources = {file.name: file.read_text(encoding="utf-8") for file in files if file.name.endswith(".py")}
    modules = {f"agent.{name[:-3]}".removesuffix(".__init__"): sources[name] for name in sorted(sources)}
    return f"{sources['carried.py']}\n\ncarry({modules!a})\n"


def bootstrap(python: str = PYTHON) -> str:
    """Return the shell command that reads the agent from standard input, by its length, and becomes it."""
    return f"""exec {python} -u -c 'import sys; exec(compile(sys.stdin.read({len(source())}), "agent", "exec"))'"""


class RemoteAgent:
    """The agent behind one connection. Closing the connection ends it.

    *connection* is the command that runs a shell command line given as its last word: ``["ssh", "host"]`` or
    ``["sh", "-c"]``; *environment* is its own, None: ours. Raises MachineError when the far end does not speak.
    """

    def __init__(
        self,
        connection: Sequence[str],
        python: str = PYTHON,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._connection = tuple(connection)
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the agent
        self._process = subprocess.Popen(  # noqa: S603 - the caller's own connection command
            [*connection, bootstrap(python)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=environment,
            text=True,
            encoding="utf-8",
            errors="replace",
            # Ctrl-C is for this program, which then ends its connections itself.
            start_new_session=True,
        )
        # A far end that is gone already shows at the first request, which can say why.
        with contextlib.suppress(MachineError):
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
        except (BrokenPipeError, ValueError):
            raise self._gone() from None

    def _gone(self) -> MachineError:
        """Return the error that says that the far end does not speak any more."""
        return MachineError(f"the agent's connection ended: {' '.join(self._connection)} ...")

    def ask(self, request: Mapping[str, Any], seconds: float | None = None) -> dict[str, Any]:
        """Return the agent's reply to one request (see docs/sweep.md for both).

        Raises:
            MachineError: the far end is gone, or did not answer within *seconds*; then the connection is ended.

        """
        with _ended_after(self._process, seconds):
            self._write(json.dumps(dict(request)) + "\n")
            assert self._process.stdout is not None  # noqa: S101 - opened as a pipe above
            line = self._process.stdout.readline()
            while line and not line.startswith("{"):  # what a login shell says first
                line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise self._gone()
        reply: dict[str, Any] = json.loads(line)
        return reply

    def said(self) -> tuple[str, int]:
        """Return what the connection said on standard error, and its exit code, once it has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2)
        self._said.seek(0)
        return self._said.read(MOST_SAID).decode("utf-8", "replace"), self._process.poll() or 0

    def end(self) -> None:
        """End the connection at once, from any thread; whoever waits for an answer gets MachineError."""
        self._process.kill()

    def close(self) -> None:
        """End the connection, and with it the agent."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._said.close()


@contextlib.contextmanager
def _ended_after(process: "subprocess.Popen[str]", seconds: float | None) -> Iterator[None]:
    """End a process if the body takes longer than that."""
    if seconds is None:
        yield
        return
    timer = threading.Timer(max(seconds, 0.01), process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
