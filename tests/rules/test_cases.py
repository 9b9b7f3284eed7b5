"""Every case below cases/: a good fabric, edited as a person would get it wrong, and what must be said of it.

``base`` is a folder of examples/ or of bases/; each edit replaces text that must be there, adds or removes a file. What a fix
leaves of a case is said by ``fix``, for tests/remedy.
"""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from edited import edited

from fabric_check.cli.checking import Choices, check
from fabric_check.report.schema import FindingPart, ReportFile
from fabric_check.rules.registry import all_rules

HERE = Path(__file__).parent
CASES = sorted((HERE / "cases").rglob("*.yaml"))
TODAY = dt.date(2026, 6, 1)


def said(finding: FindingPart, report: ReportFile) -> dict[str, Any]:
    """Return the parts of a finding that a case may state."""
    causes = {other.id: other.rule for other in report.findings}
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "device": finding.device,
        "interface": finding.interface,
        "network": finding.network,
        "affects": finding.affects,
        "basis": finding.basis,
        "caused_by": causes.get(finding.caused_by or ""),
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_case(path: Path, tmp_path: Path) -> None:
    """The findings, unknowns and verdict of a case are exactly those that it states: no more, no fewer."""
    case = yaml.safe_load(path.read_text("utf-8"))
    report = check(edited(case, tmp_path / "fabric"), Choices(TODAY, fail_on=case.get("fail_on", "error")))
    expected = case["expect"]
    assert report.verdict == expected["verdict"], [finding.message for finding in report.findings]
    wanted = expected.get("findings", [])
    assert [f"{one.rule} {one.device} {one.interface}" for one in report.findings] == [
        f"{one['rule']} {one.get('device')} {one.get('interface')}" for one in wanted
    ]
    for finding, want in zip(report.findings, wanted, strict=True):
        facts = said(finding, report)
        assert {key: facts[key] for key in want if key in facts} == {
            key: value for key, value in want.items() if key not in {"says", "shows"}
        }
        for words in want.get("says", []):
            assert words in finding.message
        assert set(want.get("shows", [])) <= {item.text for item in finding.evidence}
    assert [f"{one.device} {one.interface} {one.what}: {one.why}" for one in report.unknowns] == expected.get(
        "unknowns", []
    )
    for key in ("basis", "notes"):
        assert getattr(report, key) == expected.get(key, getattr(report, key))
    evaluated = {rule.id for rule in all_rules()} - {one.rule for one in report.not_evaluated}
    assert set(expected.get("evaluated", [])) <= evaluated
    for want in expected.get("paths", []):
        [path_part] = [
            one
            for one in report.paths
            if (one.network, one.from_, one.to) == (want["network"], want["from"], want["to"])
        ]
        facts = {**path_part.model_dump(by_alias=True), **path_part.ip_mtu.model_dump()}
        facts["limits"] = [f"{limit.device}:{limit.interface}" for limit in path_part.limits]
        assert {key: facts[key] for key in want} == want


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_evidence_shows_the_line_it_names(path: Path, tmp_path: Path) -> None:
    """Each line of evidence stands in its file at its number."""
    case = yaml.safe_load(path.read_text("utf-8"))
    folder = edited(case, tmp_path / "fabric")
    for finding in check(folder, Choices(TODAY)).findings:
        assert finding.evidence
        for item in finding.evidence:
            lines = (folder / item.file).read_text("utf-8").splitlines()[item.line - 1 :]
            shown = " ".join(" ".join(lines).split())
            assert 0 <= shown.find(item.text) <= len(lines[0])
