"""Changes → snippets by Jinja2, in a sandbox: a name from a device never becomes a command.

Templates are passed in as text; nothing is read here.
"""

from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from fabric_check.model.errors import FabricCheckError
from fabric_check.model.text import printable


def render(template: str, **values: Any) -> str:
    """Return a filled-in template.

    Raises:
        FabricCheckError: a value holds a control or invisible character.

    """
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=_safe,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
    )
    environment.filters["powershell"] = powershell
    return environment.from_string(template).render(**values)


def powershell(text: str) -> str:
    """Return *text* as a PowerShell literal: in single quotes nothing is expanded (about_Quoting_Rules).

    PowerShell takes typographic quotes for the plain one, so each of them is doubled too.
    """
    return (
        "'"
        + "".join(
            character * 2 if character in "'\u2018\u2019\u201a\u201b" else character for character in text
        )
        + "'"
    )


def _safe(value: Any) -> Any:
    if isinstance(value, str) and printable(value) != value:
        raise FabricCheckError(f"{printable(value)!r} holds a control character; no snippet is made of it")
    return value
