"""Switches that really speak ssh, for the tests: prompts, paging, enable, banners, and every way to go wrong.

They know no command's meaning: they print what they are given. source: modelled, no output of a device is copied.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import asyncssh

PAGE = 24


@dataclass
class Switch:
    """One switch: what it prints and how it misbehaves. *lines* is all that it was ever sent."""

    name: str = "sw1"
    answers: dict[str, str] = field(default_factory=dict)
    user: str = "admin"
    password: str = "pw-of-the-test"
    secret: str | None = None
    privileged: bool = False
    banner: str = ""
    acknowledge: bool = False
    paging: bool = True
    pager_always: bool = False
    pager: tuple[str, str] = ("--More--", "\b" * 8 + " " * 8 + "\b" * 8)
    login_in_band: bool = False
    silent: bool = False
    chatter: bool = False
    prompt_end: str | None = None
    after_prompt: str = ""
    hang_at: str | None = None
    hang_up_at: int | None = None
    """The number of the line, not counting empty ones, in whose middle it ends the session."""
    server: dict[str, Any] = field(default_factory=dict)
    key: asyncssh.SSHKey = field(
        default_factory=lambda: asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    )
    lines: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    port: int = 0


class _Server(asyncssh.SSHServer):
    def __init__(self, switch: Switch, connections: list[Any]) -> None:
        self.switch = switch
        self.connections = connections

    def connection_made(self, conn: Any) -> None:
        self.connections.append(conn)

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 - asyncssh's signature
        return not self.switch.login_in_band

    def connection_requested(self, *_: Any) -> bool:
        """Lead on to whatever is asked for, as a jump host does."""
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        self.switch.logins.append(username)
        return (username, password) == (self.switch.user, self.switch.password)


class _Session:
    """One session, character by character, as a terminal sees it."""

    def __init__(self, switch: Switch, process: Any) -> None:
        self.switch = switch
        self.process = process
        self.privileged = switch.privileged
        self.paging = switch.paging
        self.count = 0

    def prompt(self) -> str:
        end = self.switch.prompt_end or ("#" if self.privileged else ">")
        return f"{self.switch.name}{end}{self.switch.after_prompt}"

    def write(self, text: str) -> None:
        self.process.stdout.write(text.replace("\n", "\r\n"))

    async def read(self, *, echo: bool = True) -> str:
        line = ""
        while (character := await self.process.stdin.read(1)) not in ("\r", "\n"):
            if not character:
                raise EOFError
            line += character
            if echo:
                self.write(character)
        self.write("\n")
        self.switch.lines.append(line)
        return line

    async def run(self) -> None:
        with suppress(EOFError, asyncssh.Error, BrokenPipeError, ConnectionError):
            await self._run()
        self.process.exit(0)

    async def _run(self) -> None:
        switch = self.switch
        if switch.login_in_band:
            self.write("\nUser Name:")
            user = await self.read()
            self.write("Password:")
            if (user, await self.read(echo=False)) != (switch.user, switch.password):
                return
        self.write(switch.banner)
        if switch.acknowledge:
            self.write("Have you read it? [y/n]: ")
            if await self.read() != "y":
                return
        while switch.silent:
            await self.read(echo=False)
        while switch.chatter:
            self.write("tick tick tick\n" * 50)
            await asyncio.sleep(0.001)
        self.write("\n" + self.prompt())
        while await self._command((await self.read()).strip()):
            self.write(self.prompt())

    async def _command(self, line: str) -> bool:
        switch = self.switch
        self.count += bool(line)
        dies = line != "" and self.count == switch.hang_up_at
        if line == switch.hang_at:
            await asyncio.Event().wait()
        if line == "exit":
            return False
        if line == "enable":
            await self._enable()
        elif line == "terminal length 0" and not switch.pager_always:
            self.paging = False
        elif line:
            answer = switch.answers.get(line, '% Error: Invalid input at "^" marker.\n')
            await self._print(answer[: len(answer) // 2] if dies else answer)
        if dies:
            await self.process.stdout.drain()
        return not dies

    async def _enable(self) -> None:
        if self.switch.secret is None:
            self.privileged = True
            return
        self.write("Password: ")
        self.privileged = await self.read(echo=False) == self.switch.secret
        if not self.privileged:
            self.write("% Error: Bad secrets\n")

    async def _print(self, text: str) -> None:
        lines = text.splitlines(keepends=True)
        step = PAGE if self.paging else max(len(lines), 1)
        for start in range(0, len(lines), step):
            self.write("".join(lines[start : start + step]))
            if start + step < len(lines):
                self.write(self.switch.pager[0])
                await self.process.stdin.read(1)
                self.write(self.switch.pager[1])
            await self.process.stdout.drain()


@contextmanager
def serving(*switches: Switch) -> Iterator[None]:
    """Serve switches on loopback; each gets its port. Nothing runs afterwards."""
    loop = asyncio.new_event_loop()
    servers: list[Any] = []
    connections: list[Any] = []

    async def start() -> None:
        for switch in switches:
            server = await asyncssh.create_server(
                lambda switch=switch: _Server(switch, connections),
                "127.0.0.1",
                0,
                server_host_keys=[switch.key],
                process_factory=lambda process, switch=switch: _Session(switch, process).run(),
                line_editor=False,
                encoding="utf-8",
                **switch.server,
            )
            switch.port = server.get_port()
            servers.append(server)

    async def stop() -> None:
        for server in servers:
            server.close()
        for connection in connections:
            connection.abort()
        for connection in connections:
            await connection.wait_closed()
        sessions = asyncio.all_tasks() - {asyncio.current_task()}
        for session in sessions:
            session.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)
        await loop.shutdown_default_executor()

    thread = threading.Thread(target=loop.run_forever, name="switches")
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(start(), loop).result(30)
        yield
    finally:
        asyncio.run_coroutine_threadsafe(stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
