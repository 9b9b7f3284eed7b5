"""How the tests of init propose and judge without a process each."""

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fabric_check.cli.checking import Choices, check
from fabric_check.folder import strict_yaml
from fabric_check.folder.scan import scan
from fabric_check.parse.proposal import as_yaml, propose
from fabric_check.profiles.load import built_in

TODAY = dt.date(2026, 3, 2)


@pytest.fixture(scope="session")
def proposed() -> Callable[[Path], str]:
    """Return what proposes a fabric.yaml for a folder, with the presets of its presets.txt."""

    def go(folder: Path) -> str:
        asked = folder / "presets.txt"
        presets = asked.read_text("utf-8").split() if asked.exists() else ()
        return as_yaml(propose(scan(folder), built_in(), folder.name, presets), "fabric.schema.json")

    return go


@pytest.fixture(scope="session")
def completed() -> Callable[[str], Any]:
    """Return what reads a fabric.yaml as if a person had taken the mark away from every likely line."""

    def complete(text: str) -> Any:
        bare = re.sub(r"^( *)# \? ", r"\1", text, flags=re.MULTILINE)
        return strict_yaml.load(bare, "fabric.yaml").value

    return complete


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], str]:
    """Return what judges a copy of a folder with this fabric.yaml."""

    def judge(folder: Path, text: str) -> str:
        copy = Path(shutil.copytree(folder, tmp_path_factory.mktemp("judged") / "copy"))
        (copy / "fabric.yaml").write_text(text, "utf-8")
        return check(copy, Choices(TODAY)).verdict

    return judge
