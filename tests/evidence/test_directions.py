"""What a sweep proves of each direction, and what it does not."""

import json
from typing import Any

import pytest

from fabric_check.folder import json_file, probe_schema
from fabric_check.folder.evidence import ProbeText
from fabric_check.model.intent import Nic, Place
from fabric_check.model.measured import OneWay
from fabric_check.parse.probes import measurement

ENDS = [Nic(host, "eth0", ("lm",), Place(1, 1)) for host in ("h1", "h2")]


def directions(**sweep: Any) -> list[tuple[int, int | None]]:
    """Return low and high of the way there and the way back."""
    content = {
        "schema": "fabric-check/probe/1", "network": "lm", "from": "h1:eth0", "to": "h2:eth0", "at": "2026-05-04T10:00:00Z",
        "sweep": sweep,
    }  # fmt: skip
    text = json.dumps(content)
    shape = json_file.read(text, "probes/a.json", probe_schema.ProbeFile, probe_schema.SCHEMA)
    found = measurement(ProbeText("probes/a.json", shape, text, *ENDS))
    return [_numbers(one) for one in (found.there, found.back)]


def _numbers(one: OneWay) -> tuple[int, int | None]:
    return one.low.bytes, one.high.bytes if one.high else None


@pytest.mark.parametrize(
    ("sweep", "wanted"),
    [
        ({"verdict": "clear", "ip_mtu": 9000}, [(9000, None), (9000, None)]),
        ({"verdict": "limited", "ip_mtu": 1500}, [(1500, None), (1500, None)]),
        (
            {"verdict": "limited", "ip_mtu": 1500, "forward_ip_mtu": 1500, "reverse_ip_mtu": 9000},
            [(1500, 1500), (9000, None)],
        ),
        (
            {"verdict": "limited", "ip_mtu": 1500, "forward_ip_mtu": 9000, "reverse_ip_mtu": 1500},
            [(9000, None), (1500, 1500)],
        ),
        ({"verdict": "limited", "ip_mtu": 1500, "forward_ip_mtu": 1500}, [(1500, 1500), (0, None)]),
        (
            {"verdict": "limited", "ip_mtu": 1500, "forward_ip_mtu": 9000, "reverse_ip_mtu": 9000},
            [(1500, None), (1500, None)],
        ),
        ({"verdict": "limited", "ip_mtu": 1500, "reverse_ip_mtu": 1500}, [(1500, None), (1500, 1500)]),
        ({"verdict": "inconclusive", "forward_ip_mtu": 1500}, [(0, None), (0, None)]),
    ],
)
def test_directions(sweep: dict[str, Any], wanted: list[tuple[int, int | None]]) -> None:
    """An echo shows the smaller of both ways; one way apart is known only where the sweep measured it."""
    assert directions(**sweep) == wanted
