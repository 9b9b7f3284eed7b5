"""A switch of a lab: an SSH server on loopback that plays it. asyncssh is imported where a lab starts, not before."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fabric_check.lab.behaviour import Behaviour
from fabric_check.lab.device import Device, LabLogin
from fabric_check.lab.ssh_switch.language import Language
from fabric_check.lab.ssh_switch.shell import Shell

if TYPE_CHECKING:
    from fabric_check.lab.ssh import SshServer

_OLD = {
    "kex_algs": ["diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1"],
    "encryption_algs": ["aes128-cbc", "3des-cbc"],
    "mac_algs": ["hmac-sha1"],
}
_KEYS = {"usual": "ssh-ed25519", "sha1": "ssh-rsa", "removed": "ssh-dss"}
_ALGORITHMS: dict[str, dict[str, Any]] = {
    "usual": {},
    "sha1": {**_OLD, "signature_algs": ["ssh-rsa"]},
    "removed": {**_OLD, "signature_algs": ["ssh-dss"]},
}
"""`sha1` is what firmware of these switches' time offers, and all of it; `removed` what no library speaks any more."""


class SwitchDevice(Device):
    """One switch. *config* is its running-config, which a session in configuration mode changes; *state* its other texts."""

    kind = "switch"

    def __init__(
        self,
        name: str,
        language: Language,
        config: str,
        state: Mapping[str, str],
        login: LabLogin,
        behaviour: Behaviour,
    ) -> None:
        super().__init__(name)
        self.language = language
        self.config = config
        self.state = dict(state)
        self.login = login
        self.behaviour = behaviour
        self._server: SshServer | None = None

    @property
    def shown_name(self) -> str:
        """Return the name in the prompt."""
        return self.behaviour.shown_name or self.language.hostname.in_text(self.config)

    @property
    def host_key(self) -> str | None:
        """Return the key's type and value as in known_hosts."""
        return self._server.host_key if self._server else None

    def knows(self, username: str, password: str) -> bool:
        """Say whether this is the lab's login."""
        return (username, password) == (self.login.username, self.login.password)

    async def start(self) -> None:
        """Listen on a free port of the loopback address."""
        from fabric_check.lab.ssh import Door, SshServer  # noqa: PLC0415 - it imports asyncssh

        how = self.behaviour
        options = {**_ALGORITHMS[how.algorithms], "encoding": "utf-8", "errors": "replace"}
        door = Door(self.knows if how.login == "ssh" else None)
        self._server = SshServer(door, self._serve, _KEYS[how.algorithms], options)
        self.port = await self._server.start(self.host, self.port)

    async def stop(self) -> None:
        """Close the port and every session."""
        if self._server is not None:
            await self._server.stop()

    async def _serve(self, process: Any) -> None:
        await Shell(process, self).run()
        process.exit(0)
