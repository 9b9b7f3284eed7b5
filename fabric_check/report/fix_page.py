"""A fix as the page for a change ticket, in Markdown. No name of a device becomes markup, a link or HTML."""

import re
from collections.abc import Mapping

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from fabric_check.model.text import printable
from fabric_check.report.fix_schema import FixFile

_MARKUP = re.compile(r"[\\`*_\[\]<>#!|~&$@]|:(?=//)|(?<=www)\.|^[-+=]|^\d+(?=[.)])", re.IGNORECASE)
_HTML = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_LANGUAGES = {"ps1": "powershell", "sh": "sh"}


def render(fix: FixFile, files: Mapping[str, str], template: str) -> str:
    """Return the page; *files* are the snippets by name, *template* is ``templates/report/change-ticket.md.j2``."""
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(md=markdown, fence=fence)
    findings = {one.id: one for one in fix.findings}
    notes = {turn.device: turn.notes for turn in fix.meanwhile}
    changes = {device: [one for one in fix.changes if one.device == device] for device in fix.order}
    return environment.from_string(template).render(
        fix=fix, files=files, findings=findings, notes=notes, changes=changes
    )


def markdown(text: str) -> str:
    """Return *text* on one line, as text and nothing else, wherever Markdown or HTML is read."""
    plain = " ".join(printable(text).split())
    return _MARKUP.sub(lambda match: _HTML.get(match[0], "\\" + match[0]), plain)


def fence(text: str, name: str) -> str:
    """Return a snippet as a code block that nothing in it can end."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * max(3, longest + 1)
    language = _LANGUAGES.get(name.rsplit(".", 1)[-1], "text")
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}"
