"""A Linux host of a lab: an ssh server on loopback that runs commands of this machine, network tools answering from facts.

Whoever logs in runs commands as the user who started the lab: the login is made up for each lab, the port is loopback's.
"""

import asyncio
import contextlib
import os
import shutil
import signal
from typing import TYPE_CHECKING, Any

from fabric_check.lab.device import Device, LabLogin
from fabric_check.lab.scratch import Scratch
from fabric_check.lab.ssh_host import tools

if TYPE_CHECKING:
    from fabric_check.lab.ssh import SshServer


class LinuxDevice(Device):
    """One Linux host. *facts* is what its tools print; `replace` changes it.

    *prefix* stands before every command, such as ``ip netns exec NAME``. *stubbed*: the tools that answer from facts.
    *keys*: public keys that open it besides the password. *received*: the commands, whole.
    """

    kind = "linux"

    def __init__(
        self,
        name: str,
        facts: str,
        login: LabLogin,
        prefix: tuple[str, ...] = (),
        stubbed: tuple[str, ...] = tools.STUBBED,
        keys: tuple[str, ...] = (),
    ) -> None:
        super().__init__(name)
        self.facts = facts
        self.login = login
        self.prefix = prefix
        self.stubbed = stubbed
        self.keys = keys
        self._server: SshServer | None = None
        self._folder: Scratch | None = None
        self._running: set[asyncio.subprocess.Process] = set()

    @property
    def host_key(self) -> str | None:
        """Return the key's type and value as in known_hosts."""
        return self._server.host_key if self._server else None

    @property
    def home(self) -> str:
        """Return the folder that sessions start in; it is there while the host is up."""
        return str(self._folder.path) if self._folder else "/"

    def replace(self, facts: str) -> None:
        """Let the tools print other facts from now on, as after a fix."""
        self.facts = facts
        if self._folder is not None:
            tools.install(self._folder.path / "bin", facts, self.stubbed)
            tools.install_sysfs(self._folder.path / "sys", facts)

    async def start(self) -> None:
        """Listen on a free port of the loopback address."""
        from fabric_check.lab.ssh import Door, SshServer  # noqa: PLC0415 - it imports asyncssh

        self._folder = Scratch()
        tools.install(self._folder.path / "bin", self.facts, self.stubbed)
        tools.install_sysfs(self._folder.path / "sys", self.facts)
        known = (self.login.username, self.login.password)
        door = Door(lambda username, password: (username, password) == known, self.keys)
        self._server = SshServer(door, self._serve, options={"encoding": None})
        self.port = await self._server.start(self.host, self.port)

    async def stop(self) -> None:
        """Close the port, and end every session and every process that one started."""
        if self._server is not None:
            await self._server.stop()
        for process in list(self._running):
            await _end(process)
        if self._folder is not None:
            self._folder.remove()
            self._folder = None

    async def _serve(self, session: Any) -> None:
        command = session.command or "exec sh -i"
        self.received.append(command)
        process = await asyncio.create_subprocess_exec(
            *self._command(command),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=self._environment(), cwd=self.home, start_new_session=True,
        )  # fmt: skip
        self._running.add(process)
        ended = asyncio.ensure_future(_through(session, process))
        left = asyncio.ensure_future(session.wait_closed())
        try:
            await asyncio.wait({ended, left}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
            left.cancel()
            await _end(process)
            self._running.discard(process)
            session.exit(process.returncode)

    def _command(self, command: str) -> list[str]:
        """Return the words that run a command; the prefix is this machine's own, not one of the host's tools."""
        prefix = [shutil.which(self.prefix[0]) or self.prefix[0], *self.prefix[1:]] if self.prefix else []
        # It ends with the lab, even where the lab is killed; where util-linux is missing, only where it is ended.
        setpriv = shutil.which("setpriv")
        dies = [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []
        return [*dies, *prefix, "sh", "-c", command]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": f"{self.home}/bin",
            "HOME": self.home,
            "LANG": "C.UTF-8",
            "USER": self.login.username,
            "SHELL": "/bin/sh",
            "FABRIC_CHECK_SYSFS": f"{self.home}/sys",
        }


async def _through(session: Any, process: asyncio.subprocess.Process) -> None:
    """Carry input and output until the command has ended and all that it printed is sent."""
    feeding = asyncio.ensure_future(_pump(session.stdin, process.stdin))
    try:
        await asyncio.gather(_pump(process.stdout, session.stdout), _pump(process.stderr, session.stderr))
        await process.wait()
    finally:
        feeding.cancel()


async def _pump(source: Any, sink: Any) -> None:
    # A command that does not read its input, and a client that does not read its output, are no faults of the lab.
    with contextlib.suppress(ConnectionError):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
    if isinstance(sink, asyncio.StreamWriter):
        sink.close()


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a command with all that it started; a session's own process group holds them."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
