"""What went wrong with a Windows host, as one sentence and what to try. Shows no secret: pywinrm's texts hold none."""

import errno
import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from html import unescape

import requests
from winrm.exceptions import (
    AuthenticationError,
    WinRMError,
    WinRMOperationTimeoutError,
    WinRMTransportError,
    WSManFaultError,
)

from fabric_check.collect.target import CollectError, Failure, Target
from fabric_check.model.secrets import redact
from fabric_check.model.text import printable

BY_HAND = (
    "run the collector on the host itself: fabric-check collect --print-script windows; "
    "its output is facts/HOST.json"
)
_ENABLE = "on the host, as administrator: Enable-PSRemoting; is a firewall between?"
_ACCESS_DENIED = {5, 0x80070005}
_QUOTA = {2150859173, 2150859174, 2150858970}
"""ERROR_WSMAN_QUOTA_MAX_SHELLS and its neighbours."""
_UNREACHABLE = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN}

EXPECTED = (
    OSError,
    WinRMError,
    WinRMTransportError,
    WinRMOperationTimeoutError,
    requests.RequestException,
    http.client.HTTPException,
    # What pywinrm lets through where the far end answers something that is no WS-Management.
    SyntaxError,
    StopIteration,
    LookupError,
    ValueError,
    TypeError,
    AssertionError,
    AttributeError,
)
"""Everything that a far end can bring about."""


def explain(error: BaseException, target: Target, *, over: bool) -> CollectError:
    """Return the failure behind an exception; *over*: the deadline has passed, so whatever broke, that is why."""
    where = f"{target.address}{f':{target.port}' if target.port else ''}"
    if over or isinstance(error, WinRMOperationTimeoutError | requests.ReadTimeout):
        return CollectError(
            Failure.TIMED_OUT,
            f"{where} did not finish in time",
            "give it more time with --timeout, or " + BY_HAND,
        )
    if isinstance(error, requests.RequestException):
        return _of_connection(error, where)
    return _of_winrm(error, target, where)


def _of_connection(error: requests.RequestException, where: str) -> CollectError:
    causes = list(_chain(error))
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in causes):
        reason = next(one.verify_message for one in causes if isinstance(one, ssl.SSLCertVerificationError))
        return CollectError(
            Failure.IDENTITY,
            f"the certificate of {where} is not trusted: {printable(reason)}",
            "name the CA's file as ca_file in the credentials; the name in fabric.yaml must be the certificate's",
        )
    if any(isinstance(one, ssl.SSLError) for one in causes):
        return CollectError(Failure.UNEXPECTED, f"{where} does not speak TLS", "is it the https port, 5986?")
    if any(isinstance(one, ConnectionRefusedError) for one in causes):
        return CollectError(Failure.REFUSED, f"{where} refuses connections", f"WinRM is off: {_ENABLE}")
    if any(isinstance(one, socket.gaierror) for one in causes):
        return CollectError(Failure.NOT_REACHED, f"{where} has no address", "correct hostname in fabric.yaml")
    if isinstance(error, requests.ConnectTimeout) or any(
        isinstance(one, OSError) and one.errno in _UNREACHABLE for one in causes
    ):
        return CollectError(Failure.NOT_REACHED, f"{where} does not answer", f"is the host up? {_ENABLE}")
    return CollectError(Failure.CUT_OFF, f"{where} ended the connection", f"try again, or {BY_HAND}")


def _of_winrm(error: BaseException, target: Target, where: str) -> CollectError:
    # requests_ntlm's PermissionError: the host did not even begin the handshake.
    if isinstance(error, AuthenticationError | PermissionError):
        return CollectError(Failure.AUTHENTICATION, f"{where}: {_refusal(error)}", _login_hint(target))
    if isinstance(error, WSManFaultError):
        return _of_fault(error, where)
    if isinstance(error, WinRMTransportError):
        return CollectError(
            Failure.UNEXPECTED, f"{where} answers HTTP {error.code}", "is it a WinRM port (5985, 5986)?"
        )
    text = printable(str(error))[:200]
    if "not installed" in text:
        extra = "kerberos" if "kerberos" in text else "credssp"
        return CollectError(Failure.UNSUPPORTED, text, f"pip install 'fabric-check[{extra}]'")
    return CollectError(
        Failure.UNEXPECTED, f"{where} does not answer as WinRM does: {type(error).__name__}: {text}", BY_HAND
    )


def _refusal(error: BaseException) -> str:
    text = str(error)
    return "the login was refused" if "rejected" in text else printable(text)[:200]


def _login_hint(target: Target) -> str:
    method = target.login.transport or "ntlm"
    return (
        f"check user and password (DOMAIN\\user, user@domain or .\\user), and that the host allows {method}: "
        "winrm get winrm/config/service/auth"
    )


def _of_fault(error: WSManFaultError, where: str) -> CollectError:
    reason = printable(" ".join(str(error.reason or "no reason given").split()))[:300]
    if error.wsman_fault_code in _ACCESS_DENIED:
        return CollectError(
            Failure.PRIVILEGE,
            f"{where}: {reason}",
            "WinRM's shell wants an administrator of the host; or " + BY_HAND,
        )
    if error.wsman_fault_code in _QUOTA or "quota" in reason.casefold():
        return CollectError(
            Failure.REFUSED, f"{where}: {reason}", "shells of others are open; wait a few minutes"
        )
    code = f" (WSMan fault {error.wsman_fault_code})" if error.wsman_fault_code else ""
    return CollectError(Failure.UNEXPECTED, f"{where}: {reason}{code}", BY_HAND)


def said(stderr: bytes) -> str:
    """Return what PowerShell wrote to its error stream, without the progress records that it wraps into XML there."""
    text = stderr.decode("utf-8", "replace")
    if "#< CLIXML" in text:
        text = " ".join(unescape(part) for part in re.findall(r'<S S="Error">(.*?)</S>', text, re.DOTALL))
        text = re.sub(r"_x000[DA]_", " ", text)
    return printable(redact(" ".join(text.split())))[:300]


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and all that it wraps: requests and urllib3 keep causes in their arguments."""
    todo, seen = [error], set[int]()
    while todo:
        one = todo.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        wrapped = (*one.args, getattr(one, "reason", None), one.__cause__, one.__context__)
        todo.extend(inner for inner in wrapped if isinstance(inner, BaseException))
