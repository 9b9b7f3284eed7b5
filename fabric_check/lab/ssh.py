"""An SSH server on a loopback port: who may come in, and which sessions are open. What a session does is the device's."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import asyncssh

from fabric_check.lab.loop import settle


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in. *password*: checks name and password; None: SSH asks for neither. *keys*: public keys that open it."""

    password: Callable[[str, str], bool] | None
    keys: tuple[str, ...] = ()


@dataclass(slots=True)
class SshServer:
    """One server with a host key of its own. *algorithm* is the key's; *options* are further ones of asyncssh."""

    door: Door
    serve: Callable[[Any], Awaitable[None]]
    algorithm: str = "ssh-ed25519"
    options: dict[str, Any] = field(default_factory=dict)
    host_key: str = ""
    _acceptor: asyncssh.SSHAcceptor | None = None
    _open: set[asyncssh.SSHServerConnection] = field(default_factory=set)

    async def start(self, host: str, port: int) -> int:
        """Listen, and return the port.

        Raises:
            OSError: the port is taken.

        """
        key = asyncssh.generate_private_key(self.algorithm)
        self.host_key = " ".join(key.export_public_key().decode().split()[:2])
        pair = asyncssh.load_keypairs([key])[0]
        # An RSA key would also sign with SHA-2, which a switch of that time does not.
        pair.host_key_algorithms = (self.algorithm.encode(),)
        self._acceptor = await asyncssh.create_server(
            lambda: _Guard(self.door, self._open), host, port, server_host_keys=[pair], process_factory=self.serve,
            line_editor=False, login_timeout=30, **self.options,
        )  # fmt: skip
        return self._acceptor.get_port()

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._acceptor is None:
            return
        await settle()
        self._acceptor.close()
        for connection in list(self._open):
            connection.abort()
            await connection.wait_closed()
        await self._acceptor.wait_closed()


class _Guard(asyncssh.SSHServer):
    """One connection's way in."""

    def __init__(self, door: Door, connections: set[asyncssh.SSHServerConnection]) -> None:
        self._door = door
        self._connections = connections
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._connections.add(conn)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncssh's signature
        if self._connection is not None:
            self._connections.discard(self._connection)

    def begin_auth(self, username: str) -> bool:  # noqa: ARG002 - as above
        return self._door.password is not None

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return self._door.password is not None and self._door.password(username, password)

    def public_key_auth_supported(self) -> bool:
        return bool(self._door.keys)

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:  # noqa: ARG002 - as above
        return " ".join(key.export_public_key().decode().split()[:2]) in self._door.keys
