"""hier_config, which knows nothing of us, says what a config is after a snippet; we agree, fact by fact.

How the two are made comparable: docs/decisions/0010-a-second-opinion-on-fixes.md.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from edited import edited
from second_opinion import lines

from fabric_check import dialects
from fabric_check.cli.fixing import fix
from fabric_check.remedy.plan import Wanted
from fabric_check.remedy.touched import differences

HERE = Path(__file__).parent
CASES = sorted((HERE.parent / "rules" / "cases").rglob("*.yaml"))
HIER_CONFIG = "hier_config==3.7.1"
TODAY = dt.date(2026, 6, 1)


@pytest.fixture(scope="module")
def library(root: Path) -> Path:
    """Install hier_config in a folder of its own, once; it appears complete or not at all."""
    place = Path(sys.prefix) / HIER_CONFIG.replace("==", "-")
    if not place.is_dir():
        with tempfile.TemporaryDirectory(dir=sys.prefix) as folder:
            command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
            command += ["-c", str(root / "constraints.txt"), "--target", f"{folder}/lib", HIER_CONFIG]
            subprocess.run(command, check=True, stderr=subprocess.PIPE)
            Path(folder, "lib").rename(place)
    return place


def pasted(folder: Path) -> Iterator[tuple[str, str, str, list[str]]]:
    """Yield, for each switch that a case's fix changes: case, model, config, its snippet; and again with the rollback."""
    for path in CASES:
        case = yaml.safe_load(path.read_text("utf-8"))
        name = f"{path.parent.name}/{path.stem}"
        replay = fix(edited(case, folder / path.parent.name / path.stem), Wanted(TODAY)).plan.replay
        for device, text in replay.snippets.items():
            facts = replay.start.switches.get(device)
            if facts is not None and facts.profile is not None:
                config = replay.start.folder.configs[device].text
                yield name, facts.profile.id, config, [text.apply]
                yield f"{name} and back", facts.profile.id, config, [text.apply, text.rollback]


def test_another_program_predicts_the_same(library: Path, tmp_path: Path) -> None:
    """For each snippet of each rule case: the config that hier_config predicts has the facts that our replay has."""
    from fabric_check.profiles.load import built_in

    asked, wanted = [], []
    for name, profile_id, config, snippets in pasted(tmp_path):
        profile = built_in()[profile_id]
        flat = lines.ftos if profile.dialect == "ftos" else lines.dnos6
        back = lines.ftos_back if profile.dialect == "ftos" else lines.dnos6_back
        blocks = [block for snippet in snippets for block in lines.blocks(flat(snippet))]
        asked.append({"running": flat(config), "blocks": blocks})
        wanted.append((name, profile, config, snippets, back))
    result = subprocess.run(
        [sys.executable, "-s", str(HERE / "second_opinion" / "predict.py")],
        input=json.dumps(asked), capture_output=True, encoding="utf-8", check=True,
        env={**os.environ, "PYTHONPATH": str(library)},
    )  # fmt: skip
    assert len(asked) > 100
    for (name, profile, config, snippets, back), predicted in zip(
        wanted, json.loads(result.stdout), strict=True
    ):
        read = dialects.get(profile.dialect).read
        theirs = read(back(predicted, config), device="sw", file="sw.cfg", profile=profile)
        ours = read(config, device="sw", file="sw.cfg", profile=profile, pasted=snippets)
        assert theirs.unknown is None, f"{name}: {theirs.unknown}"
        assert differences(ours, theirs) == frozenset(), f"{name}\n{snippets[-1]}\n{predicted}"
