"""A Windows host of a lab: a WS-Management endpoint on loopback that answers the collector from facts."""

import asyncio
import ssl
from collections.abc import Mapping
from pathlib import Path

from fabric_check.lab.device import Device, LabLogin
from fabric_check.lab.loop import settle
from fabric_check.lab.scratch import Scratch
from fabric_check.lab.wsman import collector, soap
from fabric_check.lab.wsman.auth import Guard, RefusedError
from fabric_check.lab.wsman.http import Connection, Reply, Request
from fabric_check.lab.wsman.shells import Output, Shells


class WindowsDevice(Device):
    """One Windows host. *facts* is what its collector prints; `replace` changes it. *tls*: https instead of http.

    *prefix*: how a program is run in the host's network, where the lab has wires: its pings go out there.
    *shells* holds what is open, *received* the command lines. Tests of a client's faults override `run` or `reply`.
    """

    kind = "windows"

    def __init__(self, name: str, facts: str, login: LabLogin, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(name)
        self.facts = facts
        self.login = login
        self.tls = tls
        self.prefix: tuple[str, ...] = ()
        self.shells = Shells(self._noted)
        self._server: asyncio.Server | None = None
        self._folder: Scratch | None = None
        self._open: set[asyncio.StreamWriter] = set()

    def replace(self, facts: str) -> None:
        """Let the collector print other facts from now on, as after a fix."""
        self.facts = facts

    def run(self, line: str, environment: Mapping[str, str]) -> Output:
        """Return what a command prints."""
        return collector.answer(line, environment, self.facts, self.prefix)

    def reply(self, guard: Guard, request: Request) -> Reply | None:
        """Return the answer to one request; None ends the connection without one."""
        try:
            body, encrypted = guard.message(request)
            if not body:
                return Reply(200)
            status, text = self.shells.answer(soap.ask(body))
        except RefusedError as refused:
            return refused.reply
        except ValueError:
            return Reply(400)
        return guard.reply(status, text, encrypted=encrypted)

    async def start(self) -> None:
        """Listen on a free port of the loopback address."""
        self._folder = Scratch()
        (self._folder.path / "users").write_text(f":{self.login.username}:{self.login.password}\n", "utf-8")
        self._server = await asyncio.start_server(self._serve, self.host, self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is None or self._folder is None:
            return
        await settle()
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await self._server.wait_closed()
        self._folder.remove()
        self._folder = None

    def _noted(self, line: str, environment: Mapping[str, str]) -> Output:
        self.received.append(line)
        return self.run(line, environment)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        connection = Connection(reader, writer)
        guard = Guard(
            self.login, (self._folder.path if self._folder else Path()) / "users", basic=self.tls is not None
        )
        try:
            async for request in connection.requests():
                reply = self.reply(guard, request)
                if reply is None:
                    break
                await connection.answer(reply)
        except ConnectionError:
            pass
        finally:
            self._open.discard(writer)
            writer.close()
