"""The report's list of who pauses what: each port on a lossless path, each lossless priority there."""

import datetime as dt
import json
import shutil
from pathlib import Path

from fabric_check.cli.checking import Choices, check
from fabric_check.report.schema import DcbPart

BASE = Path(__file__).parent.parent / "rules" / "bases" / "dcb"


def listed(folder: Path, *edits: tuple[str, str, str]) -> dict[str, DcbPart]:
    """Return the list of the mixed rack after some edits (file, old, new), by device and port."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    for name, old, new in edits:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")
    report = check(folder, Choices(dt.date(2026, 6, 1)))
    return {f"{part.device}:{part.interface}": part for part in report.dcb}


def test_every_physical_port_on_a_lossless_path_is_listed_with_its_line(tmp_path: Path) -> None:
    """Members stand for their port-channel, in the order of devices and ports; a line says where PFC comes from."""
    found = listed(tmp_path)
    assert list(found) == [
        "s4810-a:TenGigabitEthernet 0/1", "s4810-a:TenGigabitEthernet 0/2",
        "s4810-a:TenGigabitEthernet 0/46", "s4810-a:TenGigabitEthernet 0/47",
        "pc8132-a:Te1/0/1", "pc8132-a:Te1/0/23", "pc8132-a:Te1/0/24",
    ]  # fmt: skip
    member = found["pc8132-a:Te1/0/23"]
    assert (member.priority, member.config, member.peer) == (3, "on", "s4810-a:Port-channel 10")
    assert (member.operational, member.wire, member.host) == (None, None, None)
    assert member.source
    line = (BASE / member.source.file).read_text("utf-8").splitlines()[member.source.line - 1]
    assert line == "priority-flow-control priority 3 no-drop"


def test_a_switch_with_dcb_off_pauses_nothing(tmp_path: Path) -> None:
    """The port's own lines do not count while DCB is off, and the entry says so."""
    found = listed(tmp_path, ("configs/s4810-a.cfg", "dcb enable", "no dcb enable"))
    port = found["s4810-a:TenGigabitEthernet 0/1"]
    assert (port.config, port.why) == ("off", "the switch has DCB off")


def test_what_is_not_known_is_null_with_its_reason(tmp_path: Path) -> None:
    """A port that learns by DCBX is neither on nor off; a switch without a config says why for each port."""
    found = listed(
        tmp_path,
        ("configs/pc8132-a.cfg", "interface Te1/0/1\n", "interface Te1/0/1\nlldp dcbx port-role auto-down\n"),
    )
    assert found["pc8132-a:Te1/0/1"].config is None
    assert "auto-down" in found["pc8132-a:Te1/0/1"].why
    (tmp_path / "configs" / "s4810-a.cfg").unlink()
    report = check(tmp_path, Choices(dt.date(2026, 6, 1)))
    assert {part.config for part in report.dcb if part.device == "s4810-a"} == {None}
    assert all(part.why for part in report.dcb if part.config is None)


def test_wire_is_what_the_nic_heard(tmp_path: Path) -> None:
    """RemoteSettings of a Windows NIC are its port's DCBX; where it heard none, nothing is said."""
    shutil.copytree(BASE.parent / "smb", tmp_path, dirs_exist_ok=True)
    file = tmp_path / "facts" / "hv01.json"
    facts = json.loads(file.read_text("utf-8"))
    first = next(row for row in facts["sections"]["adapterQos"] if row["Name"] == "SLOT 3 Port 1")
    first["RemoteSettings"] = {
        "FlowControlEnabled": True,
        "PriorityFlowControlEnableArray": [priority == 4 for priority in range(8)],
    }
    file.write_text(json.dumps(facts), "utf-8")
    report = check(tmp_path, Choices(dt.date(2026, 6, 1)))

    found = {part.peer: part.wire for part in report.dcb}
    assert (found["hv01:SLOT 3 Port 1"], found["hv01:SLOT 3 Port 2"]) == ("off", None)


def test_each_lossless_priority_of_a_port_has_an_entry_of_its_own(tmp_path: Path) -> None:
    """A port that RoCE and iSCSI cross is listed for both, and only for networks that must not lose frames."""
    text = (
        "fabric.yaml",
        "live-migration: {vlan: 120, ip_mtu: 9000}",
        "live-migration: {vlan: 120, ip_mtu: 9000, lossless: {priority: 4}}",
    )
    listed(tmp_path, text)
    report = check(tmp_path, Choices(dt.date(2026, 6, 1)))
    first = [(part.priority, part.config) for part in report.dcb if part.interface == "Te1/0/1"]
    assert first == [(3, "on"), (4, "off")]
