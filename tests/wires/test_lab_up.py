"""A lab with wires: hosts that are logged in to by ssh reach each other over the switches, and ports tell what they dropped."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fabric_check.cli.main import program
from fabric_check.cli.truth import truth_in
from fabric_check.folder import fabric_yaml
from fabric_check.lab import state
from fabric_check.lab.running import Lab
from fabric_check.lab.story import Story, files
from fabric_check.lab.wires.running import Wires
from fabric_check.model.errors import MachineError
from fabric_check.probe.remote import RemoteAgent

pytestmark = [pytest.mark.root, pytest.mark.usefixtures("packets")]

CHANGES = "switches: {pc8132-a: {ports: {Te1/0/1: {receive: {max_frame: 1518}}}}}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the demo's rack with Linux hosts, a VLAN device on each. source: modelled."""
    found = files(Story())
    text = found["fabric.yaml"].replace("os: windows", "os: linux")
    text = text.replace('{"SLOT 3 Port 1": {', "{eth2.120: {").replace(":SLOT 3 Port 1", ":eth2")
    found["fabric.yaml"] = text
    links = [
        {"ifname": "eth2", "mtu": 9600, "flags": ["UP"]},
        {"ifname": "eth2.120", "link": "eth2", "mtu": 9600, "flags": ["UP"],
         "linkinfo": {"info_kind": "vlan", "info_data": {"protocol": "802.1Q", "id": 120}}},
    ]  # fmt: skip
    for host in ("hv01", "hv02"):
        facts = {"schema": "fabric-check/host/1", "host": host, "os": "linux", "os_version": "modelled", "collected": "2026-03-02T09:30:00Z",
                 "sections": {"link": links}, "errors": []}  # fmt: skip
        found[f"facts/{host}.json"] = json.dumps(facts)
    for name, content in found.items():
        file = tmp_path / "fabric" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    (tmp_path / "changes.yaml").write_text(CHANGES)
    return tmp_path / "fabric"


def ssh(folder: Path, address: tuple[str, int]) -> list[str]:
    """Return OpenSSH's client as it gets into a lab's host with the files that the lab wrote."""
    helper = folder / "askpass"
    helper.write_text(f"#!/bin/sh\ncat {folder}/password\n")
    helper.chmod(0o700)
    host, port = address
    return [
        "env", f"SSH_ASKPASS={helper}", "SSH_ASKPASS_REQUIRE=force", "ssh", "-F", "none", "-p", str(port),
        "-o", f"UserKnownHostsFile={folder}/known_hosts", "-o", "StrictHostKeyChecking=yes", f"lab@{host}",
    ]  # fmt: skip


def test_the_agent_measures_over_ssh_what_the_configs_say(folder: Path, tmp_path: Path) -> None:
    """Through a real ssh session in the host's own network, the path is what the narrowest config makes of it."""
    text = (folder / "fabric.yaml").read_text("utf-8").replace(", address: 10.0.120.2", "")
    (folder / "fabric.yaml").write_text(text)
    with Lab(folder, truth=truth_in(folder)[0]) as lab:
        lab.write(tmp_path)
        # The address that the NIC got is where a probe looks for it.
        (nic,) = fabric_yaml.read((tmp_path / "fabric.yaml").read_text("utf-8")).hosts["hv02"].nics
        assert nic.address == "10.0.120.2"
        with RemoteAgent(ssh(tmp_path, lab.address("hv01"))) as agent:
            found = agent.ask({"op": "sweep", "target": "10.0.120.2", "source": "10.0.120.1"})["result"]
        assert (found["verdict"], found["ip_mtu"], found["silent"]) == ("limited", 9194, True)
        assert lab.wires is not None
        assert lab.wires.interface("hv01", "eth2.120") == "eth2.120"
        inside = subprocess.run(
            [*lab.wires.prefix("hv02"), sys.executable, "-c", "import socket; print(sorted(name for _, name in socket.if_nameindex()))"],
            capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
    assert inside.stdout.strip() == "['eth2', 'eth2.120', 'lo']"


def fabric_check(*words: object) -> Result:
    """Run the program in this process."""
    return CliRunner().invoke(program, ["lab", *map(str, words)], standalone_mode=False)


@pytest.fixture
def up(folder: Path, tmp_path: Path) -> Iterator[tuple[Path, Result]]:
    """Yield the folder of a lab in the background, where one switch takes less than its config says, and end it."""
    # A folder whose name is longer than a socket's may be.
    into = tmp_path / ("long" * 25)
    result = fabric_check("up", folder, "--into", into, "--truth", tmp_path / "changes.yaml")
    assert result.return_value == 0, result.output
    yield into, result
    fabric_check("down", into)


def test_a_lab_in_the_background_says_which_port_dropped(up: tuple[Path, Result]) -> None:
    """`up` prints the NICs with their addresses; after a sweep `status` names the port that is too small, and why."""
    into, result = up
    assert "hv01:eth2.120  10.0.120.1/24" in result.output.splitlines()
    found = state.read(into)
    host = found.wired["hv01"]
    assert host.nics["eth2.120"] == {"interface": "eth2.120", "address": "10.0.120.1/24", "network": "live-migration"}  # fmt: skip
    with RemoteAgent((*host.enter, "sh", "-c"), sys.executable) as agent:
        assert agent.ask({"op": "sweep", "target": "10.0.120.2"})["result"]["ip_mtu"] == 1496
    lines = fabric_check("status", into).output.splitlines()
    (dropping,) = [line for line in lines if "dropped" in line]
    assert dropping.startswith("pc8132-a:Te1/0/1  ")
    assert dropping.endswith(" too large to come in")
    assert json.loads((into / "truth.json").read_text("utf-8"))["switches"]["pc8132-a"]["ports"]["Te1/0/1"]["receive"]["max_frame"] == 1518  # fmt: skip


def test_a_lab_that_is_down_has_no_wires(up: tuple[Path, Result]) -> None:
    """`down` ends the hosts as well, and leaves no socket in the folder."""
    into, _ = up
    namespaces = [one.enter[one.enter.index("--target") + 1] for one in state.read(into).wired.values()]
    assert all(Path(f"/proc/{pid}").exists() for pid in namespaces)
    assert (into / "counts.sock").exists()
    assert fabric_check("down", into).return_value == 0
    assert not any(state.started(int(pid)) for pid in namespaces)
    assert not (into / "counts.sock").exists()


def test_where_wires_are_not_allowed_the_devices_are_played(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine without iproute2 plays the devices, and a note says why no packets flow."""
    monkeypatch.setattr("fabric_check.lab.wires.running.PROGRAMS", ("ip-that-is-not-there",))
    with Lab(folder, truth=truth_in(folder)[0]) as lab:
        assert lab.wires is None
        assert lab.notes == ("no packets flow: the lab's wires need ip-that-is-not-there (packages iproute2, util-linux)",)  # fmt: skip
        assert len(lab.devices) == 5


def test_wires_that_ended_say_so(folder: Path) -> None:
    """Whoever asks wires that are gone gets an error, not silence."""
    truth, _ = truth_in(folder)
    with ExitStack() as stack:
        wires = stack.enter_context(Wires(truth))
        process = wires._process
        assert process is not None
        process.kill()
        process.wait()
        with pytest.raises(MachineError, match="ended"):
            wires.counts()
    with pytest.raises(MachineError, match="not up"):
        wires.counts()
