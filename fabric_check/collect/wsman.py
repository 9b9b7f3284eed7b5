"""A WS-Management connection by pywinrm: its own TLS and proxy rules, and no wait beyond the deadline.

NTLM, Kerberos and CredSSP encrypt each message where the endpoint is http; basic and certificates go over https alone.
Proxies and CA files that the environment names are not used: a management network is reached directly.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from winrm.protocol import Protocol
from winrm.transport import Transport

from fabric_check.collect.guard import Guard
from fabric_check.collect.target import CollectError, Failure, Target

CONNECT_SECONDS = 15.0
"""How long a host may take to accept a connection; one that is off would cost the whole deadline."""
HTTP_PORT, HTTPS_PORT = 5985, 5986
_TLS_ONLY = frozenset({"basic", "certificate"})
_TLS_PORTS = frozenset({HTTPS_PORT, 443})


@contextmanager
def connected(target: Target, guard: Guard) -> Iterator[Protocol]:
    """Give a protocol object for one host, which speaks when it is first used, and close its connection in the end.

    Raises:
        CollectError: a certificate file cannot be read.
        winrm.exceptions.WinRMError: a user name is missing, or the library for Kerberos or CredSSP.

    """
    login = target.login
    method: Any = login.transport or "ntlm"
    secure = _secure(target)
    port = target.port or (HTTPS_PORT if secure else HTTP_PORT)
    host = f"[{target.address}]" if ":" in target.address else target.address
    endpoint = f"{'https' if secure else 'http'}://{host}:{port}/wsman"
    options: dict[str, Any] = {
        "username": login.username,
        "password": login.password,
        "cert_pem": str(login.cert_file) if login.cert_file else None,
        "cert_key_pem": str(login.key_file) if login.key_file else None,
        "server_cert_validation": "validate" if target.check_identity else "ignore",
        # "auto" would fall back to clear text where a library cannot encrypt.
        "message_encryption": "never" if secure else "always",
        "proxy": None,
        # Who is trusted is in the adapter's TLS context.
        "ca_trust_path": None,
    }
    pool = _pool(target, target.address, port, guard) if secure else _plain(target.address, port, guard)
    protocol = Protocol(endpoint, transport=method, **options)
    protocol.transport = _Transport(_Adapter(pool), guard, endpoint, method, options)
    try:
        yield protocol
    finally:
        protocol.transport.close_session()


def _secure(target: Target) -> bool:
    method = target.login.transport or "ntlm"
    return method in _TLS_ONLY or target.port in _TLS_PORTS or target.login.ca_file is not None


class _Transport(Transport):
    """pywinrm's transport over our own adapter."""

    def __init__(
        self, adapter: HTTPAdapter, guard: Guard, endpoint: str, method: Any, options: dict[str, Any]
    ) -> None:
        super().__init__(endpoint, auth_method=method, service="HTTP", **options)
        self._adapter = adapter
        self._guard = guard

    def build_session(self) -> requests.Session:
        return self._mounted(super().build_session())

    def setup_encryption(self, session: requests.Session) -> None:
        # It speaks to the host at once, before build_session returns.
        super().setup_encryption(self._mounted(session))

    def _mounted(self, session: requests.Session) -> requests.Session:
        session.trust_env = False
        session.mount(self.endpoint, self._adapter)
        return session

    def _send_message_request(
        self, session: requests.Session, prepared_request: requests.PreparedRequest
    ) -> requests.Response:
        left = self._guard.left()
        self.read_timeout_sec = cast("Any", (min(CONNECT_SECONDS, left), left))
        return super()._send_message_request(session, prepared_request)


class _Adapter(HTTPAdapter):
    """Sends everything through one pool, whose TLS rules are final."""

    def __init__(self, pool: HTTPConnectionPool) -> None:
        super().__init__()
        self._pool = pool

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> HTTPConnectionPool:
        return self._pool

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """Leave the pool's own TLS context as it is."""

    def close(self) -> None:
        super().close()
        self._pool.close()


def _plain(host: str, port: int, guard: Guard) -> HTTPConnectionPool:
    class Watched(HTTPConnection):
        def _new_conn(self) -> Any:
            return guard.watch(super()._new_conn())

    pool = HTTPConnectionPool(host, port)
    pool.ConnectionCls = Watched
    return pool


def _pool(target: Target, host: str, port: int, guard: Guard) -> HTTPSConnectionPool:
    class Watched(HTTPSConnection):
        def _new_conn(self) -> Any:
            return guard.watch(super()._new_conn())

    pool = HTTPSConnectionPool(host, port, ssl_context=_tls(target))
    pool.ConnectionCls = Watched
    return pool


def _tls(target: Target) -> ssl.SSLContext:
    login = target.login
    try:
        context = ssl.create_default_context(cafile=login.ca_file)
        if login.cert_file and login.transport == "certificate":
            context.load_cert_chain(login.cert_file, login.key_file)
    except OSError as error:
        files = ", ".join(str(one) for one in (login.ca_file, login.cert_file, login.key_file) if one)
        raise CollectError(
            Failure.IDENTITY, f"a certificate file cannot be used: {error}", f"PEM files are wanted: {files}"
        ) from None
    if not target.check_identity:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
