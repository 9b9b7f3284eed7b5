"""What a person does with a snippet: log in to a lab's switch over ssh, and paste it at the privileged prompt.

For the demo, which plays that person. The program itself changes no device.
"""

import asyncio
import re
from typing import Any

from fabric_check.lab.ssh_switch.device import SwitchDevice

_PROMPT = re.compile(r"(?:^|\n)[^\n]*(?:[>#]|[Pp]assword:) ?$")
SECONDS = 30.0


async def paste(device: SwitchDevice, snippet: str) -> str:
    """Return what the terminal shows from the login to the snippet's last line.

    Raises:
        TimeoutError: no prompt came.

    """
    import asyncssh  # noqa: PLC0415 - imported where a lab is up

    login, key = device.login, asyncssh.import_public_key(device.host_key or "")
    async with asyncio.timeout(SECONDS), asyncssh.connect(
        device.host, device.port, username=login.username, password=login.password,
        known_hosts=([key], [], []), config=None, client_keys=None, agent_path=None,
    ) as connection, connection.create_process(term_type="vt100") as session:  # fmt: skip
        shown = await _prompted(session)
        for line in ("enable", login.secret, *snippet.splitlines()):
            session.stdin.write(f"{line}\n")
            shown += await _prompted(session)
    return shown


async def _prompted(session: Any) -> str:
    """Return what is shown up to the next prompt."""
    shown = ""
    while not _PROMPT.search(shown):
        got = await session.stdout.read(65536)
        if not got:
            break
        shown += got.replace("\r\n", "\n").replace("\r", "\n")
    return shown
