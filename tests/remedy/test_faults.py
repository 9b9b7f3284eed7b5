"""The faults of the scoreboard, one by one and several at once: what a change can repair closes, and nothing opens."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from generator.folder import write
from scoreboard.trial import group, kinds, single

from fabric_check.cli.fixing import Fix, fix
from fabric_check.remedy.plan import Wanted
from fabric_check.remedy.repairs import all_repairs

TODAY = dt.date(2026, 6, 1)
LOOK = 400
"""How many fabrics are looked through for a place where a fault can happen."""
LEFT = yaml.safe_load((Path(__file__).parent / "left.yaml").read_text("utf-8"))
ALWAYS: dict[str, str] = LEFT["always"]
FAULTS = [kind for kind in kinds() if not kind.get("silent") and not kind.get("inconclusive")]


def check(made: Fix, stated: set[str]) -> None:
    """Check that nothing opened, and that what stays is what a person has to do."""
    assert made.plan.opened == ()
    causes = {judged.id: judged.caused_by for judged in made.plan.after.findings}
    for one, why in made.plan.left.items():
        root = causes.get(one) not in made.plan.left
        if root and one.split("-", 1)[0] in all_repairs():
            assert any(words in why for words in stated), f"{one}: {why}"


@pytest.mark.parametrize("kind", FAULTS, ids=lambda kind: str(kind["id"]))
def test_a_fault_is_repaired(kind: dict[str, Any], tmp_path: Path) -> None:
    """A kind of fault that a change of a configuration can repair is gone after it; of others the reason is stated."""
    fabric, _ = next(found for seed in range(LOOK) if (found := single(seed, kind)))
    made = fix(write(fabric, tmp_path / "fabric"), Wanted(TODAY))
    assert made.plan.before.findings
    check(made, {ALWAYS[kind["id"]]} if kind["id"] in ALWAYS else set())
    assert made.plan.left or kind["id"] not in ALWAYS


@pytest.mark.parametrize("seed", range(100, 130))
def test_several_faults_are_repaired_at_once(seed: int, tmp_path: Path) -> None:
    """Two to five faults in one fabric are repaired as each would be alone."""
    fabric, _ = group(seed)
    check(fix(write(fabric, tmp_path / "fabric"), Wanted(TODAY)), {*ALWAYS.values(), *LEFT["sometimes"]})
