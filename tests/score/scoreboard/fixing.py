"""What ``fix`` makes of a faulty fabric: the snippets that it would write, done and taken back again, and judged.

The lab's switches take the snippets line by line, and `check` reads what they then print: neither the plan nor its replay is
asked. A host's changes are made on its facts: the tests of its snippets run those.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scoreboard.typed import type_all

from fabric_check.cli.checking import Choices, check
from fabric_check.cli.fixing import Fix, fix
from fabric_check.folder.read import read_folder
from fabric_check.remedy.change import HostChange
from fabric_check.remedy.changes.windows_settled import settled
from fabric_check.remedy.plan import Wanted
from fabric_check.remedy.touched import differences
from fabric_check.remedy.world import World
from fabric_check.report.schema import ReportFile

Named = tuple[str, str, str]


@dataclass(frozen=True)
class Fixed:
    """What a fix does. *left*: findings that stay, as (rule, device, interface), with the reason.

    *opened*: findings and unknowns that were not there before. *lost*: findings, unknowns or facts that are not as they were
    once all is taken back. *differs*: what `check` says after it and the fix did not, or the other way round.
    """

    changes: int
    left: tuple[tuple[Named, str], ...]
    opened: tuple[str, ...]
    lost: tuple[str, ...]
    differs: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is worse with it, the way back restores, and the proof was true."""
        return not self.opened and not self.lost and not self.differs


def fixed(folder: Path, wanted: Wanted) -> Fixed:
    """Plan a folder's fix and try it; the folder is as it was at the end, but for what the way back does not restore."""
    made = fix(folder, wanted)
    before = check(folder, Choices(wanted.today))
    changed, restored = _hosts(made)
    type_all(folder, made)
    _write(folder, made, changed)
    after = check(folder, Choices(wanted.today))
    back(folder, made)
    _write(folder, made, made.plan.replay.start)
    again = check(folder, Choices(wanted.today))
    proven = {one.id for one in made.plan.after.findings}
    reasons = made.plan.left
    left = ((name_of(one.rule, one.device, one.interface), reasons.get(one.id, "")) for one in after.findings)
    return Fixed(
        len(made.plan.steps),
        tuple(left),
        tuple(sorted(said(after) - said(before))),
        (*sorted(said(before) ^ said(again)), *_differences(folder, made, restored)),
        tuple(sorted(proven ^ {one.id for one in after.findings})),
    )


def said(report: ReportFile) -> set[str]:
    """Return what stands in the way of a good verdict: findings by id, and unknowns."""
    unknown = {f"{one.device} {one.interface}: {one.what} is not known" for one in report.unknowns}
    return {one.id for one in report.findings} | unknown


def back(folder: Path, made: Fix) -> None:
    """Take the changes of switches back."""
    type_all(folder, made, "rollback.")


def _hosts(made: Fix) -> tuple[World, World]:
    """Return the fabric with its hosts changed, and with that taken back again, the last change first."""
    start = world = made.plan.replay.start
    steps = sorted(made.plan.steps, key=lambda step: step.change.place)
    undo: list[HostChange] = []
    for change in (step.change for step in steps):
        if isinstance(change, HostChange):
            undo.append(change.undo(world.folder.facts[change.device].content.sections))
            world = world.change_hosts([change])
    return world, undone(world, undo) if undo else start


def undone(world: World, undo: list[HostChange]) -> World:
    """Return a fabric after changes of hosts were taken back."""
    return world.change_hosts(undo[::-1])


def _differences(folder: Path, made: Fix, restored: World) -> Iterable[str]:
    """Yield the devices whose facts are not as they were: of switches as their configs now are, of hosts after all undos."""
    start = made.plan.replay.start
    switches = World.of(read_folder(folder), start.profiles).switches
    for name in made.plan.replay.snippets:
        if name in switches:
            same = not differences(start.switches[name], switches[name])
        else:
            was, now = (world.folder.facts[name].content for world in (start, restored))
            settle = settled if was.os == "windows" else dict
            same = settle(now.sections) == settle(was.sections)
        if not same:
            yield f"facts of {name}"


def _write(folder: Path, made: Fix, world: World) -> None:
    """Write the facts of the hosts that a fix changes."""
    for name in _changed(made):
        facts = world.folder.facts[name]
        (folder / facts.file).write_text(facts.content.model_dump_json(by_alias=True), "utf-8")


def _changed(made: Fix) -> Iterable[str]:
    return (name for name in made.plan.replay.snippets if name in made.plan.replay.start.folder.facts)


def name_of(rule: str, device: str | None, interface: str | None) -> Named:
    """Return what a finding is about. Release 3 prints `ethernet` before a port's name; its length is no part of it."""
    return (rule, device or "-", (interface or "-").removeprefix("ethernet "))
