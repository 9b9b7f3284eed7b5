"""The demo's acts: a lab plays the devices; they are collected from, checked, fixed, and collected from again.

Nothing is staged: each act is what its verb does, against servers on this machine's loopback address.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fabric_check.cli import collecting, fixing
from fabric_check.cli.checking import EXIT_CODES, Choices, check
from fabric_check.cli.printing import styler
from fabric_check.collect.saved import store
from fabric_check.lab.running import Lab
from fabric_check.lab.story import Story, files
from fabric_check.lab.wsman.device import WindowsDevice
from fabric_check.remedy.plan import Wanted
from fabric_check.report.render import as_text
from fabric_check.report.schema import ReportFile

_REAL = "rack-a-devices"
"""What the lab's devices hold; the acts see only what these say when asked."""


@dataclass(frozen=True, slots=True)
class Act:
    """A command that a person would type, and what it prints."""

    command: str
    output: str


@dataclass(frozen=True, slots=True)
class _Stage:
    """Where the story plays: a folder to work in, the program's name, and who sees each act."""

    folder: Path
    program: str
    show: Callable[[Act], None]
    no_color: bool

    def collect(self, lab: Lab, name: str) -> None:
        """Collect from every device of the lab into a folder of its own."""
        target = self.folder / name
        target.mkdir()
        lab.write(target)
        login, known_hosts = target / "credentials.yaml", target / "known_hosts"
        typed = f"{self.program} collect {name} --credentials {name}/{login.name} --known-hosts {name}/{known_hosts.name}"
        self.show(Act(typed, ""))
        collecting.collect(target, collecting.Choices(credentials=login, known_hosts=known_hosts))

    def check(self, name: str) -> ReportFile:
        """Judge a folder."""
        report = check(self.folder / name, Choices(_today()))
        self.show(Act(f"{self.program} check {name}", as_text(report, styler(no_color=self.no_color))))
        return report

    def fix(self, name: str) -> fixing.Fix:
        """Plan the fix of a folder, and show what is to be run."""
        made = fixing.fix(self.folder / name, Wanted(_today()))
        fixing.write(made, self.folder / "fix")
        self.show(Act(f"{self.program} fix {name} --output fix", ""))
        for file, text in made.files.items():
            if "rollback" not in file:
                self.show(Act(f"cat fix/{file}", text))
        return made


def play(folder: Path, program: str, show: Callable[[Act], None], *, no_color: bool) -> int:
    """Play the story in an empty folder; return the last verdict's exit code."""
    stage = _Stage(folder, program, show, no_color)
    store(folder / _REAL, files(Story()), {})
    with Lab(folder / _REAL) as lab:
        stage.collect(lab, "rack-a")
        stage.check("rack-a")
        _run(lab, stage.fix("rack-a"))
        stage.collect(lab, "rack-a-after")
        return EXIT_CODES[stage.check("rack-a-after").verdict]


def _run(lab: Lab, made: fixing.Fix) -> None:
    """Let the lab's Windows hosts hold what their scripts set: they play facts, and run no PowerShell."""
    facts = made.plan.replay.world.folder.facts
    for host in made.plan.replay.snippets:
        if host in facts:
            text = facts[host].content.model_dump_json(by_alias=True, indent=1) + "\n"
            lab.device(host, WindowsDevice).replace(text)


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()
