"""Every case of a rule is fixed: what a change can repair closes, nothing opens, the way back restores.

A case whose finding stays says so: ``fix: {left: {RULE: words of the reason}}``.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from edited import edited

from fabric_check.cli.fixing import Fix, as_json, fix
from fabric_check.model.text import printable
from fabric_check.remedy.plan import Wanted
from fabric_check.remedy.repairs import all_repairs
from fabric_check.remedy.touched import differences

CASES = sorted((Path(__file__).parent.parent / "rules" / "cases").rglob("*.yaml"))
TODAY = dt.date(2026, 6, 1)


def fixed(case: dict[str, Any], folder: Path) -> Fix:
    """Return the fix of a case."""
    return fix(edited(case, folder), Wanted(TODAY))


def left_of(made: Fix) -> dict[str, str]:
    """Return why findings stay, by rule, of those that some repair answers for and that wait for no other."""
    causes = {judged.id: judged.caused_by for judged in made.plan.after.findings}
    return {
        one.split("-", 1)[0]: why
        for one, why in made.plan.left.items()
        if one.split("-", 1)[0] in all_repairs() and causes.get(one) not in made.plan.left
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case_is_fixed(path: Path, tmp_path: Path) -> None:
    """What a change can repair closes, nothing opens, and what stays is what the case says, with its reason."""
    case = yaml.safe_load(path.read_text("utf-8"))
    made = fixed(case, tmp_path / "fabric")
    stated = case.get("fix", {}).get("left", {})
    left = left_of(made)
    assert made.plan.opened == ()
    assert left.keys() == stated.keys(), left
    for rule, words in stated.items():
        assert words in left[rule]
    assert set(made.plan.closed) | made.plan.left.keys() == {one.id for one in made.plan.before.findings}


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_way_back_of_a_case_restores(path: Path, tmp_path: Path) -> None:
    """Snippet and rollback, pasted one after the other, leave every fact of every switch as it was."""
    case = yaml.safe_load(path.read_text("utf-8"))
    replay = fixed(case, tmp_path / "fabric").plan.replay
    for device, text in replay.snippets.items():
        if device in replay.start.switches:
            once = replay.start.paste({device: text.apply})
            back = once.paste({device: text.rollback})
            assert differences(replay.start.switches[device], back.switches[device]) == frozenset()
            assert differences(replay.start.switches[device], once.switches[device])


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_fix_of_a_case_is_the_same_each_time(path: Path, tmp_path: Path) -> None:
    """The same folder gives the same bytes, and none that a terminal would act on."""
    case = yaml.safe_load(path.read_text("utf-8"))
    first, second = (fixed(case, tmp_path / name) for name in "ab")
    assert (first.files, as_json(first)) == (second.files, as_json(second))
    for text in (*first.files.values(), as_json(first)):
        assert all(printable(line) == line for line in text.split("\n"))
