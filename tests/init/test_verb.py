"""The init verb: what it writes, what it refuses, what it says, and where it leads."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fabric_check.parse.proposal import presets

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run() -> Run:
    """Return what runs the program as a user does."""

    def go(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "fabric_check", *map(str, words)],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return go


@pytest.fixture
def bare(example: Callable[[str], Path]) -> Path:
    """Return the example without its fabric.yaml: configs and facts alone."""
    folder = example("rack-a")
    (folder / "fabric.yaml").unlink()
    return folder


def test_the_example_is_found_again(run: Run, bare: Path, root: Path) -> None:
    """With the two ports filled in that no description tells, the proposal has the findings of the example's own file."""
    assert run("init", bare).returncode == 0
    file = bare / "fabric.yaml"
    text = file.read_text("utf-8")
    for marked, port in (("s4810-a", "Te1/0/1"), ("s4810-b", "Te1/0/2")):
        before = f'# ? - endpoints: ["{marked}:TenGigabitEthernet 0/48", "pc8132-a:<which port>"]'
        assert text.count(before) == 1
        text = text.replace(before, before.removeprefix("# ? ").replace("<which port>", port))
    file.write_text(text, "utf-8")
    own, example = (
        json.loads(run("check", folder, "--format", "json").stdout)
        for folder in (bare, root / "examples" / "rack-a")
    )
    assert {finding["id"] for finding in own["findings"]} == {
        finding["id"] for finding in example["findings"]
    }
    assert own["verdict"] == "findings"
    assert [path["ip_mtu"] for path in own["paths"]] == [path["ip_mtu"] for path in example["paths"]]


def test_it_says_what_it_found_and_what_is_left(run: Run, bare: Path) -> None:
    """What was found goes to standard error in two lines; standard output stays empty."""
    result = run("init", bare)
    assert result.stdout == ""
    found, wrote = result.stderr.splitlines()
    assert (
        found == "found 3 switches (3 recognised), 1 network, 2 hosts with facts, 2 links and 2 only likely"
    )
    assert wrote.startswith(f"wrote {bare / 'fabric.yaml'}; 4 of its lines say SAY")
    lines = (bare / "fabric.yaml").read_text("utf-8").splitlines()
    assert sum("SAY" in line for line in lines) == 4 + 1


def test_the_first_line_names_a_schema_that_is_there(run: Run, bare: Path, root: Path) -> None:
    """An editor finds the schema beside fabric.yaml, also where --output writes elsewhere."""
    other = bare / "elsewhere"
    other.mkdir()
    assert run("init", bare, "--output", other / "mine.yaml").returncode == 0
    assert not (bare / "fabric.yaml").exists()
    first = (other / "mine.yaml").read_text("utf-8").partition("\n")[0]
    assert first == "# yaml-language-server: $schema=fabric.schema.json"
    assert (other / "fabric.schema.json").read_text("utf-8") == (
        root / "schemas" / "fabric.schema.json"
    ).read_text("utf-8")


def test_a_fabric_yaml_is_not_overwritten_unless_asked(run: Run, bare: Path) -> None:
    """What a person wrote stays; --force says otherwise."""
    file = bare / "fabric.yaml"
    file.write_text("mine\n", "utf-8")
    refused = run("init", bare)
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert file.read_text("utf-8") == "mine\n"
    assert run("init", bare, "--force").returncode == 0
    assert "live-migration" in file.read_text("utf-8")


def test_a_dangling_link_is_in_the_way_too(run: Run, bare: Path) -> None:
    """A fabric.yaml that leads nowhere today may lead somewhere tomorrow."""
    (bare / "fabric.yaml").symlink_to(bare / "not-mounted")
    assert run("init", bare).returncode == 2
    assert (bare / "fabric.yaml").is_symlink()


def test_a_schema_of_ones_own_stays(run: Run, bare: Path) -> None:
    """A fabric.schema.json that is there already is left alone."""
    (bare / "fabric.schema.json").write_text("{}", "utf-8")
    assert run("init", bare).returncode == 0
    assert (bare / "fabric.schema.json").read_text("utf-8") == "{}"


@pytest.mark.parametrize("folder", [".", "configs", "not-there"])
def test_without_configs_there_is_one_message(run: Run, tmp_path: Path, folder: str) -> None:
    """Nothing to start from is exit 2, with what to do, and nothing is written."""
    (tmp_path / "configs").mkdir()
    result = run("init", tmp_path / folder)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert "show running-config" in result.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["configs"]


def test_two_configs_of_one_name_are_refused(run: Run, bare: Path) -> None:
    """Names ignore case, so nobody can tell which of the two counts: check would refuse them as well."""
    (bare / "configs" / "S4810-A.cfg").write_text("end\n", "utf-8")
    result = run("init", bare)
    assert result.returncode == 2
    assert "a second file for" in result.stderr
    assert not (bare / "fabric.yaml").exists()


def test_a_folder_that_cannot_be_written_is_one_message(run: Run, bare: Path) -> None:
    """Where the target's folder is missing, nothing is half written."""
    result = run("init", bare, "--output", bare / "no" / "such" / "file.yaml")
    assert result.returncode == 2
    assert "cannot be written" in result.stderr


def test_each_preset_can_be_asked_for(run: Run, bare: Path) -> None:
    """The verb offers every preset that there is, more than one at a time."""
    words = [word for preset in presets.NAMES for word in ("--preset", preset)]
    assert run("init", bare, *words).returncode == 0
    assert run("init", bare, "--force", "--preset", "other").returncode == 2
    text = (bare / "fabric.yaml").read_text("utf-8")
    for declared in ("roce: {priority: 3", "priority: 7", "lossless: {priority: 4}"):
        assert declared in text
