"""The fix verb: its files, formats, exit codes, and what it refuses."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from fabric_check.cli.schemas import json_schema

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Return what runs the program as a user does, its output folder being ``out``."""

    def go(*words: str | Path, output: Path | None = None) -> subprocess.CompletedProcess[str]:
        place = ["--output", str(output or tmp_path / "out")]
        command = [sys.executable, "-m", "fabric_check", "fix", *map(str, words), *place]
        return subprocess.run(
            command, capture_output=True, encoding="utf-8", check=False, env=dict(os.environ)
        )

    return go


def test_a_fix_is_files_and_a_summary(run: Run, example: Callable[[str], Path], tmp_path: Path) -> None:
    """A snippet and its rollback for each device, fix.json last; a summary on standard output; exit 0."""
    result = run(example("rack-a"))
    assert result.returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "fix.json", "hv01.ps1", "hv01.rollback.ps1", "hv02.ps1", "hv02.rollback.ps1",
    ]  # fmt: skip
    assert result.stdout.startswith("rack-a: 2 changes close 4 findings; proven by replay")
    assert "1. out/hv01.ps1  (disruptive)" in result.stdout


@pytest.mark.parametrize("name", ["rack-a", "rack-a-after"])
def test_fix_json_has_its_schema(run: Run, example: Callable[[str], Path], tmp_path: Path, name: str) -> None:
    """The file fix.json is what `schema fix` says, and what `--format json` prints."""
    result = run(example(name), "--format", "json")
    text = (tmp_path / "out" / "fix.json").read_text("utf-8")
    assert result.stdout == text
    jsonschema.validate(json.loads(text), json.loads(json_schema("fix")))


def test_nothing_to_repair_is_a_fix_too(run: Run, example: Callable[[str], Path], tmp_path: Path) -> None:
    """A clean folder gives a fix.json without changes, and exit 0."""
    result = run(example("rack-a-after"))
    assert (result.returncode, result.stdout) == (0, "rack-a: nothing to repair\n")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["fix.json"]
    assert json.loads((tmp_path / "out" / "fix.json").read_text("utf-8"))["changes"] == []


def test_the_page_for_the_ticket(run: Run, example: Callable[[str], Path]) -> None:
    """`--format markdown` prints order, reasons, snippets, the way back, what closes and what stays."""
    page = run(example("rack-a"), "--format", "markdown").stdout
    for words in (
        "# Change: rack-a",
        "## 1. hv01",
        "Way back",
        "## What closes",
        "## What stays",
        "stops at mtu 9216",
        "from the last device to the first",
    ):
        assert words in page


def test_a_word_of_only_that_means_nothing_exits_2(run: Run, example: Callable[[str], Path]) -> None:
    """`--only` takes rules and devices of the fabric; another word is refused by name, and nothing is written."""
    result = run(example("rack-a"), "--only", "MTU102,tor-9")
    assert result.returncode == 2
    assert "'tor-9' is neither the beginning of a rule nor a device" in result.stderr


def test_only_leaves_the_rest(run: Run, example: Callable[[str], Path], tmp_path: Path) -> None:
    """What was not asked for stays, with that reason, and does not fail the fix."""
    result = run(example("rack-a"), "--only", "MTU105")
    assert result.returncode == 0
    left = json.loads((tmp_path / "out" / "fix.json").read_text("utf-8"))["proof"]["left"]
    assert [one["why"] for one in left[:2]] == ["not asked for", "not asked for"]


def test_only_a_device_changes_no_other(run: Run, example: Callable[[str], Path], tmp_path: Path) -> None:
    """Lowering one of two hosts would make them differ: without the other it is refused, and says so."""
    result = run(example("rack-a"), "--only", "hv01")
    assert result.returncode == 1
    made = json.loads((tmp_path / "out" / "fix.json").read_text("utf-8"))
    assert made["changes"] == []
    assert any("would open MTU103" in one["why"] for one in made["proof"]["left"])


def test_a_folder_that_holds_something_is_not_written(
    run: Run, example: Callable[[str], Path], tmp_path: Path
) -> None:
    """An output folder with a file in it is refused: a snippet of yesterday must not lie beside one of today."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "hv01.ps1").write_text("old")
    result = run(example("rack-a"), output=tmp_path / "full")
    assert result.returncode == 2
    assert "is not empty" in result.stderr


def test_the_side_is_the_users_to_prefer(run: Run, example: Callable[[str], Path], tmp_path: Path) -> None:
    """One port below what two NICs send: the port goes up, since that is fewer changes; `--prefer host` lowers the NICs."""
    folder = example("rack-a-after")
    for name in ("hv01", "hv02"):
        facts = folder / "facts" / f"{name}.json"
        facts.write_text(facts.read_text("utf-8").replace("9014", "9114").replace("9000", "9100"), "utf-8")
    config = folder / "configs" / "s4810-a.cfg"
    text = config.read_text("utf-8").replace("mtu 12000", "mtu 9100", 1)
    config.write_text(re.sub(r"(interface Vlan 120\n(?: .*\n)*? mtu) 12000", r"\1 9100", text), "utf-8")
    assert order(run, folder, tmp_path / "a") == ["s4810-a"]
    assert order(run, folder, tmp_path / "b", "--prefer", "host") == ["hv01", "hv02"]


def order(run: Run, folder: Path, output: Path, *words: str) -> list[str]:
    """Return the devices that a fix changes."""
    run(folder, *words, output=output)
    found: list[str] = json.loads((output / "fix.json").read_text("utf-8"))["order"]
    return found
