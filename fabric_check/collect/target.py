"""What every collector takes and gives: a target with its login, and the files got or the failure. No I/O here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Login:
    """How to log in to one device. Secrets are kept out of ``repr``, so that no log or crash shows them.

    *secret* is the enable password of a switch. *key_file*: an ssh key, or the key of a WinRM client certificate, which is
    *cert_file*. *transport* is WinRM's: ``ntlm`` (default), ``basic``, ``certificate``, ``kerberos``, ``credssp``.
    *ca_file*: who vouches for a WinRM endpoint's certificate; None: the system's own list.
    """

    username: str | None = None
    password: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    key_file: Path | None = None
    cert_file: Path | None = None
    transport: str | None = None
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """One device to collect from. *address* is a name or IP address, *port* None the usual one.

    *known_hosts*: the file that host keys are checked against; None: the user's own. *check_identity* False (asked for by
    the user alone): neither host keys nor certificates are checked. *accept_new*: a host key that is not known yet is
    accepted and remembered in that file; one that has changed never is.
    """

    device: str
    address: str
    port: int | None
    login: Login
    known_hosts: Path | None = None
    check_identity: bool = True
    accept_new: bool = False


@dataclass(frozen=True, slots=True)
class Got:
    """What a device gave: files by their path in the fabric folder, and notes for the manifest."""

    files: Mapping[str, str]
    notes: tuple[str, ...] = ()


class Failure(StrEnum):
    """Why a device gave nothing, or not everything."""

    NOT_REACHED = "not reached"
    REFUSED = "refused"
    IDENTITY = "identity not verified"
    """A host key or certificate is unknown or has changed."""
    AUTHENTICATION = "authentication failed"
    PRIVILEGE = "privilege missing"
    TIMED_OUT = "timed out"
    CUT_OFF = "cut off"
    UNEXPECTED = "unexpected answer"
    """A prompt or an answer that is none."""
    NOT_RECOGNISED = "not recognised"
    UNSUPPORTED = "not supported"
    """The device offers only what this program, or the library below it, does not speak."""


class CollectError(Exception):
    """A device gave nothing, or not everything.

    *what* is one sentence; *hint* says what to try. *got* is what came before the failure and is worth keeping.
    """

    def __init__(self, failure: Failure, what: str, hint: str, got: Got | None = None) -> None:
        super().__init__(f"{failure}: {what}")
        self.failure = failure
        self.what = what
        self.hint = hint
        self.got = got
