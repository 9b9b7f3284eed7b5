"""Every file below rules/: the fabric of base/, edited as a person would get it wrong, and what must be said of it."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
import yaml

from fabric_check.cli.checking import Choices, check

HERE = Path(__file__).parent
CASES = sorted((HERE / "rules").glob("*.yaml"))
TODAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_rules_of_hosts(path: Path, tmp_path: Path) -> None:
    """The findings and unknowns of an edited fabric are exactly those that its case states."""
    case = yaml.safe_load(path.read_text("utf-8"))
    folder = Path(shutil.copytree(HERE / "base", tmp_path / "fabric"))
    for edit in case["edits"]:
        file = folder / edit["file"]
        text = file.read_text("utf-8")
        assert edit["replace"] in text
        file.write_text(text.replace(edit["replace"], edit["with"], -1 if edit.get("all") else 1), "utf-8")
    expected = case["expect"]
    report = check(folder, Choices(TODAY, select=tuple(expected.get("select", ()))))
    assert [f"{one.device} {one.interface} {one.what}: {one.why}" for one in report.unknowns] == expected.get(
        "unknowns", []
    )
    wanted = expected.get("findings", [])
    assert [f"{one.rule} {one.device} {one.interface}" for one in report.findings] == [
        f"{one['rule']} {one['device']} {one['interface']}" for one in wanted
    ], [one.message for one in report.findings]
    causes = {finding.id: finding.rule for finding in report.findings}
    for finding, want in zip(report.findings, wanted, strict=True):
        assert want["says"] in finding.message
        assert causes.get(finding.caused_by or "") == want.get(
            "caused_by", causes.get(finding.caused_by or "")
        )
        assert finding.evidence
    assert report.verdict == expected["verdict"]
