"""A host's login → what measures there: the agent over ssh or on this machine, or the PowerShell probe over WinRM."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from fabric_check.collect import openssh
from fabric_check.collect.deadline import passed
from fabric_check.collect.engine import here
from fabric_check.collect.openssh_failures import explain
from fabric_check.collect.target import CollectError, Target
from fabric_check.probe.host import Host, HostError, Limits
from fabric_check.probe.linux import LinuxHost
from fabric_check.probe.remote import RemoteAgent
from fabric_check.probe.windows import WindowsHost

NOT_FOUND = 127
"""The exit code by which a shell says that there is no such program (POSIX 2.8.2)."""


@contextmanager
def connections() -> Iterator[ExitStack]:
    """Hold what connections need while they last, such as the helper that answers for a password."""
    with ExitStack() as stack:
        yield stack


def connect(
    target: Target, kind: str, limits: Limits, seconds: float, interfaces: Sequence[str], held: ExitStack
) -> Host:
    """Return a host that measures for at most *seconds*. *interfaces*: whose counters are read.

    Raises:
        HostError: it cannot.

    """
    deadline = time.monotonic() + seconds
    if kind == "windows":
        return WindowsHost(lambda script: _powershell(target, script, deadline), limits, lambda: None)
    words: Sequence[str]
    environment: Mapping[str, str]
    if here(target):
        words, environment = ("sh", "-c"), os.environ
    else:
        try:
            words, environment = held.enter_context(openssh.connection(target, deadline))
        except CollectError as error:
            raise _failed(error) from None
    try:
        agent = RemoteAgent(words, environment=environment)
    except OSError as error:
        raise HostError(f"{words[0]} cannot be started: {error.strerror}") from None
    return LinuxHost(agent, limits, deadline, lambda said, code: _why(target, said, code), interfaces)


def _why(target: Target, said: str, code: int) -> HostError:
    if code == NOT_FOUND or "python3" in said:
        return HostError("there is no python3 on the host", "install it: version 3.6 or newer is enough")
    error = explain(said, code, target)
    return _failed(error)


def _failed(error: CollectError) -> HostError:
    # How to collect by hand is no help here.
    return HostError(f"{error.failure}: {error.what}", "" if "collector" in error.hint else error.hint)


def _powershell(target: Target, script: str, deadline: float) -> str:
    from fabric_check.collect import wsman_shell  # noqa: PLC0415 - pywinrm is slow to import

    if passed(deadline):
        raise HostError(
            "its time is over", "give it more with --timeout, or measure fewer pairs with --pairs"
        )
    try:
        return wsman_shell.run(target, script, deadline)
    except CollectError as error:
        raise _failed(error) from None
