"""The documentation is true: its commands run, its files load, its links lead somewhere, what is generated is fresh."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fabric_check.cli.schemas import NAMES, json_schema
from fabric_check.lab.story import Story, files
from fabric_check.profiles.load import built_in
from fabric_check.rules.registry import all_rules, markdown

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n)?^```(?P<kind>\w*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
COMMAND = re.compile(r"\$ (?P<command>.*?)(?:\s+# exit (?P<code>\d+))?$")


def name(page: Path) -> str:
    """Return a page's path for test names."""
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_and_files_of_a_page_work(page: Path, tmp_path: Path) -> None:
    """Each console command of a page runs, in order, with the output and exit code that the page shows."""
    for folder in ("examples", "schemas", "switch_profiles"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    for block in BLOCK.finditer(page.read_text("utf-8")):
        named = re.match(r"# file: (\S+)\n", block["body"])
        if file := block["file"] or (named and named[1]):
            target = tmp_path / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block["body"], "utf-8")
        elif block["kind"] == "console":
            run_console(block["body"], tmp_path)
        elif block["kind"] == "sh":
            assert_targets(block["body"])


def run_console(body: str, folder: Path) -> None:
    """Run the commands of a block; a line `...` stands for any output."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for part in re.split(r"^(?=\$ )", body, flags=re.MULTILINE):
        if not part.strip():
            continue
        line, _, expected = part.partition("\n")
        match = COMMAND.match(line)
        assert match, f"not a command: {line}"
        result = subprocess.run(
            ["bash", "-c", match["command"]],
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert result.returncode == int(match["code"] or 0), f"{line}\n{result.stdout}{result.stderr}"
        pattern = r".*?".join(
            re.escape(piece) for piece in re.split(r"^\.\.\.\n", expected, flags=re.MULTILINE)
        )
        if expected:
            assert re.fullmatch(pattern + r"\s*", result.stdout, re.DOTALL), f"{line}\n{result.stdout}"


def assert_targets(body: str) -> None:
    """Check that each `make` word of a shell block is a target."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"^make (\w+)", body, re.MULTILINE):
        assert re.search(rf"^[\w ]*\b{target}\b[\w ]*:", makefile, re.MULTILINE), target


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_of_a_page_lead_somewhere(page: Path) -> None:
    """Each relative link names a file of the repository."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_rule_page_is_fresh_and_whole(rule: object) -> None:
    """A rule's page is its docstring and has every heading (`make pages` writes it)."""
    page = ROOT / "docs" / "rules" / f"{rule.id}.md"  # type: ignore[attr-defined]
    assert page.read_text("utf-8") == markdown(rule)  # type: ignore[arg-type]
    headings = re.findall(r"^## (.*)$", page.read_text("utf-8"), re.MULTILINE)
    assert headings == [
        "What it checks", "Why it matters", "How it is decided", "Example that fails", "Example that passes",
        "Fix and its safety", "Limits", "References",
    ]  # fmt: skip


def test_each_rule_has_cases_and_each_page_a_rule() -> None:
    """No rule without a case, no page without a rule."""
    ids = {rule.id for rule in all_rules()}
    assert {page.stem for page in (ROOT / "docs" / "rules").glob("???[0-9]*.md")} == ids
    assert ids <= {folder.name for folder in (ROOT / "tests" / "rules" / "cases").iterdir()}


@pytest.mark.parametrize("kind", NAMES)
def test_schema_is_fresh(kind: str) -> None:
    """The checked-in JSON Schema is what the program prints (`make schemas` writes it)."""
    assert (ROOT / "schemas" / f"{kind}.schema.json").read_text("utf-8") == json_schema(kind)


@pytest.mark.parametrize(("folder", "story"), [("rack-a", Story()), ("rack-a-after", Story(jumbo=9014))])
def test_example_is_fresh(folder: str, story: Story) -> None:
    """The checked-in examples are the story that the demo tells (`make examples` writes them)."""
    expected = files(story, schemas="../../schemas")
    found = {
        str(file.relative_to(ROOT / "examples" / folder))
        for file in (ROOT / "examples" / folder).rglob("*")
        if file.is_file()
    }
    assert found == set(expected)
    for file, text in expected.items():
        assert (ROOT / "examples" / folder / file).read_text("utf-8") == text


def test_every_example_names_its_schema_in_its_first_line() -> None:
    """An editor checks each fabric.yaml as it is typed."""
    for file in (ROOT / "examples").rglob("fabric.yaml"):
        first = file.read_text("utf-8").partition("\n")[0]
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match
        assert (file.parent / match[1]).is_file()


def test_the_worked_table_of_mtus_is_right() -> None:
    """Each row of the table is recomputed from the profiles and units."""
    models = {"Force10 S4810": "dell/s4810", "PowerConnect 8132": "dell/powerconnect-8132"}
    rows = 0
    for line in (ROOT / "docs" / "mtu.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 5 or not re.search(r"\d", cells[1]):
            continue
        rows += 1
        value = int(re.findall(r"\d+", cells[1])[-1])
        if cells[0] in models:
            mtu = built_in()[models[cells[0]]].mtu
            expected = [str(mtu.ip_mtu(value, tagged=tagged)) for tagged in (False, True)]
        else:
            expected = [str(value - 14 if "JumboPacket" in cells[1] else value)] * 2
        assert [cell.rpartition("= ")[2] for cell in cells[3:]] == expected, line
    assert rows == 9


def test_demo_tells_the_story() -> None:
    """The demo fails as found, measures why, shows the ports and the fix, pastes it, and ends measured and clean with exit 0."""
    result = subprocess.run(
        [sys.executable, "-m", "fabric_check", "demo"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
    )
    assert result.returncode == 0, result.stderr
    found, fixed = result.stdout.split("$ cat fix/hv01.ps1")
    assert "FINDINGS: 3 errors" in found
    assert "s4810-b TenGigabitEthernet 0/2" in found
    assert "Measured: nothing gets through from hv01:SLOT 3 Port 2 to hv02:SLOT 3 Port 2" in " ".join(
        found.split()
    )
    assert "Te1/0/1 and Te1/0/2 of pc8132-a" in " ".join(found.split())
    assert "-RegistryValue '9014'" in fixed
    assert "2 carry 9194" in found
    assert "s4810-b(conf-if-vl-140)# tagged TenGigabitEthernet 0/2\n" in fixed
    assert "% Error" not in fixed
    assert "2 carry 9000" in fixed
    assert "2 carry 1500" in fixed
    assert "CLEAN: not one finding (basis: configured and measured)" in fixed
