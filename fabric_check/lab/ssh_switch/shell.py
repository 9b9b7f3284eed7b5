"""One session at a switch: prompts, enable, commands, configuration mode. What it shows and stores is the device's."""

import asyncio
from typing import TYPE_CHECKING, Any

from fabric_check.lab.ssh_switch.answers import answer
from fabric_check.lab.ssh_switch.config_session import ConfigSession
from fabric_check.lab.ssh_switch.terminal import Gone, Terminal

if TYPE_CHECKING:
    from fabric_check.lab.ssh_switch.device import SwitchDevice

HIDDEN = "********"


class Shell:
    """What a person meets after logging in."""

    def __init__(self, process: Any, device: "SwitchDevice") -> None:
        self._device = device
        self._language = device.language
        self._behaviour = device.behaviour
        self._terminal = Terminal(process, device.behaviour, device.language.pager)
        self._privileged = False
        self._config: ConfigSession | None = None
        self._lines = 0

    async def run(self) -> None:
        """Serve the session to its end."""
        try:
            if await self._welcome():
                while True:
                    await self._terminal.write(self._prompt())
                    await self._obey((await self._line()).strip())
        except (Gone, ConnectionError):
            return

    async def _welcome(self) -> bool:
        if self._behaviour.hang:
            await asyncio.Event().wait()
        if self._behaviour.login == "channel" and not await self._log_in():
            return False
        if self._behaviour.acknowledge:
            await self._terminal.write("Authorised use only.\n" + self._language.texts.acknowledge)
            while (answered := await self._terminal.key()) not in "yYnN":
                continue
            await self._terminal.write(answered + "\n")
            if answered in "nN":
                return False
        await self._terminal.write("\n")
        return True

    async def _log_in(self) -> bool:
        """Ask for name and password inside the session, three times at most."""
        for _ in range(3):
            await self._terminal.write("\nUser Name:")
            name = (await self._line()).strip()
            await self._terminal.write("Password:")
            if name and self._device.knows(name, await self._secret()):
                return True
        return False

    async def _line(self) -> str:
        line = await self._terminal.line()
        self._count(line)
        return line

    async def _secret(self) -> str:
        line = await self._terminal.line(echo=False)
        self._count(HIDDEN)
        return line

    def _count(self, line: str) -> None:
        self._device.received.append(line)
        self._lines += 1
        if self._lines == self._behaviour.cut_at_line:
            raise Gone

    def _prompt(self) -> str:
        if self._behaviour.prompt is not None:
            return self._behaviour.prompt
        prompts, name = self._language.prompts, self._device.shown_name
        if self._config is not None:
            return name + prompts.config.format(mode=self._config.prompt)
        return name + (prompts.privileged if self._privileged else prompts.user)

    async def _obey(self, line: str) -> None:
        if not line or line.startswith("!"):
            return  # nothing, or a comment
        shows = self._language.config_shows
        if self._config is not None and not (shows and line.startswith(f"{shows} ")):
            await self._configure(self._config, line)
            return
        if self._config is not None:
            line = line.partition(" ")[2]
        action = self._action(line.split())
        await getattr(self, f"_do_{action}")(line)

    def _action(self, words: list[str]) -> str:
        """Return what a typed command does; each word may be abbreviated."""
        commands = self._language.commands
        known = {**commands.user, **commands.privileged} if self._privileged else commands.user
        for command, action in known.items():
            full = command.split()
            rest = full[-1] == "*"
            full = full[:-1] if rest else full
            if (len(words) > len(full) if rest else len(words) == len(full)) and all(
                whole.startswith(word) for word, whole in zip(words, full, strict=False)
            ):
                return action
        return "invalid"

    async def _configure(self, session: ConfigSession, line: str) -> None:
        accepted = session.feed(line)
        self._device.config = session.text
        if session.ended:
            self._config = None
        if not accepted:
            await self._do_invalid(line)

    async def _do_invalid(self, line: str) -> None:  # noqa: ARG002 - every command is given its line
        await self._terminal.write(self._language.texts.invalid + "\n")

    async def _do_nothing(self, line: str) -> None:
        """Accept a command that changes nothing here."""

    async def _do_logout(self, line: str) -> None:  # noqa: ARG002 - as above
        raise Gone

    async def _do_disable(self, line: str) -> None:  # noqa: ARG002 - as above
        self._privileged = False

    async def _do_configure(self, line: str) -> None:  # noqa: ARG002 - as above
        self._config = ConfigSession(self._device.config, self._language)

    async def _do_confirm(self, line: str) -> None:  # noqa: ARG002 - as above
        await self._terminal.write("This operation may take a few minutes.\nAre you sure? (y/n) ")
        await self._terminal.write(f"{await self._terminal.key()}\n\nConfiguration Saved!\n")

    async def _do_page_length(self, line: str) -> None:
        number = line.rsplit(maxsplit=1)[-1]
        if not number.isdecimal():
            await self._do_invalid(line)
        elif not self._behaviour.paging_stuck:
            self._terminal.page_length = int(number)

    async def _do_enable(self, line: str) -> None:  # noqa: ARG002 - as above
        texts, how = self._language.texts, self._behaviour.enable
        if self._privileged or how == "free":
            self._privileged = True
            return
        await self._terminal.write(texts.enable)
        secret = await self._secret()
        self._privileged = how == "secret" and secret == self._device.login.secret
        if not self._privileged:
            await self._terminal.write(
                (texts.enable_refused if how == "refused" else texts.enable_wrong) + "\n"
            )

    async def _do_show_config(self, line: str) -> None:  # noqa: ARG002 - as above
        await self._terminal.page(self._device.config)

    async def _do_show(self, line: str) -> None:
        device = self._device
        text = answer(line, device.config, device.state, self._language)
        secret = text is device.config and not self._privileged
        if text is None or secret:
            await self._do_invalid(line)
            return
        while text is device.config and self._behaviour.endless:
            await self._terminal.write(text)
        await self._terminal.page(text if text.endswith("\n") else text + "\n")
