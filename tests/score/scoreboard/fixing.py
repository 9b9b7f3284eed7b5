"""What ``fix`` makes of a faulty fabric: the snippets that it would write, pasted and taken back again, and judged.

The texts of the files are pasted, not what the plan says of them. A host's changes are made on its facts: the tests of its
snippets run those.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fabric_check.cli.fixing import Fix, file_of, fix
from fabric_check.remedy.change import HostChange
from fabric_check.remedy.plan import Wanted
from fabric_check.remedy.prune import answers
from fabric_check.remedy.touched import differences
from fabric_check.remedy.world import World
from fabric_check.rules.registry import all_rules
from fabric_check.rules.run import Outcome, run

Named = tuple[str, str, str]


@dataclass(frozen=True)
class Fixed:
    """What a fix does. *left*: findings that stay, as (rule, device, interface), with the reason.

    *opened*: findings and unknowns that were not there before. *lost*: facts, findings or unknowns that are not as they were
    once all is taken back.
    """

    changes: int
    left: tuple[tuple[Named, str], ...]
    opened: tuple[str, ...]
    lost: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is worse with it, and the way back restores."""
        return not self.opened and not self.lost


def fixed(folder: Path, wanted: Wanted) -> Fixed:
    """Plan a folder's fix and try it."""
    made = fix(folder, wanted)
    start = made.plan.replay.start
    once = _pasted(made, start, "")
    there = _changed(made, once)
    back = undone(made, there)
    hosts_as_before = replace(back, hosts=start.hosts, folder=start.folder)
    before, after, restored = (_judged(one, wanted) for one in (start, there, hosts_as_before))
    lost = sorted(answers(before) ^ answers(restored))
    lost += [
        f"facts of {name}"
        for name in start.switches
        if differences(start.switches[name], back.switches[name])
    ]
    lost += [f"facts of {name}" for name in start.hosts if _sections(start, name) != _sections(back, name)]
    left = tuple(
        (name_of(one.rule.id, one.finding.device, one.finding.interface), made.plan.left.get(one.id, ""))
        for one in after.findings
    )
    return Fixed(len(made.plan.steps), left, tuple(sorted(answers(after) - answers(before))), tuple(lost))


def _pasted(made: Fix, world: World, kind: str) -> World:
    """Return a fabric after the files of a fix were pasted into its switches."""
    return world.paste({
        name: made.files[file_of(world, name, kind)]
        for name in made.plan.replay.snippets
        if name in world.switches
    })  # fmt: skip


def _changed(made: Fix, world: World) -> World:
    """Return a fabric after the changes of its hosts."""
    return world.change_hosts(_of_hosts(made))


def _of_hosts(made: Fix) -> list[HostChange]:
    steps = sorted(made.plan.steps, key=lambda step: step.change.place)
    return [step.change for step in steps if isinstance(step.change, HostChange)]


def undone(made: Fix, world: World) -> World:
    """Return a fabric after all was taken back, the last change first.

    What a cmdlet that is missing again would answer is no fact of the undo: hosts are judged by what they said before.
    """
    start = made.plan.replay.start
    undo: list[HostChange] = []
    for change in _of_hosts(made):
        undo.append(change.undo(start.folder.facts[change.device].content.sections))
        start = start.change_hosts([change])
    return _pasted(made, world, "rollback.").change_hosts(undo[::-1])


def _sections(world: World, host: str) -> Any:
    facts = world.folder.facts.get(host)
    return facts and facts.content.sections


def _judged(world: World, wanted: Wanted) -> Outcome:
    return run(world.scene(), all_rules(), today=wanted.today)


def name_of(rule: str, device: str | None, interface: str | None) -> Named:
    """Return what a finding is about. Release 3 prints `ethernet` before a port's name; its length is no part of it."""
    return (rule, device or "-", (interface or "-").removeprefix("ethernet "))
