"""Runs a script on a host by OpenSSH's own client, so that agent, ``~/.ssh/config``, jump hosts and known hosts count.

The script goes in by standard input: nothing is left on the host. A password is given to the target alone, by a helper
that ssh asks (SSH_ASKPASS, OpenSSH 8.4); no second ssh library has to agree with the first about whom to trust.
"""

import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fabric_check.collect import child
from fabric_check.collect.openssh_failures import BAD_ADDRESS, NO_CLIENT, NO_PASSWORD_HERE, OVER_TIME, explain
from fabric_check.collect.target import CollectError, Target

CONNECT_SECONDS = 15
ADDRESS = re.compile(r"[A-Za-z0-9._:%][A-Za-z0-9._:%-]*")
"""Names and addresses alone: no option, and nothing that a ProxyCommand of the user's would give to a shell."""
_ASKPASS = """#!/bin/sh
# The target's own password prompt alone is answered: a jump host, or a key's passphrase, gets nothing.
case "$1" in
"$FABRIC_CHECK_ASKED's password: "* | "($FABRIC_CHECK_ASKED) "*) printf '%s\\n' "$FABRIC_CHECK_ANSWER" ;;
*) exit 1 ;;
esac
"""


def run(target: Target, script: str, deadline: float) -> bytes:
    """Return what a POSIX sh script printed on the host; *deadline* is a `time.monotonic` value.

    Raises:
        CollectError: the host was not reached, or the shell failed.

    """
    with connection(target, deadline) as (words, environment):
        ended = _ssh((*words[1:], "exec sh -s"), script.encode("utf-8"), deadline, environment)
    if ended.code:
        raise explain(ended.stderr.decode("utf-8", "replace"), ended.code, target)
    return ended.stdout


@contextmanager
def connection(target: Target, deadline: float) -> Iterator[tuple[tuple[str, ...], Mapping[str, str]]]:
    """Give the program and arguments that run a command line, to be put behind them, on the host; and its environment.

    Raises:
        CollectError: the address is none, or passwords cannot be given from here.

    """
    if not ADDRESS.fullmatch(target.address):
        raise CollectError(*BAD_ADDRESS)
    with _environment(target, deadline) as environment:
        yield ("ssh", *_options(target, deadline), "--", target.address), environment


def _ssh(
    arguments: tuple[str, ...], stdin: bytes, deadline: float, environment: Mapping[str, str]
) -> child.Ended:
    try:
        return child.run(("ssh", *arguments), stdin, deadline, environment)
    except child.OverTimeError:
        raise CollectError(*OVER_TIME) from None
    except OSError:
        raise CollectError(*NO_CLIENT) from None


def _options(target: Target, deadline: float) -> tuple[str, ...]:
    """Return ssh's options. What the user's configuration says of forwarding, commands and masters is not wanted here."""
    login = target.login
    wait = max(1, min(CONNECT_SECONDS, int(deadline - time.monotonic())))
    options = {
        "BatchMode": "no" if login.password else "yes",
        "NumberOfPasswordPrompts": "1",
        "ConnectTimeout": str(wait),
        "ControlMaster": "no",
        "ClearAllForwardings": "yes",
        "PermitLocalCommand": "no",
        "RemoteCommand": "none",
        **_trust(target),
    }
    return (
        *("-a", "-x", "-T"),
        *(word for name, value in options.items() for word in ("-o", f"{name}={value}")),
        *(("-p", str(target.port)) if target.port else ()),
        *(("-l", login.username) if login.username else ()),
        # Else an agent with many keys uses up the tries before the named one's turn comes.
        *(("-i", str(login.key_file), "-o", "IdentitiesOnly=yes") if login.key_file else ()),
    )


def _trust(target: Target) -> dict[str, str]:
    if not target.check_identity:
        return {"StrictHostKeyChecking": "no", "UserKnownHostsFile": os.devnull, "LogLevel": "ERROR"}
    found = {"StrictHostKeyChecking": "accept-new"} if target.accept_new else {}
    if target.known_hosts:
        found |= {"UserKnownHostsFile": f'"{target.known_hosts}"', "GlobalKnownHostsFile": os.devnull}
    return found


@contextmanager
def _environment(target: Target, deadline: float) -> Iterator[Mapping[str, str]]:
    """Give ssh's environment: English messages and, where there is a password, what answers the prompt for it."""
    plain = {**os.environ, "LC_ALL": "C"}
    if not target.login.password:
        yield plain
        return
    if os.name != "posix":
        raise CollectError(*NO_PASSWORD_HERE)
    with tempfile.TemporaryDirectory(prefix="fabric-check-") as folder:
        helper = Path(folder) / "askpass"
        helper.write_text(_ASKPASS, "utf-8")
        helper.chmod(stat.S_IRWXU)
        yield {
            **plain,
            "SSH_ASKPASS": str(helper),
            "SSH_ASKPASS_REQUIRE": "force",
            "FABRIC_CHECK_ASKED": _asked(target, deadline, plain),
            "FABRIC_CHECK_ANSWER": target.login.password,
        }


def _asked(target: Target, deadline: float, environment: Mapping[str, str]) -> str:
    """Return ``user@host`` as ssh's prompt will have it, after its configuration has been applied."""
    ended = _ssh((*_options(target, deadline), "-G", "--", target.address), b"", deadline, environment)
    found = dict(line.partition(" ")[::2] for line in ended.stdout.decode("utf-8", "replace").splitlines())
    return f"{found.get('user', '')}@{found.get('hostkeyalias') or found.get('hostname', '')}"
