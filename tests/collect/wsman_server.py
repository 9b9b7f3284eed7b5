"""A WS-Management endpoint (MS-WSMV) that plays a Windows host's remote shell. It executes nothing.

It takes the script out of the environment variables as the loader would, and answers with the facts that it was given,
between the marks that stand in the loader. Its `Behaviour` makes it fail in the ways that hosts fail.
"""

import base64
import gzip
import re
import socket
import ssl
import threading
import time
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import spnego

ENVELOPE = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
FAULT = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
SEALED = (
    'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'
)
USER, PASSWORD = "LAB\\admin", "Sesame-1"
OPERATION_TIMED_OUT = 2150858793


def unchanged(text: bytes) -> bytes:
    """Return what the script printed, as it is."""
    return text


@dataclass
class Behaviour:
    """How a host behaves. *output* changes what comes from the shell; *receive*: how it comes.

    *faults*: by the last word of an action, the WSMan fault that answers it. *refuse_login*: 401 to everybody.
    """

    output: Callable[[bytes], bytes] = unchanged
    stderr: bytes = b""
    exit_code: int = 0
    receive: str = "normal"
    piece: int = 3000
    faults: dict[str, tuple[int, str]] = field(default_factory=dict)
    refuse_login: bool = False
    cut_action: str = ""


@dataclass
class Shell:
    """A shell: its environment, its options and what is left of its command's output."""

    environment: dict[str, str]
    options: dict[str, str]
    idle: str | None
    left: bytes = b""
    script: str = ""


