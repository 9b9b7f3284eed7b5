"""The far end of an SSH channel as lines: echo, paging, and the ways in which a line may be slow or break off."""

import asyncio
from typing import Any

from fabric_check.lab.behaviour import Behaviour
from fabric_check.lab.ssh_switch.language import Pager


class Gone(Exception):  # noqa: N818 - not an error: the session ended
    """The session is over: the client left, or the device cut it."""


class Terminal:
    """One session's keyboard and screen. *process* is asyncssh's."""

    def __init__(self, process: Any, behaviour: Behaviour, pager: Pager) -> None:
        self._process = process
        self._behaviour = behaviour
        self._pager = pager
        self._typed = ""
        self._printed = 0
        self.page_length = pager.lines

    async def write(self, text: str) -> None:
        """Print, as fast as the device is and as far as it gets."""
        data = text.replace("\r\n", "\n").replace("\n", "\r\n")
        limit = self._behaviour.cut_after_bytes
        if limit is not None and self._printed + len(data) > limit:
            self._process.stdout.write(data[: limit - self._printed])
            raise Gone
        self._printed += len(data)
        rate = self._behaviour.bytes_per_second
        step = max(rate // 20, 1) if rate else len(data) or 1
        for start in range(0, len(data), step):
            self._process.stdout.write(data[start : start + step])
            await self._process.stdout.drain()
            if rate:
                await asyncio.sleep(step / rate)

    async def page(self, text: str) -> None:
        """Print with a pause after each page, unless paging is off."""
        if not self.page_length:
            await self.write(text)
            return
        lines = text.splitlines(keepends=True)
        for start in range(0, len(lines), self.page_length):
            await self.write("".join(lines[start : start + self.page_length]))
            if start + self.page_length >= len(lines):
                return
            await self.write(self._pager.text)
            key = await self.key()
            size = len(self._pager.text)
            await self.write("\b" * size + " " * size + "\b" * size)
            if key in "qQ":
                return

    async def key(self) -> str:
        """Return one character as it is typed."""
        while not self._typed:
            self._typed = await self._process.stdin.read(4096)
            if not self._typed:
                raise Gone
        key, self._typed = self._typed[0], self._typed[1:]
        return key

    async def line(self, *, echo: bool = True) -> str:
        """Return one line as it is typed; ^C forgets what was typed so far, ^Z stands for ``end``."""
        typed, shown = "", ""
        while True:
            key = await self.key()
            if key in "\r\n":
                if key == "\r" and self._typed.startswith("\n"):
                    self._typed = self._typed[1:]
                await self.write(shown + "\n")
                return typed
            if key in "\b\x7f":
                typed, shown = typed[:-1], shown + "\b \b" * bool(typed and echo)
            elif key == "\x03":
                typed = ""
            elif key == "\x1a":
                typed = "end"
            elif key == "\x04":
                raise Gone
            else:
                typed, shown = typed + key, shown + key * echo
            if shown and not self._typed:
                await self.write(shown)
                shown = ""
