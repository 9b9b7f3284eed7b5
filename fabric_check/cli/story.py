"""The demo's acts: collect what the lab prints, check it, plan the fix, replay it, check again."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fabric_check.cli import fixing
from fabric_check.cli.checking import EXIT_CODES, Choices, check
from fabric_check.cli.printing import styler
from fabric_check.cli.verbs import check as check_verb
from fabric_check.collect.saved import store
from fabric_check.lab.story import Story, files
from fabric_check.remedy.plan import Wanted
from fabric_check.report.render import as_text
from fabric_check.report.schema import ReportFile

DIALECTS = {"s4810-a": "ftos", "s4810-b": "ftos", "pc8132-a": "dnos6"}


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
    _check(before, program, show, no_color=no_color)
    made = fixing.fix(before, Wanted(_today()))
    fixing.write(made, fix)
    for name, text in made.files.items():
        if "rollback" not in name:
            show(Act(f"cat {fix.name}/{name}", text))
    store(after, {**found, **_changed_facts(made)}, DIALECTS)
    return EXIT_CODES[_check(after, program, show, no_color=no_color).verdict]


def _check(folder: Path, program: str, show: Callable[[Act], None], *, no_color: bool) -> ReportFile:
    report = check(folder, Choices(_today()))
    show(
        Act(f"{program} {check_verb.command.name} {folder.name}", as_text(report, styler(no_color=no_color)))
    )
    return report


def _changed_facts(made: fixing.Fix) -> dict[str, str]:
    """Return the facts that the hosts will have once their snippets ran."""
    world = made.plan.replay.world
    return {
        f"facts/{host}.json": world.folder.facts[host].content.model_dump_json(by_alias=True, indent=1) + "\n"
        for host in made.plan.replay.snippets
        if host in world.hosts
    }


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()
