"""The one channel between netmiko and a switch: what goes out is checked, what comes in is whole text without a pager.

It is also where waiting ends: when the device's time is over, when it hangs up, when it never stops talking.
"""

import codecs

import paramiko
from netmiko.channel import Channel

from fabric_check.collect.deadline import passed
from fabric_check.collect.switches import allowed
from fabric_check.collect.switches.pager import Pager
from fabric_check.collect.target import CollectError, Failure, Login

_CHUNK = 65536
_MOST_CHUNKS = 64
_MOST_CHARACTERS = 64 * 1024 * 1024
"""No answer of a switch is larger; a session that never stops would fill the memory."""
_TAIL = 400


class Shell(Channel):
    """A switch's interactive session, as netmiko reads and writes it."""

    def __init__(self, channel: paramiko.Channel, login: Login, deadline: float) -> None:
        self._channel = channel
        self._deadline = deadline
        self._login = frozenset(word for word in (login.username, login.password, login.secret) if word)
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._pager = Pager()
        self._read = 0
        self.shown = ""
        """The last that the device printed: what a line that goes out answers to."""
        self.doing = "logging in"
        """What is waited for, in words for a message."""

    def write_channel(self, out_data: str) -> None:
        """Send one line.

        Raises:
            ForbiddenError: it is none of the few that may be sent.
            CollectError: the device hung up.

        """
        line = out_data.removesuffix("\n")
        allowed.check(line, self.shown, self._login)
        self._send(out_data)
        if line:
            self.shown = ""

    def _send(self, text: str) -> None:
        try:
            self._channel.sendall(text.encode("utf-8"))
        except OSError:
            raise self._gone() from None

    def read_buffer(self) -> str:
        """Return what has arrived, perhaps nothing; never waits, and leaves a flood for the next time."""
        parts: list[str] = []
        while self._channel.recv_ready() and len(parts) < _MOST_CHUNKS:
            data = self._channel.recv(_CHUNK)
            if not data:
                break
            parts.append(self._decode(data))
        return "".join(parts)

    def read_channel(self) -> str:
        """Return what has arrived, without a pager's prompts, which are answered here.

        Raises:
            CollectError: the device's time is over, it hung up, or it does not stop.

        """
        if passed(self._deadline):
            raise self._gone()
        hung_up = self._channel.closed or self._channel.eof_received
        text, waits = self._pager.feed(self.read_buffer())
        if waits:
            self._send(" ")
        self._read += len(text)
        self.shown = (self.shown + text)[-_TAIL:]
        if self._read > _MOST_CHARACTERS:
            raise CollectError(
                Failure.UNEXPECTED,
                f"it never stops printing while {self.doing}",
                "see what its session shows",
            )
        if hung_up and not text:
            raise self._gone()
        return text

    def _gone(self) -> CollectError:
        if passed(self._deadline):
            return CollectError(
                Failure.TIMED_OUT,
                f"its time was over while {self.doing}",
                "raise --timeout, or see why it is slow",
            )
        return CollectError(
            Failure.CUT_OFF,
            f"it ended the session while {self.doing}",
            "collect again; if it happens again, see the switch's log",
        )
