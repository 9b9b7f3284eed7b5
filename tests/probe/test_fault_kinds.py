"""Each kind of fault that changes packets, on real wires: measured, and blamed on the same place as before measuring."""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from wired_kinds import KINDS, TODAY, Wired, carried, named, roots, secretly, wired

from fabric_check.cli.checking import Choices, check
from fabric_check.lab.wires.truth import Way
from fabric_check.model.vlans import NO_VLANS
from fabric_check.report.schema import FindingPart

HERE = Path(__file__).parent
LISTED: dict[str, Any] = yaml.safe_load((HERE / "fault_kinds.yaml").read_text("utf-8"))
TOGETHER = 6
"""Labs at a time: each mostly waits for answers that do not come."""
BATCH = 9
MEASURED_TOO = {"MTU101", "MTU104", "MTU106"}
"""Rules whose findings a measured limit bears out."""


@pytest.fixture(autouse=True)
def needed(request: pytest.FixtureRequest) -> None:
    """Ask for root and the programs that make namespaces, where packets are to flow."""
    missing = [name for name in ("ip", "nsenter", "ssh") if not shutil.which(name)]
    if request.node.get_closest_marker("root") and missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"needs {missing}")


def _batches(names: list[str]) -> list[list[str]]:
    return [names[start : start + BATCH] for start in range(0, len(names), BATCH)]


def _each(names: list[str], seeds: dict[str, int], folder: Path, **how: bool) -> Iterator[tuple[str, Wired]]:
    with ThreadPoolExecutor(TOGETHER) as pool:
        yield from zip(
            names, pool.map(lambda name: wired(name, seeds[name], folder / name, **how), names), strict=True
        )


def test_each_kind_of_the_scoreboard_has_its_place() -> None:
    """A new kind must be put on the wires, or it must be said why it changes no packets."""
    without = [name for group in LISTED["without"] for name in group["kinds"]]
    assert all(group["why"] for group in LISTED["without"])
    placed = [*LISTED["hit"], *LISTED["whole"], *LISTED["unwritten"], *without]
    assert sorted(placed) == sorted(KINDS)


@pytest.mark.root
@pytest.mark.parametrize("names", _batches(list(LISTED["hit"])), ids=lambda names: names[0])
def test_a_fault_is_measured_and_blamed_on_the_same_place(tmp_path: Path, names: list[str]) -> None:
    """Only pairs that cross the fault's place carry too little; the finding stays where it was, and is borne out by the measurement."""
    for name, one in _each(names, LISTED["hit"], tmp_path):
        assert one.hit(), name
        assert one.hit() <= one.blamed(), (name, one.hit() - one.blamed())
        assert roots(one.after) == roots(one.before) != set(), name
        assert {finding.basis for finding in _borne_out(one)} <= {"both"}, name


@pytest.mark.root
@pytest.mark.parametrize("names", _batches(list(LISTED["whole"])), ids=lambda names: names[0])
def test_a_fault_that_packets_do_not_show_is_still_blamed(tmp_path: Path, names: list[str]) -> None:
    """Every pair carries what it should, and measuring neither takes a finding away nor adds one."""
    seeds = {name: LISTED["whole"][name]["seed"] for name in names}
    for name, one in _each(names, seeds, tmp_path):
        assert one.carried, name
        assert one.hit() == set(), name
        assert {named(finding) for finding in one.after.findings} == {
            named(finding) for finding in one.before.findings
        }, name


@pytest.mark.root
def test_a_cable_that_is_not_written_carries_all_the_same(tmp_path: Path) -> None:
    """A cable that nobody wrote down is said to be missing and to carry, and the second goes away with the first."""
    for name, one in _each(list(LISTED["unwritten"]), LISTED["unwritten"], tmp_path, unwritten=True):
        assert one.hit() == set(), name
        assert roots(one.after) == roots(one.before) != set(), name
        assert {finding.rule for finding in one.after.findings} == {"LNK102", "MTU203"}, name


NARROW = Way(5022)
"""What a frame of 5000 bytes with header, tag and FCS is."""
UPLINK, HOST_PORT = ("sw2", "Te1/0/17"), ("sw2", "Te1/0/1")


@pytest.mark.root
@pytest.mark.parametrize(
    ("end", "secret", "one_way", "rule", "size"),
    [
        (UPLINK, {"receive": NARROW, "send": NARROW}, False, "MTU202", 5000),
        (UPLINK, {"receive": NARROW}, True, "MTU204", 5000),
        (HOST_PORT, {"tagged": NO_VLANS, "untagged": 2559}, False, "VLN201", 0),
    ],
    ids=["smaller", "smaller-one-way", "tag-lost"],
)
def test_what_no_configuration_says_is_measured_and_no_port_is_blamed(
    tmp_path: Path, end: tuple[str, str], secret: dict[str, Any], one_way: bool, rule: str, size: int
) -> None:
    """A port that does less than it is told: the pairs that cross it are the finding, and nobody's configuration."""
    folder = secretly(tmp_path, end, one_way=one_way, **secret)
    report = check(folder, Choices(TODAY))
    standing = [one for one in report.findings if one.caused_by is None]
    assert {one.rule for one in standing} == {rule}
    assert {one.subject.kind for one in report.findings} == {"pair"}
    assert {one.basis for one in report.findings} <= {"measured", "both"}
    assert set(carried(folder).values()) == {size, 9000}


@pytest.mark.root
def test_a_port_that_carries_more_than_it_is_told_is_doubted(tmp_path: Path) -> None:
    """The finding of the configuration stays, and beside it stands that larger packets get through."""
    one = wired("powerconnect-host-port-without-mtu", 7, tmp_path, unwritten=True)
    assert one.hit() == set()
    place = (one.place.names["switch"], one.place.names["port"])
    assert {found[0] for found in roots(one.after)} == {"MTU101", "MTU203"}
    assert {found[1:] for found in roots(one.after)} == {place}


def _borne_out(one: Wired) -> Iterator[FindingPart]:
    """Yield the findings that the measurement bears out, or should."""
    for finding in one.after.findings:
        if finding.rule in MEASURED_TOO and finding.caused_by is None:
            yield finding
