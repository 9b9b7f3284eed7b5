"""Who speaks on one connection: basic, or NTLM with each message encrypted (MS-WSMV 2.2.9.1). Reads no SOAP."""

import base64
import binascii
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import spnego
from spnego.exceptions import SpnegoError

from fabric_check.lab.device import LabLogin
from fabric_check.lab.wsman.http import Reply, Request

SOAP = "application/soap+xml;charset=UTF-8"
_PROTOCOL = "application/HTTP-SPNEGO-session-encrypted"
_MULTIPART = f'multipart/encrypted;protocol="{_PROTOCOL}";boundary="Encrypted Boundary"'
_BOUNDARY = b"--Encrypted Boundary"
_PAYLOAD = re.compile(
    _BOUNDARY + rb"\r\n\s*Content-Type: application/octet-stream\r\n(.*)" + _BOUNDARY + rb"--", re.DOTALL
)
_ENVIRONMENT = threading.Lock()
"""Two labs of one process have a thread each, and share its environment."""


class RefusedError(Exception):
    """The client is not, or not yet, let in; *reply* is what to answer."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class Guard:
    """One connection's state. *users*: a file of ``DOMAIN:user:password`` lines, which is how pyspnego takes them."""

    def __init__(self, login: LabLogin, users: Path, *, basic: bool) -> None:
        self._login = login
        self._users = users
        self._basic = basic
        self._context: Any = None
        self._known = False

    def message(self, request: Request) -> tuple[bytes, bool]:
        """Return a request's plain body and whether it came encrypted.

        Raises:
            RefusedError: it is not to be obeyed.

        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() in {"negotiate", "ntlm"}:
            self._step(scheme, token)
        elif scheme.lower() == "basic" and self._basic:
            self._known = _decoded(token) == f"{self._login.username}:{self._login.password}".encode()
        if not self._known:
            raise self._refusal()
        if "multipart/encrypted" not in request.headers.get("content-type", ""):
            return request.body, False
        return self._unwrapped(request.body), True

    def reply(self, status: int, text: str, *, encrypted: bool) -> Reply:
        """Return an answer in the form that its request came in."""
        body = text.encode("utf-8")
        if not encrypted:
            return Reply(status, (("Content-Type", SOAP),), body)
        return Reply(status, (("Content-Type", _MULTIPART),), self._wrapped(body))

    def _refusal(self, *challenges: str) -> RefusedError:
        self._known = False
        offered = challenges or ("Negotiate", "NTLM", *(['Basic realm="WSMAN"'] if self._basic else []))
        return RefusedError(Reply(401, tuple(("WWW-Authenticate", one) for one in offered)))

    def _step(self, scheme: str, token: str) -> None:
        """Take one message of the NTLM handshake."""
        data = _decoded(token)
        if self._context is None or self._known:
            self._known = False
            kind = "ntlm" if data.startswith(b"NTLMSSP") else "negotiate"
            with self._credentials():
                self._context = spnego.server(protocol=kind)
        try:
            with self._credentials():
                answer = self._context.step(data)
        except SpnegoError:
            self._context = None
            raise self._refusal() from None
        self._known = self._context.complete
        if not self._known:
            raise self._refusal(f"{scheme} {base64.b64encode(answer or b'').decode()}")

    @contextmanager
    def _credentials(self) -> Iterator[None]:
        """Show pyspnego the users' file: the environment is the only way in."""
        name = "NTLM_USER_FILE"
        with _ENVIRONMENT:
            before = os.environ.get(name)
            os.environ[name] = str(self._users)
            try:
                yield
            finally:
                del os.environ[name]
                if before is not None:
                    os.environ[name] = before

    def _unwrapped(self, body: bytes) -> bytes:
        found = _PAYLOAD.search(body)
        if found is None or self._context is None:
            raise RefusedError(Reply(400))
        payload = found[1]
        size = int.from_bytes(payload[:4], "little")
        try:
            plain: bytes = self._context.unwrap_winrm(payload[4 : 4 + size], payload[4 + size :])
        except SpnegoError:
            raise RefusedError(Reply(400)) from None
        return plain

    def _wrapped(self, body: bytes) -> bytes:
        sealed = self._context.wrap_winrm(body)
        # The blank before each header is a tab, as Windows writes it; clients insist on it.
        return b"".join(
            (
                _BOUNDARY, b"\r\n\tContent-Type: ", _PROTOCOL.encode(),
                b"\r\n\tOriginalContent: type=", SOAP.encode(), b";Length=%d\r\n" % (len(body) + sealed.padding_length),
                _BOUNDARY, b"\r\n\tContent-Type: application/octet-stream\r\n",
                len(sealed.header).to_bytes(4, "little"), sealed.header, sealed.data, _BOUNDARY, b"--\r\n",
            )
        )  # fmt: skip


def _decoded(token: str) -> bytes:
    try:
        return base64.b64decode(token)
    except binascii.Error:
        return b""
