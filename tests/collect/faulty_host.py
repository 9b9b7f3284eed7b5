"""The lab's Windows host, made to fail in the ways that hosts fail, and the certificates that its https needs."""

import asyncio
import datetime as dt
import ipaddress
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fabric_check.lab.device import LabLogin
from fabric_check.lab.loop import LoopThread
from fabric_check.lab.wsman import soap
from fabric_check.lab.wsman.auth import Guard
from fabric_check.lab.wsman.device import WindowsDevice
from fabric_check.lab.wsman.http import Reply, Request
from fabric_check.lab.wsman.shells import Output, Shells

LOGIN = LabLogin("lab", "Sesame-1", "")
MUTUAL = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"


@dataclass(frozen=True)
class Fault:
    """How a host fails. *change* and *stderr*: what comes from its shell. *refusals*: an action's WSMan fault.

    *receive*: ``never`` (the command does not end), ``hang`` (no answer), ``drip`` (a byte at a time). *cut*: the action at
    which the connection ends. *login_refused*: 401 to everybody.
    """

    change: Callable[[bytes], bytes] = field(default=bytes)
    stderr: bytes = b""
    exit_code: int = 0
    refusals: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    receive: str = ""
    cut: str = ""
    login_refused: bool = False


class CutError(Exception):
    """The connection is to end here."""


class FaultyHost(WindowsDevice):
    """A host with a fault. *actions*: what it was asked, in order; *encrypted*: whether all of it was.

    *receiving*: the answer that is about to be sent is one with output.
    """

    def __init__(self, facts: str, fault: Fault, tls: ssl.SSLContext | None) -> None:
        super().__init__("hv01", facts, LOGIN, tls)
        self.fault = fault
        self.actions: list[str] = []
        self.environments: list[Mapping[str, str]] = []
        self.encrypted = True
        self.receiving = False
        self.shells = FaultyShells(self)

    def run(self, line: str, environment: Mapping[str, str]) -> Output:
        """Return what the fault leaves of the collector's output."""
        self.environments.append(environment)
        output = super().run(line, environment)
        output.stdout = self.fault.change(output.stdout)
        output.stderr += self.fault.stderr
        output.exit_code = self.fault.exit_code
        output.endless = self.fault.receive == "never"
        return output

    def reply(self, guard: Guard, request: Request) -> Reply | None:
        """Answer, unless the fault has it otherwise."""
        if self.fault.login_refused:
            return Reply(401, (("WWW-Authenticate", "Negotiate"),))
        if request.headers.get("authorization") == MUTUAL:
            guard._known = True  # TLS let nobody in without a certificate
        if request.body:
            self.encrypted &= "multipart/encrypted" in request.headers.get("content-type", "")
        try:
            return super().reply(guard, request)
        except CutError:
            return None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await super()._serve(reader, SlowWriter(writer, self))  # type: ignore[arg-type]  # as much of one as is used


class FaultyShells(Shells):
    """Shells that refuse, or cut, what the fault says."""

    def __init__(self, host: FaultyHost) -> None:
        super().__init__(host._noted)
        self.host = host

    def answer(self, asked: soap.Ask) -> tuple[int, str]:
        """Answer one request."""
        self.host.actions.append(asked.action)
        self.host.receiving = asked.action == "Receive"
        if self.host.fault.cut == asked.action:
            raise CutError
        if refusal := self.host.fault.refusals.get(asked.action):
            return 500, soap.envelope(asked, soap.fault(*refusal))
        return super().answer(asked)


class SlowWriter:
    """A connection whose answers come late, or a byte at a time, once output is asked for."""

    def __init__(self, writer: asyncio.StreamWriter, host: FaultyHost) -> None:
        self.writer = writer
        self.host = host
        self.waiting = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.writer, name)

    def write(self, data: bytes) -> None:
        """Keep what is to be sent."""
        self.waiting += data

    async def drain(self) -> None:
        """Send it as the fault says."""
        data, self.waiting = self.waiting, b""
        kind = self.host.fault.receive if self.host.receiving else ""
        self.host.receiving = False
        if kind == "hang":
            await asyncio.Event().wait()
        if kind == "never":
            await asyncio.sleep(0.2)  # a real host holds the question until its time-out
        for piece in (bytes([byte]) for byte in data) if kind == "drip" else (data,):
            self.writer.write(piece)
            await self.writer.drain()
            await asyncio.sleep(0.05 if kind == "drip" else 0)


@contextmanager
def serving(
    facts: str, fault: Fault | None = None, tls: ssl.SSLContext | None = None
) -> Iterator[FaultyHost]:
    """Give a host that listens on loopback."""
    loop = LoopThread()
    loop.start()
    host = FaultyHost(facts, fault or Fault(), tls)
    try:
        loop.run(host.start())
        yield host
    finally:
        loop.run(host.stop())
        loop.stop()


@dataclass(frozen=True)
class Certificates:
    """PEM files of a made-up authority, and of one certificate with its key that it vouches for."""

    authority: Path
    certificate: Path
    key: Path

    def server(self, *, clients: bool = False) -> ssl.SSLContext:
        """Return a server's TLS; *clients*: it wants a certificate of the same authority from them."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        if clients:
            context.load_verify_locations(self.authority)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


def certificates(folder: Path) -> Certificates:
    """Make an authority and a certificate for 127.0.0.1."""
    made = Certificates(folder / "ca.pem", folder / "host.pem", folder / "host.key")
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _certificate("authority", authority_key, "authority", authority_key)
    certificate = _certificate("hv01", key, "authority", authority_key)
    made.authority.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    made.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    made.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return made


def _certificate(
    subject: str, key: ec.EllipticCurvePrivateKey, issuer: str, issuer_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=subject == issuer, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
    )
    return builder.sign(issuer_key, hashes.SHA256())
