"""What a switch answers to ``show``: the folder's texts, and the least that says what it is where the folder has none."""

import re
from collections.abc import Mapping

from fabric_check.lab.ssh_switch.language import Language


def slug(command: str) -> str:
    """Return a command as its file is called: every run of other characters than letters and digits is one dash."""
    return re.sub(r"[^A-Za-z0-9]+", "-", command).strip("-").lower()


def answer(command: str, config: str, state: Mapping[str, str], language: Language) -> str | None:
    """Return what a show command prints; None where it is none that this switch knows.

    *state*: texts by the slug of their command. Words may be abbreviated as long as one command alone is meant.
    """
    words = slug(re.sub(r"\s*\|\s*no-more\s*$", "", command)).split("-")
    known = {"show-running-config": config, **_made_up(config, language), **state}
    exact = known.get("-".join(words))
    if exact is not None:
        return exact
    meant = {text for name, text in known.items() if _abbreviates(words, name.split("-"))}
    return meant.pop() if len(meant) == 1 else None


def _made_up(config: str, language: Language) -> dict[str, str]:
    facts = {name: found.in_text(config) for name, found in language.facts.items()}
    return {slug(command): text.format(**facts) for command, text in language.answers.items()}


def _abbreviates(words: list[str], full: list[str]) -> bool:
    return len(words) == len(full) and all(
        whole.startswith(word) for word, whole in zip(words, full, strict=True)
    )