class Server(ThreadingHTTPServer):
    """The host. *shells* are open now; *deleted* counts those that were; *actions* is what was asked, in order."""

    daemon_threads = True

    def __init__(self, facts: str, behaviour: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.facts = facts
        self.behaviour = behaviour
        self.shells: dict[str, Shell] = {}
        self.seen: list[Shell] = []
        self.actions: list[str] = []
        self.sealed: list[bool] = []
        self.ended = threading.Event()

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        return int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep a client's broken connection out of the test's output."""


@contextmanager
def serving(
    facts: str, behaviour: Behaviour | None = None, certificate: Path | None = None
) -> Iterator[Server]:
    """Give a running host; *certificate*: a PEM file with its key, for https."""
    server = Server(facts, behaviour or Behaviour())
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


class Handler(BaseHTTPRequestHandler):
    """One connection. NTLM belongs to the connection, so its context lives here."""

    protocol_version = "HTTP/1.1"
    # Else each answer waits for the client's delayed acknowledgement, 40 ms or more.
    disable_nagle_algorithm = True
    wbufsize = 65536
    server: Server
    context: Any = None

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        """Authenticate, unseal, answer, seal."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = self.login()
        if headers is None:
            return
        if not body:
            self.reply(200, b"", headers)
            return
        sealed = "encrypted" in self.headers.get("Content-Type", "")
        code, answer = Dialogue(self.server, self.unseal(body) if sealed else body).answer()
        if answer is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.server.sealed.append(sealed)
        kind = SEALED if sealed else "application/soap+xml;charset=UTF-8"
        self.reply(code, self.seal(answer) if sealed else answer, [*headers, ("Content-Type", kind)])

    def reply(self, code: int, body: bytes, headers: list[tuple[str, str]]) -> None:
        """Write one response; where the behaviour says so, a byte at a time."""
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.server.behaviour.receive != "drip" or len(self.server.actions) < 3:
            self.wfile.write(body)
            return
        for byte in body:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.server.ended.wait(0.05):
                return

    def login(self) -> list[tuple[str, str]] | None:
        """Return the headers to add once the client is known, or None where this request was answered with 401."""
        scheme, _, token = self.headers.get("Authorization", "").partition(" ")
        offers = [("WWW-Authenticate", "Negotiate"), ("WWW-Authenticate", 'Basic realm="WSMAN"')]
        if self.server.behaviour.refuse_login or (not scheme and self.context is None):
            self.reply(401, b"", offers)
            return None
        if not scheme:
            return []
        if scheme == "Basic":
            if base64.b64decode(token).decode() == f"{USER}:{PASSWORD}":
                return []
            self.reply(401, b"", offers)
            return None
        return self.negotiate(scheme, base64.b64decode(token), offers)

    def negotiate(
        self, scheme: str, token: bytes, offers: list[tuple[str, str]]
    ) -> list[tuple[str, str]] | None:
        """Take one step of NTLM, bare or within Negotiate."""
        if self.context is None or self.context.complete:
            self.context = spnego.server(protocol="ntlm" if token.startswith(b"NTLMSSP") else "negotiate")
        try:
            out = self.context.step(token)
        except spnego.exceptions.SpnegoError:
            self.context = None
            self.reply(401, b"", offers)
            return None
        answer = [("WWW-Authenticate", f"{scheme} {base64.b64encode(out).decode()}")] if out else []
        if self.context.complete:
            return answer
        self.reply(401, b"", answer)
        return None

    def unseal(self, body: bytes) -> bytes:
        """Return the message within an encrypted one (MS-WSMV 2.2.9.1)."""
        part = body.split(b"application/octet-stream\r\n", 1)[1].removesuffix(b"--Encrypted Boundary--\r\n")
        size = int.from_bytes(part[:4], "little")
        message: bytes = self.context.unwrap_winrm(part[4 : 4 + size], part[4 + size :])
        return message

    def seal(self, message: bytes) -> bytes:
        """Return an encrypted message; pywinrm wants the tabs."""
        header, data, padding = self.context.wrap_winrm(message)
        return (
            b"--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
            b"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n"
            % (len(message) + padding)
            + b"--Encrypted Boundary\r\n\tContent-Type: application/octet-stream\r\n"
            + len(header).to_bytes(4, "little")
            + header
            + data
            + b"--Encrypted Boundary--\r\n"
        )


class Dialogue:
    """One request and its answer."""

    def __init__(self, server: Server, message: bytes) -> None:
        self.server = server
        self.root = ET.fromstring(message)  # noqa: S314 - our own client's words
        self.action = (self.text(ADDRESSING, "Action")).rpartition("/")[2]
        self.message_id = self.text(ADDRESSING, "MessageID")
        self.behaviour = server.behaviour
        server.actions.append(self.action)

    def text(self, space: str, name: str) -> str:
        """Return the text of the first element of that name."""
        return self.root.findtext(f".//{{{space}}}{name}") or ""

    def answer(self) -> tuple[int, bytes | None]:
        """Return the HTTP status and the envelope; no envelope: cut the connection."""
        if self.action == self.behaviour.cut_action:
            return 0, None
        if fault := self.behaviour.faults.get(self.action):
            return self.fault(*fault)
        return getattr(self, self.action.lower())()  # type: ignore[no-any-return]

    def create(self) -> tuple[int, bytes]:
        """Open a shell with its environment."""
        variables = self.root.iter(f"{{{SHELL}}}Variable")
        options = self.root.iter(f"{{{WSMAN}}}Option")
        shell = Shell(
            {one.get("Name", ""): one.text or "" for one in variables},
            {one.get("Name", ""): one.text or "" for one in options},
            self.root.findtext(f".//{{{SHELL}}}IdleTimeOut"),
        )
        name = str(uuid.uuid4()).upper()
        self.server.shells[name] = shell
        self.server.seen.append(shell)
        selector = f'<w:SelectorSet><w:Selector Name="ShellId">{name}</w:Selector></w:SelectorSet>'
        return self.ok(
            "<x:ResourceCreated><a:Address>http://h/wsman</a:Address><a:ReferenceParameters>"
            f"<w:ResourceURI>{SHELL}/cmd</w:ResourceURI>{selector}</a:ReferenceParameters></x:ResourceCreated>"
        )

    @property
    def shell(self) -> Shell:
        """Return the shell that the request is for."""
        return self.server.shells[self.text(WSMAN, "Selector")]

    def command(self) -> tuple[int, bytes]:
        """Do what Windows, PowerShell and the loader do, up to the point where the script would run."""
        line = " ".join([self.text(SHELL, "Command"), self.text(SHELL, "Arguments")])
        assert len(line) < 8191
        encoded = re.search(r"-EncodedCommand (\S+)", line)
        assert encoded
        loader = base64.b64decode(encoded[1]).decode("utf-16-le")
        prefix = re.search(r'GetEnvironmentVariable\("(\w+)\$i"\)', loader)
        marks = re.search(r"Write\('([^']+)' \+ \$base64 \+ '([^']+)'\)", loader)
        assert prefix
        assert marks
        shell, packed, number = self.shell, "", 0
        while (piece := shell.environment.get(f"{prefix[1]}{number}", "")) != "":
            assert len(piece) < 32767
            packed, number = packed + piece, number + 1
        shell.script = gzip.decompress(base64.b64decode(packed)).decode("utf-8")
        answer = f"{marks[1]}{base64.b64encode(self.server.facts.encode()).decode()}{marks[2]}"
        shell.left = self.behaviour.output(answer.encode())
        return self.ok(
            f"<rsp:CommandResponse><rsp:CommandId>{uuid.uuid4()}</rsp:CommandId></rsp:CommandResponse>"
        )

    def receive(self) -> tuple[int, bytes]:
        """Hand out a piece of the output, and with the last one the exit code."""
        stream = self.root.find(f".//{{{SHELL}}}DesiredStream")
        assert stream is not None
        command = stream.get("CommandId")
        if self.behaviour.receive == "hang":
            self.server.ended.wait()
        if self.behaviour.receive == "never":
            seconds = int(re.sub(r"\D", "", self.text(WSMAN, "OperationTimeout")))
            self.server.ended.wait(seconds)
            return self.fault(OPERATION_TIMED_OUT, "The operation timed out")
        shell = self.shell
        piece, shell.left = shell.left[: self.behaviour.piece], shell.left[self.behaviour.piece :]
        body = self.stream("stdout", command, piece)
        if shell.left:
            return self.ok(
                f"<rsp:ReceiveResponse>{body}{self.state(command, 'Running')}</rsp:ReceiveResponse>"
            )
        body += self.stream("stderr", command, self.behaviour.stderr)
        code = f"<rsp:ExitCode>{self.behaviour.exit_code}</rsp:ExitCode>"
        return self.ok(
            f"<rsp:ReceiveResponse>{body}{self.state(command, 'Done', code)}</rsp:ReceiveResponse>"
        )

    def stream(self, name: str, command: str | None, content: bytes) -> str:
        """Return one stream's piece as XML."""
        text = base64.b64encode(content).decode()
        return f'<rsp:Stream Name="{name}" CommandId="{command}">{text}</rsp:Stream>'

    def state(self, command: str | None, state: str, inner: str = "") -> str:
        """Return the command's state as XML."""
        return (
            f'<rsp:CommandState CommandId="{command}" State="{SHELL}/CommandState/{state}">'
            f"{inner}</rsp:CommandState>"
        )

    def signal(self) -> tuple[int, bytes]:
        """End a command."""
        return self.ok("<rsp:SignalResponse/>")

    def delete(self) -> tuple[int, bytes]:
        """Delete a shell."""
        del self.server.shells[self.text(WSMAN, "Selector")]
        return self.ok("")

    def ok(self, body: str) -> tuple[int, bytes]:
        """Return an envelope that answers the request."""
        return 200, self.envelope(body)

    def fault(self, code: int, reason: str) -> tuple[int, bytes]:
        """Return a WSMan fault."""
        return 500, self.envelope(
            "<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code>"
            f'<s:Reason><s:Text xml:lang="en-US">{escape(reason)}</s:Text></s:Reason>'
            f'<s:Detail><f:WSManFault xmlns:f="{FAULT}" Code="{code}"/></s:Detail></s:Fault>'
        )

    def envelope(self, body: str) -> bytes:
        """Return an envelope with the header that pywinrm checks."""
        return (
            f'<s:Envelope xmlns:s="{ENVELOPE}" xmlns:a="{ADDRESSING}" xmlns:x="{TRANSFER}" xmlns:w="{WSMAN}" '
            f'xmlns:rsp="{SHELL}"><s:Header><a:MessageID>uuid:{uuid.uuid4()}</a:MessageID>'
            f"<a:RelatesTo>{escape(self.message_id)}</a:RelatesTo></s:Header><s:Body>{body}</s:Body></s:Envelope>"
        ).encode()


def until(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Wait for what another thread is about to do."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        threading.Event().wait(0.01)
    return condition()
