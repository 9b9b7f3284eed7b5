"""What a lab of the tests plays besides the demo's story. source: modelled."""

from collections.abc import Callable
from typing import Any

from fabric_check.lab.running import Lab

WRONG = {"password": "wrong"}
LINUX_FACTS: dict[str, Any] = {
    "schema": "fabric-check/host/1",
    "host": "san01",
    "os": "linux",
    "os_version": "modelled",
    "collected": "2026-03-02T09:30:00Z",
    "sections": {
        "link": [{"ifname": "eth2", "mtu": 9000}],
        "addr": [{"ifname": "eth2", "addr_info": []}],
        "dcb_pfc": {"eth2": {"pfc-cap": 8, "prio-pfc": {"3": True}}},
        "ethtool_i": {"eth2": "driver: mlx5_core\n"},
    },
    "errors": [],
}
Started = Callable[..., Lab]
