"""The demo's acts: collect what the lab prints, check it, plan the fix, replay it, check again."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fabric_check import resources
from fabric_check.cli.checking import EXIT_CODES, Choices, check
from fabric_check.cli.printing import styler
from fabric_check.cli.verbs import check as check_verb
from fabric_check.collect.saved import store
from fabric_check.lab.story import Story, files
from fabric_check.model.units import IpMtu
from fabric_check.remedy.jumbo import JumboChange, plan, replay
from fabric_check.remedy.render import render
from fabric_check.report.render import as_text
from fabric_check.report.schema import FindingPart, ReportFile

DIALECTS = {"s4810-a": "ftos", "s4810-b": "ftos", "pc8132-a": "dnos6"}
TEMPLATE = "windows/jumbo.ps1.j2"


@dataclass(frozen=True, slots=True)
class Act:
    """A command that a person would type, and what it prints."""

    command: str
    output: str


def play(folder: Path, program: str, show: Callable[[Act], None], *, no_color: bool) -> int:
    """Play the story in an empty folder; return the last verdict's exit code."""
    found = files(Story())
    before, after, fix = folder / "rack-a", folder / "rack-a-after", folder / "fix"
    store(before, found, DIALECTS)
    report = _check(before, program, show, no_color=no_color)
    changes = [_change(before, report, finding) for finding in report.findings if finding.caused_by is None]
    template = (resources.data("templates") / "remediation" / TEMPLATE).read_text("utf-8")
    snippets = {
        change.host: render(template, host=change.host, nic=change.nic, new=change.new) for change in changes
    }
    store(fix, {f"{host}.ps1": text for host, text in snippets.items()}, {})
    for host, text in snippets.items():
        show(Act(f"cat {fix.name}/{host}.ps1", text))
    store(
        after,
        {**found, **{f"facts/{change.host}.json": _replayed(before, change) for change in changes}},
        DIALECTS,
    )
    return EXIT_CODES[_check(after, program, show, no_color=no_color).verdict]


def _check(folder: Path, program: str, show: Callable[[Act], None], *, no_color: bool) -> ReportFile:
    report = check(folder, Choices(dt.datetime.now(tz=dt.UTC).date()))
    show(
        Act(f"{program} {check_verb.command.name} {folder.name}", as_text(report, styler(no_color=no_color)))
    )
    return report


def _facts(folder: Path, host: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder / "facts" / f"{host}.json").read_text("utf-8"))
    return facts


def _change(folder: Path, report: ReportFile, finding: FindingPart) -> JumboChange:
    """Return the change for a NIC that exceeds its path: down to what its network needs."""
    facts = _facts(folder, finding.device or "")
    rows = facts["sections"]["advancedProperty"]
    old = next(int(row["RegistryValue"][0]) for row in rows if row["RegistryKeyword"] == "*JumboPacket")
    required = next(path.ip_mtu.required for path in report.paths if path.network == finding.network)
    return plan(finding.device or "", finding.interface or "", old, IpMtu(required))


def _replayed(folder: Path, change: JumboChange) -> str:
    facts = _facts(folder, change.host)
    return json.dumps({**facts, "sections": replay(facts["sections"], change)}, indent=1) + "\n"
