"""What OpenSSH's client says when it fails, as a failure and what to try. Its messages are English under LC_ALL=C."""

import re

from fabric_check.collect.target import CollectError, Failure, Target
from fabric_check.model.secrets import redact
from fabric_check.model.text import printable

BY_HAND = "run the collector on the host itself: fabric-check collect --print-script linux; its output is facts/HOST.json"
OVER_TIME = (
    Failure.TIMED_OUT,
    "the host did not finish in time",
    f"give it more time with --timeout, or {BY_HAND}",
)
NO_CLIENT = (
    Failure.UNSUPPORTED,
    "there is no ssh program here",
    f"install OpenSSH's client (openssh-client), or {BY_HAND}",
)
NO_PASSWORD_HERE = (
    Failure.UNSUPPORTED,
    "passwords for ssh are not supported on Windows",
    f"use a key or an agent, or {BY_HAND}",
)
BAD_ADDRESS = (
    Failure.UNSUPPORTED,
    "the hostname in fabric.yaml is neither a name nor an address",
    "letters, digits, dots, colons and dashes are",
)
_SAID: tuple[tuple[str, Failure, str], ...] = (
    (
        "IDENTIFICATION HAS CHANGED",
        Failure.IDENTITY,
        "the host's key has changed: find out why; if it is right, ssh-keygen -R HOST and log in once by hand",
    ),
    (
        "Host key verification failed",
        Failure.IDENTITY,
        "log in once by hand with ssh and compare the fingerprint, or give its key with --known-hosts",
    ),
    (
        "Permission denied|Too many authentication failures",
        Failure.AUTHENTICATION,
        "does `ssh USER@HOST true` work without a question? Else name username and a key or password in credentials",
    ),
    ("Connection refused", Failure.REFUSED, "is sshd running there, on this port?"),
    (
        "Could not resolve|timed out|No route to host|is unreachable",
        Failure.NOT_REACHED,
        "is the host up, and hostname in fabric.yaml right?",
    ),
    (
        "no matching|Unable to negotiate",
        Failure.UNSUPPORTED,
        "ssh and the host share no algorithm; allow one for this host in ~/.ssh/config",
    ),
    (
        "Bad configuration option|Bad owner or permissions|bad configuration options",
        Failure.UNSUPPORTED,
        "repair ~/.ssh/config; ssh -G HOST shows what ssh makes of it",
    ),
    ("closed by|reset by|Broken pipe|kex_exchange_identification", Failure.CUT_OFF, "try again"),
    (
        "not found|not recognized|No such file",
        Failure.NOT_RECOGNISED,
        "has the host a POSIX shell, and is it Linux?",
    ),
)


def explain(stderr: str, code: int, target: Target) -> CollectError:
    """Return the failure behind ssh's messages; *code* 255 is its own, any other the remote shell's."""
    where = f"{target.address}{f':{target.port}' if target.port else ''}"
    lines = [printable(redact(line.strip())) for line in stderr.splitlines() if line.strip()]
    for pattern, failure, hint in _SAID:
        if found := next((line for line in lines if re.search(pattern, line)), None):
            return CollectError(failure, f"{where}: {found[:200]}", hint)
    said = lines[-1][:200] if lines else "and said nothing"
    return CollectError(Failure.UNEXPECTED, f"{where}: ssh ended with exit code {code}: {said}", BY_HAND)
