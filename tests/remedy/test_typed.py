"""Snippets typed into the lab's switches, which merge lines by themselves and share no code with the dialects.

What our replay proves, a config that somebody else wrote down line by line has to show as well.
"""

import datetime as dt
import shutil
from pathlib import Path

import pytest
import yaml
from edited import edited
from scoreboard.typed import typed

from fabric_check.cli.checking import Choices, check
from fabric_check.cli.fixing import fix
from fabric_check.model.errors import InputError
from fabric_check.remedy.plan import Wanted

CASES = sorted((Path(__file__).parent.parent / "rules" / "cases").rglob("*.yaml"))
TODAY = dt.date(2026, 6, 1)


def unreadable(folder: Path) -> set[str]:
    """Return the switches whose config cannot be concluded from."""
    return {one.device for one in check(folder, Choices(TODAY)).unknowns if one.what == "running-config"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_typing_a_fix_does_what_its_proof_says(path: Path, tmp_path: Path) -> None:
    """After the lab's switches took each snippet, `check` finds what the proof left, and nothing else."""
    folder = edited(yaml.safe_load(path.read_text("utf-8")), tmp_path / "fabric")
    try:
        plan = fix(folder, Wanted(TODAY)).plan
    except InputError:
        return
    unread = unreadable(folder)
    start, content = plan.replay.start, plan.replay.world.folder
    for device, snippet in plan.replay.snippets.items():
        if device in start.hosts:
            text = content.facts[device].content.model_dump_json(by_alias=True)
            (folder / content.facts[device].file).write_text(text, "utf-8")
            continue
        profile = start.switches[device].profile
        assert profile
        file = folder / content.configs[device].file
        text = typed(file.read_text("utf-8"), profile.dialect, snippet.apply)
        file.write_text(text, "utf-8")
    for measured in (
        "probes",
        "counters",
    ):  # what was measured before a change says nothing of what comes after it
        shutil.rmtree(folder / measured, ignore_errors=True)
    report = check(folder, Choices(TODAY))
    assert {one.id for one in report.findings} == {one.id for one in plan.after.findings}
    assert unreadable(folder) <= unread
