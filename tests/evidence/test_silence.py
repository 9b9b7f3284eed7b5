"""What silence between two NICs bears out: the cases of silence.yaml."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "rules"))  # cases are edited there
from edited import edited

from fabric_check.cli.checking import Choices, check

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("silence.yaml").read_text("utf-8"))
VLANS = {"smb-a": 110, "live-migration": 120, "cluster": 140}
ARRIVED = {"tag-lost": False, "tag-came": True}


def probe(pair: str, result: int | str) -> str:
    """Return a measurement: a size that got through, or an answer that never came."""
    network, *ends = pair.split()
    sweep: dict[str, Any] = (
        {"verdict": "unreachable"} if isinstance(result, str) else {"verdict": "clear", "ip_mtu": result}
    )
    tagged = None
    if result in ARRIVED:
        came = ARRIVED[str(result)]
        tag = {"vlan": VLANS[network], "pcp": 0}
        got = {f"got_{what}": value if came else None for what, value in tag.items()}
        tagged = {**{f"sent_{what}": value for what, value in tag.items()}, **got, "arrived": came}
    return json.dumps({
        "schema": "fabric-check/probe/1", "network": network, "from": ends[0].replace("_", " "), "to": ends[1].replace("_", " "),
        "at": "2026-05-04T10:00:00Z", "sweep": sweep, "tagged": tagged,
    })  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["says"])[:60])
def test_what_silence_bears_out(case: dict[str, Any], tmp_path: Path) -> None:
    """Silence that no firewall explains makes a finding ``both``; any other changes no finding, and is never clean."""
    folder = edited(case, tmp_path / "fabric")
    (folder / "probes").mkdir()
    for number, (pair, result) in enumerate(case["probes"].items()):
        (folder / "probes" / f"{number}.json").write_text(probe(pair, result), "utf-8")
    report = check(folder, Choices(dt.date(2026, 6, 1)))
    found = {
        key: f"{one.basis} {one.severity}"
        for one in report.findings
        for key in (
            f"{one.rule} {one.device} {one.interface}",
            f"{one.rule} {one.device} {one.interface} {one.network}",
        )
    }
    assert {key: found.get(key) for key in case["expect"]} == case["expect"]
    assert {one.rule for one in report.findings} == {key.split()[0] for key in case["expect"]}
    assert case.get("contains", "") in " ".join(one.message for one in report.findings)
    whys = [one.why for one in report.unknowns]
    wanted = case.get("unknown", [])
    assert len(whys) == len(wanted), whys
    assert all(any(words in why for why in whys) for words in wanted), whys
    assert report.verdict != "clean"
