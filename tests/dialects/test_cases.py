from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/expected.yaml"))
EXPECTED_CASES = {"ftos": 40, "dnos6": 19}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_config_says(
    folder: Path, read: Callable[[str, str], Any], shown: Callable[[Any], dict[str, Any]]
) -> None:
    """A running-config's facts are those that its case writes down, and no others."""
    expected = yaml.safe_load((folder / "expected.yaml").read_text(encoding="utf-8"))
    text = (folder / "config.cfg").read_bytes().decode()

    facts = shown(read(folder.parent.name, text))

    assert expected.pop("source") == "modelled"
    assert expected.pop("about")
    assert facts == expected


@pytest.mark.parametrize("dialect", EXPECTED_CASES)
def test_cases_are_found(dialect: str) -> None:
    """Each dialect has its cases: a walk that finds nothing would pass in silence."""
    assert len([folder for folder in FOLDERS if folder.parent.name == dialect]) >= EXPECTED_CASES[dialect]
