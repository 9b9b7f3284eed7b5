"""What is made of counters: drivers' names, resets, and Windows' instances."""

import json
from typing import Any

import pytest

from fabric_check.folder import host_json
from fabric_check.folder.evidence import read_counters
from fabric_check.folder.read import HostFacts
from fabric_check.model.measured import NicCounts
from fabric_check.parse.counters import counts


def counted(before: Any, after: Any, facts: HostFacts | None = None) -> tuple[NicCounts, ...]:
    """Return what grew between two samples of sections."""
    samples = [
        {"at": f"2026-05-04T10:0{minute}:00Z", "sections": one} for minute, one in enumerate((before, after))
    ]
    text = json.dumps({"schema": "fabric-check/counters/1", "samples": samples})
    return counts("h1", read_counters(text, "counters/h1.json"), facts)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("rx_prio3_pause", "pauses"),
        ("tx_prio3_pause", "pauses"),
        ("rx_priority_3_xoff.nic", "pauses"),
        ("port.tx_priority_3_xoff", "pauses"),
        ("port.rx_priority_3_xoff_rx", "pauses"),
        ("tx_pb_3_pxoff", "pauses"),
        ("rx_pfc_ena_frames_pri3", "pauses"),
        ("rx_prio3_discards", "drops"),
        ("rx_prio3_buf_discard", "drops"),
        ("rx_oversize_pkts_phy", "too_long"),
        ("port.rx_oversize", "too_long"),
        ("rx_oversize.nic", "too_long"),
        ("rx_jabbers", "too_long"),
        ("rx_prio3_pause_duration", ""),
        ("rx_priority_3_xon.nic", ""),
        ("rx_prio3_packets", ""),
        ("rx_length_errors", ""),
    ],
)
def test_names_of_linux_drivers(name: str, kind: str) -> None:
    """Each driver's name for a counter is known by what it counts, and of others nothing is concluded."""
    found = counted({"ethtool_S": {"eth0": f"     {name}: 1"}}, {"ethtool_S": {"eth0": f"     {name}: 4"}})
    said = {
        what: value
        for one in found
        for what in ("pauses", "drops", "too_long")
        if (value := getattr(one, what))
    }
    assert said == ({kind: 3 if kind == "too_long" else {3: 3}} if kind else {})


def test_a_reset_counter_tells_nothing() -> None:
    """A counter that went backwards, and one that only one sample has, did not grow."""
    before = {"ethtool_S": {"eth0": "rx_prio3_discards: 9", "eth1": "x: 1"}}
    after = {"ethtool_S": {"eth0": "rx_prio3_discards: 2", "eth1": "rx_prio3_discards: 7"}}
    assert [(one.interface, one.drops) for one in counted(before, after)] == [("eth0", {}), ("eth1", {})]


def windows(name: str, pauses: int, kind: str = "Mlx5Provider_MellanoxWinOF2PortQoS") -> dict[str, Any]:
    """Return a row of performance counters (source: modelled)."""
    row = {"Class": f"Win32_PerfRawData_{kind}", "Name": name, "RcvPauseFrames": pauses, "SentPauseFrames": 0}
    return {"counters": [{**row, "PacketsReceivedFrameTooLongError": pauses}]}


@pytest.mark.parametrize(
    ("instance", "kind", "wanted"),
    [
        (
            "Mellanox ConnectX-4 Adapter _2 Priority 5",
            "Mlx5Provider_MellanoxWinOF2PortQoS",
            ("SMB 2", {5: 3}, 0),
        ),
        ("SMB 1 Priority 5", "Mlx5Provider_MellanoxWinOF2PortQoS", ("SMB 1", {5: 3}, 0)),
        ("SMB 1", "Mlx5Provider_MellanoxWinOF2PortTraffic", ("SMB 1", {}, 3)),
        ("SMB 1", "Mlx5Provider_MellanoxWinOF2PortQoS", None),
        ("Somebody else Priority 5", "Mlx5Provider_MellanoxWinOF2PortQoS", None),
    ],
)
def test_instances_of_windows_counters(
    instance: str, kind: str, wanted: tuple[str, dict[int, int], int] | None
) -> None:
    """An instance counts for the NIC whose name or description begins it, with the priority that it names."""
    adapters = [
        {"Name": "SMB 1", "InterfaceDescription": "Mellanox ConnectX-4 Adapter"},
        {"Name": "SMB 2", "InterfaceDescription": "Mellanox ConnectX-4 Adapter #2"},
    ]
    text = json.dumps(
        {"schema": "fabric-check/host/1", "os": "windows", "sections": {"netAdapter": adapters}}
    )
    facts = HostFacts("facts/h1.json", host_json.read(text, "facts/h1.json"), text)
    found = counted(windows(instance, 1, kind), windows(instance, 4, kind), facts)
    assert [(one.interface, one.pauses, one.too_long) for one in found] == ([wanted] if wanted else [])
