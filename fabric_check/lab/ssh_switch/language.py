"""How a family of switches talks: prompts, words, modes and the lines that replace each other. Data only, read from YAML.

Written from the makers' CLI references and on purpose not from this program's own parsers: a lab that shared their
understanding could never show where it is wrong.
"""

import re
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from fabric_check.folder import strict_yaml


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Found(_Strict):
    """Something that a running-config says of its switch, and what to say where it does not."""

    pattern: str
    default: str

    def in_text(self, text: str) -> str:
        """Return what the config's first matching line says."""
        match = re.search(self.pattern, text, re.MULTILINE)
        return match["value"].strip() if match else self.default


class Prompts(_Strict):
    """What stands behind the switch's name; *config* holds the mode, *top* is the mode's name at its outermost."""

    user: str
    privileged: str
    config: str
    top: str


class Pager(_Strict):
    """What a pager prints after so many lines."""

    text: str
    lines: int


class Texts(_Strict):
    """What the switch says."""

    enable: str
    enable_wrong: str
    enable_refused: str
    invalid: str
    acknowledge: str


class Commands(_Strict):
    """What each command does. ``*`` at the end stands for any words; words may be abbreviated."""

    user: dict[str, str]
    privileged: dict[str, str]


class Interfaces(_Strict):
    """How interfaces are printed; *kinds* maps the printed kind to what is typed for it, or to its abbreviation."""

    printed: str
    short: str
    kinds: dict[str, str]


class Mode(_Strict):
    """A configuration mode: the lines that open it, the modes in which they may be typed, and what a new one holds."""

    opens: list[str]
    inside: list[str]
    prompt: str
    new: list[str] = Field(default_factory=list)

    def match(self, line: str) -> re.Match[str] | None:
        """Return how a line opens this mode, if it does."""
        return next((found for opener in self.opens if (found := re.fullmatch(opener, line))), None)


class VlanList(_Strict):
    """A line that holds VLANs, in kinds that it ends with, such as ``tagged``; the first kind is not printed.

    *absent*: the VLANs of each kind where no line says. *changes*: VLANs are printed as added and removed, not as a list.
    """

    absent: dict[str, str]
    changes: bool = False


class Language(_Strict):
    """All of it for one family."""

    recognise: list[str]
    nesting: Literal["indent", "exit"]
    wrapper: str | None = None
    hostname: Found
    facts: dict[str, Found]
    prompts: Prompts
    pager: Pager
    texts: Texts
    commands: Commands
    config_shows: str | None = None
    answers: dict[str, str]
    interfaces: Interfaces
    modes: dict[str, Mode]
    jumps: list[str] = Field(default_factory=list)
    keys: list[str]
    printed_no: list[str]
    abbreviations: dict[str, str]
    unprinted: list[str]
    only_inside: dict[str, list[str]]
    port_lists: list[str] = Field(default_factory=list)
    one_of: list[list[str]] = Field(default_factory=list)
    vlan_lists: dict[str, VlanList] = Field(default_factory=dict)

    def opened(self, line: str, inside: str) -> tuple[str, re.Match[str]] | None:
        """Return the mode that a line opens inside another, and how; None if it opens none there."""
        words = " ".join(line.split())
        for name, mode in self.modes.items():
            if inside in mode.inside and (match := mode.match(words)):
                return name, match
        return None


@cache
def language(name: str) -> Language:
    """Return the language of a command-language name as profiles write it, such as ``ftos``.

    Raises:
        FileNotFoundError: the lab does not speak it.

    """
    text = files(__package__).joinpath(f"{name}.yaml").read_text("utf-8")
    return Language.model_validate(strict_yaml.load(text, f"{name}.yaml").value)


def spoken() -> tuple[str, ...]:
    """Return the names of the languages that the lab speaks."""
    entries = files(__package__).iterdir()
    return tuple(
        sorted(entry.name.removesuffix(".yaml") for entry in entries if entry.name.endswith(".yaml"))
    )


def spoken_by(config: str) -> str | None:
    """Return the language whose running-config a text looks like; None if it looks like none."""
    head = config[:4000]
    for name in spoken():
        if any(re.search(pattern, head, re.MULTILINE) for pattern in language(name).recognise):
            return name
    return None
