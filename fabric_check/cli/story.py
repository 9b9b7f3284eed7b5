"""The demo's acts: a lab plays the devices and the wires; they are collected from, measured, checked, fixed, and asked again.

A switch's part of the fix is pasted over ssh into the lab's switch, which stores it; that is the demo playing a person.

Nothing is staged: each act is what its verb does, against servers on this machine's loopback address. Where the machine
allows no network namespaces, no packets flow and the measuring is left out, which is said.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fabric_check.cli import collecting, fixing, probing
from fabric_check.cli.checking import EXIT_CODES, Choices, check
from fabric_check.cli.printing import styler, width
from fabric_check.cli.truth import truth_in
from fabric_check.collect.saved import store
from fabric_check.lab.running import Lab
from fabric_check.lab.ssh_switch.device import SwitchDevice
from fabric_check.lab.story import Story, files
from fabric_check.remedy.plan import Wanted
from fabric_check.report.render import as_text
from fabric_check.report.schema import ReportFile

_TOLD = """\
# A rack, played on this machine. Live migrations from hv01 to hv02 fail, though
# ping works between them; in the cluster network not even that does.
# Ask every device how it is set, and let the hosts measure what gets through:

# What to change, proven by replay; hv02.ps1 is hv01.ps1 for the other host:

# The switch's part, pasted over ssh; the lab's switch stores it:

# The scripts are for the hosts. The lab's run no PowerShell: from here on they
# say what the scripts set. Ask and measure again:"""
"""What stands before each part of the story."""
_REAL = "rack-a-devices"
"""What the lab's devices hold; the acts see only what these say when asked."""


@dataclass(frozen=True, slots=True)
class Act:
    """A command that a person would type, and what it prints; without a command, words between two of them."""

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
        self.show(Act(f"{self.program} collect {name} {self._login(name)}", ""))
        collecting.collect(target, self._logins(name))

    def probe(self, lab: Lab, name: str) -> None:
        """Measure what the wires carry, where the lab has any."""
        if lab.wires is None:
            self.show(Act("", f"# not measured here: {'; '.join(lab.notes)}"))
            return
        self.show(Act(f"{self.program} probe {name} {self._login(name)}", ""))
        probing.probe(self.folder / name, probing.Choices(self._logins(name)))

    def check(self, name: str) -> ReportFile:
        """Judge a folder."""
        report = check(self.folder / name, Choices(_today()))
        self.show(
            Act(
                f"{self.program} check {name}", as_text(report, styler(no_color=self.no_color), width=width())
            )
        )
        return report

    def fix(self, name: str) -> fixing.Fix:
        """Plan the fix of a folder, and show what is to be run."""
        made = fixing.fix(self.folder / name, Wanted(_today()))
        target = self.folder / "fix"
        fixing.write(made, target)
        self.show(Act(f"{self.program} fix {name} --output fix", fixing.as_text(made, target)))
        # The hosts have the same fault, so one script shows what the others say.
        script = next(file for file in made.files if file.endswith(".ps1") and "rollback" not in file)
        self.show(Act(f"cat fix/{script}", made.files[script]))
        return made

    def paste(self, lab: Lab, name: str, made: fixing.Fix) -> dict[str, str]:
        """Paste the fix into the switches that have a part in it, and return what they then store."""
        stored = {}
        for switch in (one for one in made.plan.replay.snippets if one in lab.devices):
            device = lab.devices[switch]
            if not isinstance(device, SwitchDevice):
                continue
            shown = lab.paste(switch, made.files[f"{switch}.cfg"])
            login = f"-p {device.port} -o UserKnownHostsFile={name}/known_hosts lab@{device.host}"
            self.show(Act(f"ssh {login}   # and paste fix/{switch}.cfg", shown.strip() + "\n"))
            stored[f"configs/{switch}.cfg"] = device.config
        return stored

    def _login(self, name: str) -> str:
        return f"--credentials {name}/credentials.yaml --known-hosts {name}/known_hosts"

    def _logins(self, name: str) -> collecting.Choices:
        folder = self.folder / name
        return collecting.Choices(credentials=folder / "credentials.yaml", known_hosts=folder / "known_hosts")


def play(folder: Path, program: str, show: Callable[[Act], None], *, no_color: bool) -> int:
    """Play the story in an empty folder; return the last verdict's exit code."""
    stage = _Stage(folder, program, show, no_color)
    real = folder / _REAL
    store(real, files(Story(cluster=True)), {})
    before, fix, paste, after = (Act("", words) for words in _TOLD.split("\n\n"))
    with _up(real) as lab:
        show(before)
        _ask(stage, lab, "rack-a")
        show(fix)
        made = stage.fix("rack-a")
        show(paste)
        store(real, stage.paste(lab, "rack-a", made) | _changed_facts(made), {})
    show(after)
    with _up(real) as lab:
        return EXIT_CODES[_ask(stage, lab, "rack-a-after").verdict]


def _up(real: Path) -> Lab:
    return Lab(real, truth=truth_in(real)[0])


def _ask(stage: _Stage, lab: Lab, name: str) -> ReportFile:
    """Ask the devices of a lab, measure between them, and judge."""
    stage.collect(lab, name)
    stage.probe(lab, name)
    return stage.check(name)


def _changed_facts(made: fixing.Fix) -> dict[str, str]:
    """Return what the hosts' collectors will say once the snippets ran: the lab's hosts play facts, and run no PowerShell."""
    facts = made.plan.replay.world.folder.facts
    return {
        f"facts/{host}.json": facts[host].content.model_dump_json(by_alias=True, indent=1) + "\n"
        for host in made.plan.replay.snippets
        if host in facts
    }


def _today() -> dt.date:
    return dt.datetime.now(tz=dt.UTC).date()
