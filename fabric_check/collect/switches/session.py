"""A switch's session by netmiko: prompt found, privileged, pager off; then one answer for each show command.

netmiko's drivers know how each command language wants to be spoken to. Connecting, sending and waiting are ours, since
netmiko neither notices that a switch hung up nor keeps an overall time.
"""

import logging
import re
from typing import Any

import paramiko
from netmiko import BaseConnection
from netmiko.exceptions import NetmikoBaseException
from netmiko.ssh_dispatcher import ssh_dispatcher

from fabric_check.collect.deadline import left
from fabric_check.collect.switches import allowed
from fabric_check.collect.switches.shell import Shell
from fabric_check.collect.target import CollectError, Failure, Login
from fabric_check.model.secrets import redact
from fabric_check.model.text import printable

# At debug level netmiko logs all that a switch prints, passwords in its config included.
logging.getLogger("netmiko").disabled = True

IN_BAND_LOGIN = frozenset({"dell_powerconnect"})
"""Drivers of switches that let every ssh client in and ask for user and password in the session."""
_PROMPT_SECONDS = 10.0
_PROMPT = re.compile(r"(?:\A|\n)(?![#>*])[^\n]{1,120}[>#][ \t]*\Z")
_NOT_UNDERSTOOD = re.compile(
    r"^[ \t]*(?:%|.*\b(?:invalid (?:input|command|parameter)|incomplete command|ambiguous command|command not found|"
    r"unrecognized command|unknown command|not authorized|permission denied|access denied)\b)",
    re.IGNORECASE | re.MULTILINE,
)
_SHORT = 6
"""An answer of more lines than this is one, whatever words stand in it."""


class Session:
    """A session that is ready for show commands."""

    def __init__(self, client: paramiko.SSHClient, device_type: str, login: Login, deadline: float) -> None:
        """Make the session ready.

        Raises:
            CollectError: no prompt, no privilege, cut off, out of time.

        """
        self._deadline = deadline
        self._shell = Shell(_interactive(client), login, deadline)
        driver = type(
            "Driver",
            (_Driver, ssh_dispatcher(device_type)),
            {"shell": self._shell, "login": login, "patience": min(_PROMPT_SECONDS, left(deadline) / 2)},
        )
        in_band = device_type in IN_BAND_LOGIN
        try:
            self._connection: BaseConnection = driver(
                host="switch",
                device_type=device_type,
                username=login.username or "",
                password=login.password if in_band else None,
            )
            self._connection.enable()
        except (NetmikoBaseException, ValueError) as error:
            raise self._no_prompt() from error
        prompt = re.escape(self._connection.base_prompt.strip())
        self._prompt = rf"(?:\A|\n)[ \t]*{prompt}[ \t]*[>#][ \t]*\Z"

    def ask(self, command: str) -> str:
        """Return the answer to a show command, without its echo and the prompt.

        Raises:
            ForbiddenError: it is no show command.
            CollectError: cut off, out of time, or what came is no answer.

        """
        self._shell.doing = f"answering `{command}`"
        try:
            answer = self._connection.send_command(
                command, expect_string=self._prompt, read_timeout=left(self._deadline) + 1
            )
        except NetmikoBaseException:
            raise self._no_prompt() from None
        return str(answer).strip("\n") + "\n"

    def close(self) -> None:
        """Leave the session as a person would."""
        self._connection.disconnect()

    def _no_prompt(self) -> CollectError:
        last = printable(redact(self._shell.shown.strip().rpartition("\n")[2]))[-80:]
        return CollectError(
            Failure.UNEXPECTED,
            f"while {self._shell.doing} it showed no prompt; its last line is {last!r}",
            "log in by hand and see what stands between the login and the prompt",
        )


def not_understood(answer: str) -> str | None:
    """Return the line by which a switch says that it does not know, or not permit, a command; else None."""
    if answer.count("\n") > _SHORT:
        return None
    match = _NOT_UNDERSTOOD.search(answer)
    if match is None:
        return None
    line = answer[match.start() :].lstrip("\n").partition("\n")[0]
    return printable(redact(line.strip()))[:120]


def _interactive(client: paramiko.SSHClient) -> paramiko.Channel:
    """Return a terminal wide enough that no line is broken."""
    try:
        return client.invoke_shell(term="vt100", width=511, height=1000)
    except (paramiko.SSHException, OSError, EOFError):
        what, hint = "it let us in and then opened no session", "see whether all its sessions are in use"
        raise CollectError(Failure.CUT_OFF, what, hint) from None


class _Driver(BaseConnection):
    """What replaces the same in each of netmiko's drivers."""

    shell: Shell
    login: Login
    patience: float

    def establish_connection(self, width: int = 511, height: int = 1000) -> None:  # noqa: ARG002 - netmiko's signature
        """Take the session that is open already, and see it to its first prompt."""
        self.remote_conn_pre = None
        self.channel = self.shell
        self.special_login_handler()
        self.shell.doing = "waiting for the first prompt"
        self._first_prompt()

    def _first_prompt(self) -> None:
        """Read until there is a prompt; accept the banner that wants to be accepted."""
        shown = ""
        pattern = rf"{_PROMPT.pattern}|y(?:es)?\s*/\s*no?\b[^\n]*\Z"
        for _ in range(3):
            shown += self.read_until_pattern(pattern, read_timeout=self.patience, re_flags=re.IGNORECASE)
            if not allowed.asks_yes_or_no(shown):
                return
            self.write_channel("y\n")
            shown = ""

    def enable(self, *_: Any, **__: Any) -> str:
        """Become privileged, with the enable password where the switch asks for one.

        Raises:
            CollectError: it asks and there is none, or it refuses.

        """
        self.shell.doing = "becoming privileged"
        if self.check_enable_mode("#"):
            return ""
        prompt = rf"^[ \t]*{re.escape(self.base_prompt)}[ \t]*[>#][ \t]*\Z|password[ \t]*:[ \t]*\Z"
        self.write_channel("enable\n")
        self.read_until_pattern("enable")
        shown = self._until(prompt)
        if allowed.asks_for_login(shown):
            if not self.login.secret:
                raise _not_privileged("asks for an enable password and the credentials have none")
            self.write_channel(f"{self.login.secret}\n")
            shown = self._until(prompt)
        if not shown.rstrip().endswith("#"):
            raise _not_privileged("does not let this user become privileged")
        return ""

    def _until(self, pattern: str) -> str:
        return self.read_until_pattern(pattern, re_flags=re.IGNORECASE | re.MULTILINE)

    def cleanup(self, command: str = "exit") -> None:
        """Leave; no configuration mode was ever entered."""
        self.write_channel(f"{command}\n")


def _not_privileged(what: str) -> CollectError:
    hint = "give `secret:` in the device's credentials, or a user of privilege level 15"
    return CollectError(Failure.PRIVILEGE, f"it {what}", hint)
