"""Snippets typed into the lab's switches, which merge lines by themselves and share no code with the dialects."""

from pathlib import Path

from fabric_check.cli.fixing import Fix, file_of
from fabric_check.lab.ssh_switch.config_session import ConfigSession
from fabric_check.lab.ssh_switch.language import language

OPENERS = {"configure", "configure terminal"}


def typed(config: str, dialect: str, snippet: str) -> str:
    """Return a running-config after a person typed a snippet at the privileged prompt; comments do nothing.

    Raises:
        ValueError: the lab refuses a line, or configuration mode is left too early or not at all.

    """
    lines = [line.strip() for line in snippet.splitlines()]
    first, *lines = [line for line in lines if line and not line.startswith("!")]
    session = ConfigSession(config, language(dialect))
    if first not in OPENERS:
        raise ValueError(first)
    for line in lines:
        if session.ended or not session.feed(line):
            raise ValueError(line)
    if not session.ended:
        raise ValueError("configuration mode is not left")
    return session.text


def type_all(folder: Path, made: Fix, kind: str = "") -> None:
    """Type a fix's files into the switches of a folder; *kind* ``rollback.`` is the way back."""
    start = made.plan.replay.start
    for device in made.plan.replay.snippets:
        if device in start.switches:
            profile = start.switches[device].profile
            file = folder / start.folder.configs[device].file
            text = file.read_text("utf-8-sig")
            snippet = made.files[file_of(start, device, kind)]
            file.write_text(typed(text, profile.dialect if profile else "", snippet), "utf-8")
