"""The way to a switch: straight, or as ``~/.ssh/config`` says, read and walked by OpenSSH's own client.

Its aliases, ports, users and keys count, and ProxyJump or ProxyCommand, as they do for Linux hosts. A password goes to the
switch alone: a jump host is logged in to by key or agent.
"""

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from fabric_check.collect import child
from fabric_check.collect.openssh import ADDRESS
from fabric_check.collect.openssh_failures import OVER_TIME, explain
from fabric_check.collect.target import CollectError, Target

_NONE = "none"


@dataclass(frozen=True, slots=True)
class Way:
    """How a switch is reached. *target* has the address, port and user that the configuration gives.

    *name*: how known_hosts names it, if not by address and port. *keys*: for a login without a password. *proxy*: the
    command whose standard input and output lead there; none: straight.
    """

    target: Target
    name: str | None = None
    keys: tuple[Path, ...] = ()
    proxy: tuple[str, ...] = ()


def find(target: Target, deadline: float) -> Way:
    """Return the way to a target; *deadline* is a `time.monotonic` value.

    Raises:
        CollectError: ssh cannot read its configuration.

    """
    if os.name != "posix" or not _configured() or not ADDRESS.fullmatch(target.address):
        return Way(target)
    login = target.login
    words = [
        *(("-p", str(target.port)) if target.port else ()),
        *(("-l", login.username) if login.username else ()),
    ]
    try:
        ended = child.run(("ssh", *words, "-G", "--", target.address), b"", deadline, _plain())
    except child.OverTimeError:
        raise CollectError(*OVER_TIME) from None
    except OSError:  # there is no ssh, so nobody to read its configuration
        return Way(target)
    if ended.code:
        raise explain(ended.stderr.decode("utf-8", "replace"), ended.code, target)
    said: dict[str, list[str]] = {}
    for line in ended.stdout.decode("utf-8", "replace").splitlines():
        name, _, value = line.partition(" ")
        said.setdefault(name, []).append(value)
    return _way(target, said)


def _configured() -> bool:
    return (Path.home() / ".ssh" / "config").is_file()


def _plain() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C"}


def _way(target: Target, said: dict[str, list[str]]) -> Way:
    def one(name: str, otherwise: str = "") -> str:
        return said.get(name, [otherwise])[0]

    there = replace(
        target,
        address=one("hostname", target.address),
        port=int(one("port", "22")),
        login=replace(target.login, username=target.login.username or one("user") or None),
    )
    keys = (Path(name).expanduser() for name in said.get("identityfile", []))
    return Way(
        there,
        one("hostkeyalias") or None,
        tuple(key for key in keys if key.is_file()),
        _proxy(there, one("proxyjump", _NONE), one("proxycommand", _NONE)),
    )


def _proxy(there: Target, jumps: str, command: str) -> tuple[str, ...]:
    host = f"[{there.address}]" if ":" in there.address else there.address
    if jumps != _NONE:
        *before, last = jumps.split(",")
        chain = ("-J", ",".join(before)) if before else ()
        options = ("-a", "-x", "-T", "-o", "BatchMode=yes", "-o", "ControlMaster=no")
        jump = last if last.startswith("ssh://") else f"ssh://{last}"
        return ("ssh", *options, *chain, "-W", f"{host}:{there.port}", "--", jump)
    if command != _NONE:
        tokens = {"%%": "%", "%h": there.address, "%p": str(there.port), "%r": there.login.username or ""}
        parts = command.split("%%")
        for token, value in tokens.items():
            parts = [part.replace(token, value) for part in parts]
        return ("sh", "-c", "exec " + "%".join(parts))
    return ()


class Proxy:
    """A running command that leads to a switch: its standard input and output are one end of *socket*."""

    def __init__(self, command: Sequence[str], target: Target) -> None:
        self._target = target
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the proxy
        self.socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - of the user's own configuration
                command,
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=self._said,
                env=_plain(),
                start_new_session=True,
            )

    def failure(self) -> CollectError | None:
        """Return why the way there ended, where the command said so."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        self._said.seek(0)
        text = self._said.read(10_000).decode("utf-8", "replace")
        if not text.strip():
            return None
        error = explain(text, self._process.poll() or 0, self._target)
        return CollectError(error.failure, f"on the way there, {error.what}", error.hint)

    def end(self) -> None:
        """End the command and what it started."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._said.close()
