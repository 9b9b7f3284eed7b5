"""Files of probes/ and counters/ are input like any other: whatever they hold, there is a report or one clear message."""

import datetime as dt
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fabric_check.cli.checking import Choices, check
from fabric_check.model.errors import InputError
from fabric_check.report.render import as_json
from fabric_check.report.schema import ReportFile

BASE = Path(__file__).parents[2] / "examples" / "rack-a"
CHOICES = Choices(dt.date(2026, 6, 1))
NICS = ("hv01:SLOT 3 Port 1", "HV02:slot 3 port 1", "hv02:SLOT 3 Port 1", "hv01", ":", "\x1b[31m:x")
SIZES = (
    st.none()
    | st.sampled_from((0, 1500, 1532, 9000, 9194, 9196, 9198, 9600, 65_535))
    | st.integers(0, 65_535)
)
LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
ANY = st.recursive(
    LEAF, lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner), max_leaves=8
)
TIMES = st.sampled_from(
    ("2026-05-04T10:00:00Z", "2026-05-04T10:00:00.123456+14:00", "9999-12-31T23:59:59-23:59", "2026-02-30T00:00:00Z", "now")
)  # fmt: skip
SWEEP = st.fixed_dictionaries(
    {"verdict": st.sampled_from(("clear", "limited", "unreachable", "inconclusive"))},
    optional={
        **dict.fromkeys(("ip_mtu", "forward_ip_mtu", "reverse_ip_mtu", "local_ip_mtu"), SIZES),
        "silent": st.booleans(),
        "limited_by": st.sampled_from(("path", "local-interface", "router 10.0.0.1\x1b", None)),
        "x": ANY,
    },
)
TAGGED = st.none() | st.fixed_dictionaries(
    {
        "sent_vlan": st.sampled_from((0, 120, 4095)),
        "sent_pcp": st.integers(0, 7),
        "got_vlan": st.none() | st.sampled_from((0, 120)),
        "got_pcp": st.none() | st.integers(0, 7),
    },
    optional={"arrived": st.none() | st.booleans()},
)
PROBE = st.fixed_dictionaries(
    {
        "schema": st.just("fabric-check/probe/1"),
        "network": st.sampled_from(("live-migration", "other")),
        "from": st.sampled_from(NICS),
        "to": st.sampled_from(NICS),
        "at": TIMES,
        "sweep": SWEEP,
    },
    optional={"tagged": TAGGED},
)
LINES = st.lists(
    st.sampled_from(
        ("rx_prio3_pause: 5", "rx_prio9_pause: 5", "port.rx_oversize: 1", "rx_oversize_pkts_phy: 9999999999", "x", ": :")
    )
)  # fmt: skip
SECTIONS = st.dictionaries(
    st.sampled_from(("ethtool_S", "counters", "x")),
    ANY | st.dictionaries(st.sampled_from(("SLOT 3 Port 1", "eth0")), LINES.map("\n".join) | ANY),
)
COUNTERS = st.fixed_dictionaries(
    {
        "schema": st.just("fabric-check/counters/1"),
        "samples": st.lists(st.fixed_dictionaries({"at": TIMES, "sections": SECTIONS}), max_size=4),
    }
)


def judged(files: dict[str, Any]) -> list[str]:
    """Return the findings' rules of a rack with some files; a message that names a file stands for itself."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "fabric"
        shutil.copytree(BASE, folder)
        for name, content in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(json.dumps(content), "utf-8")
        report = told(folder)
        if not isinstance(report, ReportFile):
            assert all(problem.file in files and problem.line for problem in report.problems)
            return []
        again = check(folder, CHOICES)
        assert as_json(report) == as_json(again)
        assert "\x1b" not in as_json(report)
        assert all(finding.evidence for finding in report.findings)
        ids = [finding.id for finding in report.findings]
        assert len(set(ids)) == len(ids)
        assert {finding.caused_by for finding in report.findings} - {None} <= set(ids)
        return [finding.rule for finding in report.findings]


def told(folder: Path) -> ReportFile | InputError:
    """Return the report of a folder, or the message that names what is wrong with it."""
    try:
        return check(folder, CHOICES)
    except InputError as error:
        return error


@given(probes=st.lists(PROBE | ANY, max_size=4))
@settings(deadline=None, max_examples=80)
def test_any_measurement(probes: list[Any]) -> None:
    """Whatever a measurement says, the check ends in a report or names the file, and findings keep identity and evidence."""
    judged({f"probes/{number}.json": probe for number, probe in enumerate(probes)})


@given(counters=COUNTERS | ANY)
@settings(deadline=None, max_examples=60)
def test_any_counters(counters: Any) -> None:
    """Whatever a host counted, the check ends in a report or names the file."""
    judged({"counters/hv01.json": counters})


@given(first=SIZES, second=SIZES, verdicts=st.tuples(*[st.sampled_from(("clear", "limited"))] * 2))
@settings(deadline=None, max_examples=60)
def test_a_limit_below_the_need_is_never_silent(
    first: int | None, second: int | None, verdicts: tuple[str, str]
) -> None:
    """A sweep that shows that less than the network needs gets through is always an error that rests on it."""
    sizes = [size or 0 for size in (first, second)]
    probes = {
        f"probes/{number}.json": {
            "schema": "fabric-check/probe/1", "network": "live-migration", "from": NICS[number * 2], "to": NICS[2 - number * 2],
            "at": "2026-05-04T10:00:00Z", "sweep": {"verdict": verdicts[number], "ip_mtu": sizes[number]},
        }
        for number in range(2)
    }  # fmt: skip
    rules = judged(probes)
    shown = [
        size for size, verdict in zip(sizes, verdicts, strict=True) if verdict == "limited" and size < 9000
    ]
    if shown and min(shown) == min(sizes):
        assert "MTU201" in rules
