"""Rules of the house that no linter knows."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

MAX_LINES = 400


def tracked(root: Path, *endings: str) -> list[Path]:
    """Return the files of the project with these endings, new ones included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    ).stdout.splitlines()
    files = [root / name for name in listed] or [
        file for file in root.rglob("*") if ".venv" not in file.parts
    ]
    return [file for file in files if file.suffix in endings and file.is_file()]


def functions_of(file: Path) -> Iterator[ast.FunctionDef]:
    """Yield the test functions of a file."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def test_each_test_says_its_behaviour_in_one_sentence(root: Path) -> None:
    """A test's first docstring line is a sentence: a capital at its start, a full stop at its end."""
    silent = [
        f"{file.relative_to(root)}:{test.lineno} {test.name}"
        for file in tracked(root, ".py")
        if "tests" in file.parts
        for test in functions_of(file)
        if not re.match(
            r"[A-Z0-9*`-].*\.\Z", (ast.get_docstring(test) or "").partition("\n\n")[0].replace("\n", " ")
        )
    ]
    assert silent == []


def test_no_python_file_is_too_long(root: Path) -> None:
    """Past 400 lines a file holds more than one concept."""
    long = [
        str(file.relative_to(root))
        for file in tracked(root, ".py")
        if len(file.read_text("utf-8").splitlines()) > MAX_LINES
    ]
    assert long == []


def test_files_that_import_scapy_are_marked_gpl(root: Path) -> None:
    """Everything below wire/ carries the SPDX line, and nothing else imports scapy."""
    for file in tracked(root, ".py"):
        text = file.read_text("utf-8")
        in_wire = "wire" in file.relative_to(root).parts
        if in_wire and "fabric_check" in file.parts:
            assert text.startswith("# SPDX-License-Identifier: GPL-2.0-only\n"), file
        if re.search(r"^\s*(?:from|import) scapy\b", text, re.MULTILINE):
            assert in_wire, file


def test_each_ignored_lint_rule_has_its_reason(root: Path) -> None:
    """In pyproject.toml a comment stands behind each ignored rule."""
    lines = (root / "pyproject.toml").read_text("utf-8").splitlines()
    codes = [line for line in lines if re.match(r'\s*"[A-Z]{1,4}[0-9]{3}",', line)]
    assert codes
    assert [line for line in codes if "#" not in line] == []


def test_each_noqa_names_a_rule_and_a_reason(root: Path) -> None:
    """An exception in the code says which rule and why; repeated ones of a file may leave the reason to the first."""
    for file in tracked(root, ".py"):
        text = file.read_text("utf-8")
        marks = re.findall(r"# noqa:[^\n]*", text) if file.name != Path(__file__).name else []
        reasoned = {
            code
            for mark in marks
            if " - " in mark
            for code in re.findall(r"[A-Z]+[0-9]+", mark.partition(" - ")[0])
        }
        assert {
            code for mark in marks for code in re.findall(r"[A-Z]+[0-9]{3,}", mark.partition(" - ")[0])
        } <= reasoned, file


@pytest.mark.parametrize("name", ["constraints.txt"])
def test_constraints_are_plain_versions(root: Path, name: str) -> None:
    """Names and versions alone: no address of any registry."""
    for line in (root / name).read_text("utf-8").splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line), line


def test_every_dependency_is_constrained(root: Path) -> None:
    """What the project asks for has a version in constraints.txt."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["dev"]]
    names = {re.match(r"[A-Za-z0-9._-]+", item)[0].lower().replace("_", "-") for item in wanted}  # type: ignore[index]
    pinned = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (root / "constraints.txt").read_text("utf-8").splitlines()
    }
    assert names <= pinned


def test_nothing_names_a_machine(root: Path) -> None:
    """No path of a developer's machine stands in the tree."""
    pattern = re.compile(r"/(?:home|Users|work)/[a-z]")
    for file in tracked(root, ".py", ".md", ".toml", ".yaml", ".txt", ".cfg", ".json"):
        if file.name != Path(__file__).name:
            assert not pattern.search(file.read_text("utf-8", errors="replace")), file
