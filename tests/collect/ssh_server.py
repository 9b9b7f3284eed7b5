"""An ssh server for OpenSSH's client to log in to: it runs the real command, or fails in the way that it is told to."""

import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import paramiko

USER, PASSWORD = "admin", "Sesame-1"


@dataclass
class Behaviour:
    """How the host behaves: *hang* after login, the bytes *before* the output, *cut* it after so many bytes."""

    hang: bool = False
    before: bytes = b""
    cut: int | None = None
    answer: Callable[[bytes], bytes] | None = None


@dataclass
class Server:
    """The host: its port, its key, what was tried on it and what was run."""

    port: int
    key: paramiko.RSAKey
    behaviour: Behaviour
    passwords: list[str] = field(default_factory=list)
    scripts: list[bytes] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def known_hosts(self, folder: Path, key: paramiko.RSAKey | None = None) -> Path:
        """Write a known_hosts file with the host's key, or another one."""
        file = folder / "known hosts"
        file.write_text(f"[127.0.0.1]:{self.port} ssh-rsa {(key or self.key).get_base64()}\n", "utf-8")
        return file


@contextmanager
def serving(behaviour: Behaviour | None = None) -> Iterator[Server]:
    """Give a running server on loopback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(listener.getsockname()[1], paramiko.RSAKey.generate(2048), behaviour or Behaviour())
        transports: list[paramiko.Transport] = []
        thread = threading.Thread(target=_accept, args=(listener, server, transports))
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
            for transport in transports:
                transport.close()
                transport.join()


def _accept(listener: socket.socket, server: Server, transports: list[paramiko.Transport]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        transport = paramiko.Transport(connection)
        transport.add_server_key(server.key)
        transports.append(transport)
        transport.start_server(event=threading.Event(), server=Login(server, transport))


class Login(paramiko.ServerInterface):
    """One connection: a password, then one command."""

    def __init__(self, server: Server, transport: paramiko.Transport) -> None:
        self.server = server
        self.transport = transport

    def get_allowed_auths(self, _: str) -> str:
        """Offer passwords alone."""
        return "password"

    def check_auth_password(self, username: str, password: str) -> int:
        """Take the one password."""
        self.server.passwords.append(password)
        right = (username, password) == (USER, PASSWORD)
        return paramiko.common.AUTH_SUCCESSFUL if right else paramiko.common.AUTH_FAILED

    def check_channel_request(self, *_: object) -> int:
        """Open any channel."""
        return paramiko.common.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel: paramiko.Channel, command: bytes) -> bool:
        """Run a command beside the protocol's own thread."""
        threading.Thread(target=self.run, args=(channel, command), daemon=True).start()
        return True

    def run(self, channel: paramiko.Channel, command: bytes) -> None:
        """Read standard input to its end, run the command with it, and send what the behaviour leaves of its output."""
        stdin = b""
        while piece := channel.recv(65536):
            stdin += piece
        self.server.scripts.append(stdin)
        behaviour = self.server.behaviour
        if behaviour.hang:
            self.server.ended.wait()
            return
        ended = subprocess.run(["sh", "-c", command.decode()], input=stdin, capture_output=True, check=False)
        output = behaviour.before + ended.stdout
        output = behaviour.answer(output) if behaviour.answer else output
        channel.sendall(output[: behaviour.cut])
        if behaviour.cut is not None:
            self.transport.close()
            return
        channel.sendall_stderr(ended.stderr)
        channel.send_exit_status(ended.returncode)
        channel.close()
