"""Changes → snippets by Jinja2, in a sandbox: a name from a device never becomes a command.

Templates are passed in as text, by their path below ``templates/remediation/``; nothing is read here.
"""

import re
import shlex
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import DictLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from fabric_check.model.errors import FabricCheckError
from fabric_check.model.text import printable
from fabric_check.remedy.change import Change

_QUOTES = "'\u2018\u2019\u201a\u201b"
"""What PowerShell takes for a single quote."""
_WILD = re.compile(r"[*?\[\]`]")
"""What PowerShell's cmdlets take for a pattern of names, and what escapes it."""
_WIDTH = 118
"""Of a comment's text: no manual says how long a line a switch takes; every terminal takes this one."""
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]*\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """One change of a snippet and, for its comment, why it is made."""

    change: Change
    why: str


class Renderer:
    """Renders snippets from templates, given by their path: ``ftos/port-mtu.j2``."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        self.environment = ImmutableSandboxedEnvironment(
            loader=DictLoader(dict(templates)),
            undefined=StrictUndefined,
            finalize=_safe,
            autoescape=False,
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.environment.filters.update(
            powershell=powershell, alias=alias, shell=shlex.quote, word=word, line=line, comment=comment
        )

    def snippet(self, language: str, device: str, parts: Iterable[Part]) -> str:
        """Return what a person pastes or runs, in the order of *parts*: *language* is a switch's dialect, ``windows`` or ``linux``.

        Raises:
            FabricCheckError: a value holds what no command line of this language can carry.

        """
        texts = [{"why": part.why, "text": _Rendered(self._one(language, part.change))} for part in parts]
        return self.environment.get_template(f"{language}/snippet.j2").render(device=device, parts=texts)

    def _one(self, language: str, change: Change) -> str:
        template = self.environment.get_template(f"{language}/{change.template}.j2")
        return template.render(change=change)


def powershell(text: str) -> str:
    """Return *text* as a PowerShell literal: in single quotes nothing is expanded (about_Quoting_Rules).

    PowerShell takes typographic quotes for the plain one, so each of them is doubled too.
    """
    return "'" + "".join(character * 2 if character in _QUOTES else character for character in text) + "'"


def alias(text: str) -> str:
    """Return a name as a PowerShell literal, for parameters that take a pattern of names.

    Raises:
        FabricCheckError: it holds what would make it the name of others too.

    """
    if _WILD.search(text):
        raise FabricCheckError(f"PowerShell would take the name {printable(text)!r} for a pattern of names")
    return powershell(text)


def word(text: str) -> str:
    """Return a name that a switch's command line takes as one word.

    Raises:
        FabricCheckError: it is none.

    """
    if not _WORD.match(text):
        raise FabricCheckError(
            f"{printable(text)!r} is no name that a switch's command line takes as one word"
        )
    return text


def line(text: str, *beginnings: str) -> str:
    """Return a line that the switch's own config has, to put it back: of the commands that it may be, plain words alone.

    Raises:
        FabricCheckError: it is another command, or holds more than words.

    """
    words = text.split()
    if not text.startswith(beginnings) or not all(_WORD.match(one) for one in words):
        raise FabricCheckError(f"{printable(text)!r} is no line that can be put back as it was")
    return " ".join(words)


class _Rendered(str):
    """Text that a template made already, line ends and all."""

    __slots__ = ()


def comment(text: str, mark: str) -> _Rendered:
    """Return *text* as comment lines that begin with *mark*: visible characters only, and no ``?``, which asks a switch for help.

    No line is so long that a switch could take the rest of it for another one.
    """
    words = printable(text).replace("?", ".")
    return _Rendered("\n".join(f"{mark} {line}" for line in textwrap.wrap(words, _WIDTH) or [""]))


def _safe(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, _Rendered) and printable(value) != value:
        raise FabricCheckError(f"{printable(value)!r} holds a control character; no snippet is made of it")
    return value
