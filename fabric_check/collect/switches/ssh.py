"""A connection to a switch's ssh server: reached, its key checked, logged in. Every way to fail is a ``CollectError``.

Only what comes before the login is tried twice: a second wrong password could lock an account.
"""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import paramiko

from fabric_check.collect.deadline import left, passed, watch
from fabric_check.collect.switches import host_keys, way
from fabric_check.collect.target import CollectError, Failure, Target

TCP_SECONDS = 10.0
BANNER_SECONDS = 15.0
_PORT = 22

# What paramiko logs when a connection ends is an outcome here; it must not reach the user's terminal by itself.
logging.getLogger("paramiko").addHandler(logging.NullHandler())
logging.getLogger("paramiko").propagate = False


class _WithoutAuthentication(paramiko.SSHClient):
    """For servers that let everyone in and ask for user and password in the session itself."""

    def _auth(self, username: str, *_: object) -> None:
        transport = self.get_transport()
        if transport is not None:
            transport.auth_none(username)


@contextmanager
def connected(
    target: Target, deadline: float, *, in_band_login: bool = False
) -> Iterator[paramiko.SSHClient]:
    """Yield a client that is logged in; it is closed afterwards, and cut off when the time is over.

    Raises:
        CollectError: the device cannot be reached, is not the one known, or does not let us in.

    """
    try:
        connection = _Connection(target, deadline, in_band_login=in_band_login)
    except EOFError:
        # Before the login: the server had no free session, or is about to restart.
        connection = _Connection(target, deadline, in_band_login=in_band_login, last=True)
    with watch(deadline, connection.cut):
        try:
            yield connection.client
        finally:
            connection.close()


class _Connection:
    """One attempt. Raises EOFError where the server went away before the login, unless it is the *last* one."""

    def __init__(self, target: Target, deadline: float, *, in_band_login: bool, last: bool = False) -> None:
        self.way = way.find(target, deadline)
        self.target = self.way.target
        self.client = _WithoutAuthentication() if in_band_login else paramiko.SSHClient()
        self.transport_factory = host_keys.prepare(self.client, self.target, self.way.name)
        self.proxy = way.Proxy(self.way.proxy, self.target) if self.way.proxy else None
        self.socket = self.proxy.socket if self.proxy else _reach(self.target, deadline)
        self.last = last
        try:
            with watch(deadline, self.cut):
                self._log_in(deadline)
        except BaseException:
            self.close()
            raise

    def cut(self) -> None:
        """End the connection at once, whoever waits for it."""
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        if transport := self.client.get_transport():
            # A handshake that failed leaves its own clock ticking, in a thread.
            transport.packetizer.complete_handshake()
        self.client.close()
        self.socket.close()

    def close(self) -> None:
        """End the connection, and what leads there."""
        self.cut()
        if self.proxy:
            self.proxy.end()

    def _log_in(self, deadline: float) -> None:
        login = self.target.login
        without_password = login.password is None
        configured = self.way.keys if without_password else ()
        # Several are taken too, whatever the type says.
        keys: Any = [str(key) for key in ((login.key_file,) if login.key_file else configured)] or None
        try:
            self.client.connect(
                self.target.address,
                port=self.target.port or _PORT,
                username=login.username,
                password=login.password,
                key_filename=keys,
                look_for_keys=without_password and not configured,
                allow_agent=without_password,
                sock=self.socket,
                transport_factory=self.transport_factory,
                timeout=left(deadline),
                banner_timeout=min(BANNER_SECONDS, left(deadline)),
                auth_timeout=left(deadline),
                channel_timeout=left(deadline),
            )
        except CollectError:
            raise
        except (paramiko.SSHException, OSError, EOFError) as error:
            raise self._failure(error, deadline) from None

    def _failure(self, error: Exception, deadline: float) -> Exception:
        where = _where(self.target)
        if isinstance(error, paramiko.ssh_exception.IncompatiblePeer):
            return CollectError(
                Failure.UNSUPPORTED,
                f"{where} offers only ssh algorithms that this program does not speak: {_lists(error)}",
                "update the switch's software, or let it make an RSA key (crypto key generate rsa); until then save its "
                "running-config by hand as configs/NAME.cfg",
            )
        if passed(deadline):
            return CollectError(
                Failure.TIMED_OUT, f"{where} did not finish the login in time", "raise --timeout"
            )
        if isinstance(error, paramiko.AuthenticationException):
            return self._not_let_in(error)
        if failed := self.proxy and self.proxy.failure():
            return failed
        if not self.last:
            return EOFError()
        return CollectError(
            Failure.NOT_REACHED,
            f"{where} accepted the connection and ended it before the login",
            "see whether another service answers on this port, or all sessions of the switch are in use",
        )

    def _not_let_in(self, error: paramiko.AuthenticationException) -> CollectError:
        user = self.target.login.username or "the local user's name"
        where = _where(self.target)
        if isinstance(error, paramiko.BadAuthenticationType):
            allowed = ", ".join(sorted(error.allowed_types)) or "nothing"
            return CollectError(
                Failure.AUTHENTICATION,
                f"{where} does not accept this kind of login; it offers {allowed}",
                "give a password or a key_file in the credentials, or `device_type` in the switch's profile",
            )
        return CollectError(
            Failure.AUTHENTICATION,
            f"{where} did not let {user} in",
            "check username and password of the device's credentials, and whether the account is locked",
        )


def _where(target: Target) -> str:
    return f"{target.address} port {target.port or _PORT}"


def _lists(error: Exception) -> str:
    """Return what paramiko says of algorithms, such as ``no acceptable kex algorithm``."""
    return str(error).rpartition("(")[2].rstrip(")") or str(error)


def _reach(target: Target, deadline: float) -> socket.socket:
    """Return a connection to the target's port.

    Raises:
        CollectError: there is none to be had; the sentence tells a wrong name from a closed port from silence.

    """
    where = _where(target)
    try:
        return socket.create_connection(
            (target.address, target.port or _PORT), timeout=min(TCP_SECONDS, left(deadline))
        )
    except socket.gaierror as error:
        what = f"the name {target.address} does not resolve: {error.strerror}"
        raise CollectError(
            Failure.NOT_REACHED, what, "check `hostname` in fabric.yaml, or the inventory"
        ) from None
    except ConnectionRefusedError:
        what = f"{where} refuses connections"
        hint = "enable the ssh server (ip ssh server enable), or say the port: hostname: name:port"
        raise CollectError(Failure.REFUSED, what, hint) from None
    except TimeoutError:
        what = f"{where} does not answer"
        hint = "check the address, the way there and access lists between"
        raise CollectError(Failure.NOT_REACHED, what, hint) from None
    except OSError as error:
        what = f"{where} cannot be reached: {error.strerror}"
        raise CollectError(Failure.NOT_REACHED, what, "check the address and the way there") from None
