"""`fabric-check probe` against hosts in namespaces, over real ssh: sizes to the byte, tags, loss, dead hosts, interrupts."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from measured_rack import LOGIN, Live, Rack, changed, up

from fabric_check.lab.wires.truth import Port, Truth, Way
from fabric_check.model.vlans import VlanSet

pytestmark = pytest.mark.root
SECONDS = 120
HANGS = ("sh", "-c", "exec sleep 600")


@pytest.fixture(autouse=True)
def needed() -> None:
    """Ask for root, for the programs that make namespaces, and for ssh."""
    missing = [name for name in ("ip", "nsenter", "ssh") if not shutil.which(name)]
    if os.geteuid() or missing:
        (pytest.fail if missing and os.environ.get("CI") == "true" else pytest.skip)(f"needs root, {missing}")


def words(live: Live, *more: str) -> list[str]:
    """Return the command line."""
    folder = str(live.folder)
    keys = str(live.folder / "known_hosts")
    return [
        sys.executable,
        "-m",
        "fabric_check",
        "probe",
        folder,
        "--known-hosts",
        keys,
        "--trust-folder",
        *more,
    ]


def environment() -> dict[str, str]:
    """Return an environment in which the folder's password is."""
    return {**os.environ, "RACK_PW": LOGIN.password}


def probe(live: Live, *more: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Measure and expect an exit code."""
    result = subprocess.run(
        words(live, *more),
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert result.returncode == code, result.stdout + result.stderr
    return result


def test_each_ordered_pair_gets_its_size_to_the_byte(tmp_path: Path) -> None:
    """NICs of different sizes behind one small switch port: every pair's smallest size counts, and tags arrive whole."""
    rack = Rack(4, ip_mtu=9600, frame=9216, roce=True, nics={"h03:eth0": 9000, "h04:eth0": 1500})
    sizes = {"h01": 9194, "h02": 9194, "h03": 9000, "h04": 1500}
    with up(rack, tmp_path) as live:
        said = probe(live)
        found = live.sizes()
        results = live.results()
    names = rack.host_names()
    assert found == {
        (f"{a}:eth0", f"{b}:eth0"): (
            "clear" if sizes[a] == min(sizes[a], sizes[b]) < 9194 else "limited",
            min(sizes[a], sizes[b]),
        )
        for a in names
        for b in names
        if a != b
    }
    assert "12 of 12 ordered pairs measured: 6 carry 1500, 4 carry 9000, 2 carry 9194" in said.stdout
    right = results["h01:eth0", "h02:eth0"]
    assert right["sweep"]["probes"] <= 20
    assert right["tagged"] == {
        "sent_vlan": 110, "sent_pcp": 3, "got_vlan": 110, "got_pcp": 3, "arrived": True,
        "sized": {"ip_mtu": 9000, "arrived": True},
    }  # fmt: skip
    # The NIC of 1500 cannot even send a frame as long as its network needs, and says so.
    assert "h04" in said.stderr


def test_a_truth_that_differs_from_the_configuration_is_measured(tmp_path: Path) -> None:
    """The port that the config calls 12000 carries 5000 and loses the priority: sizes and tags say what is so."""
    rack = Rack(2, roce=True)
    small = Port(tagged=VlanSet.of([110]), receive=Way(5022), send=Way(5022), keeps_pcp=False)
    with up(rack, tmp_path, changed(rack.truth(), "Te 0/1", small)) as live:
        probe(live)
        results = live.results()
    assert {one["sweep"]["ip_mtu"] for one in results.values()} == {5000}
    tagged = results["h01:eth0", "h02:eth0"]["tagged"]
    assert (tagged["got_vlan"], tagged["got_pcp"], tagged["sized"]["arrived"]) == (110, 0, False)
    assert results["h02:eth0", "h01:eth0"]["tagged"]["got_pcp"] == 3


def test_a_way_that_is_narrower_than_its_way_back(tmp_path: Path) -> None:
    """Echo from both ends shows the narrower way; the sized tagged frame shows which of the two it is."""
    rack = Rack(2, roce=True)
    narrow = Port(tagged=VlanSet.of([110]), receive=Way(6022), send=Way(12000))
    with up(rack, tmp_path, changed(rack.truth(), "Te 0/1", narrow)) as live:
        probe(live, "--one-way")
        results = live.results()
    assert {one["sweep"]["ip_mtu"] for one in results.values()} == {6000}
    ways = {
        pair[0]: (one["sweep"]["forward_ip_mtu"], one["sweep"]["reverse_ip_mtu"])
        for pair, one in results.items()
    }
    assert ways == {"h01:eth0": (6000, None), "h02:eth0": (9600, 6000)}
    assert {pair[0]: one["tagged"]["sized"]["arrived"] for pair, one in results.items()} == {
        "h01:eth0": False,
        "h02:eth0": True,
    }


def test_loss_makes_no_wrong_number(tmp_path: Path) -> None:
    """With 3 % of all frames lost at every port, a size that is told is the right one."""
    rack = Rack(4, frame=9216)
    way = Way(9216, loss=0.03)
    ports = {
        name: replace(port, receive=way, send=Way(9216))
        for name, port in rack.truth().switches["sw1"].items()
    }
    truth = replace(rack.truth(), switches={"sw1": ports})
    with up(rack, tmp_path, truth) as live:
        result = subprocess.run(
            words(live), env=environment(), capture_output=True, timeout=SECONDS, check=False
        )
        sizes = Counter(live.sizes().values())
    assert result.returncode in {0, 3}
    assert {size for verdict, size in sizes if verdict in {"clear", "limited"}} == {9194}
    assert sizes.total() == 12


def test_a_port_channel_on_the_way_is_tried_with_several_flows(tmp_path: Path) -> None:
    """More flows find the member that is smaller, although the first flow may miss it."""
    rack = Rack(2)
    with up(rack, tmp_path) as live:
        probe(live, "--flows", "4")
        assert {one["sweep"]["flows"] for one in live.results().values()} == {4}


def test_a_host_that_cannot_be_reached_costs_its_own_pairs(tmp_path: Path) -> None:
    """Its login fails: the others measure, also towards it, and the exit code tells."""
    with up(Rack(3), tmp_path) as live:
        fabric = json.loads((tmp_path / "fabric.yaml").read_text("utf-8"))
        fabric["hosts"]["h03"]["hostname"] = "127.0.0.1:1"
        (tmp_path / "fabric.yaml").write_text(json.dumps(fabric), "utf-8")
        said = probe(live, code=3)
        assert set(live.results()) == {
            (f"{a}:eth0", f"{b}:eth0") for a in ("h01", "h02") for b in ("h01", "h02", "h03") if a != b
        }
    assert "h03: refused" in said.stderr
    assert "4 of 6 ordered pairs measured" in said.stdout


def test_a_target_that_is_down_is_unreachable_and_not_small(tmp_path: Path) -> None:
    """A shut port gives no size to anybody, and the run comes to its end."""
    rack = Rack(3)
    truth: Truth = changed(rack.truth(), "Te 0/3", Port(up=False, tagged=VlanSet.of([110])))
    with up(rack, tmp_path, truth) as live:
        probe(live, "--wait", "0.2", code=3)
        found = live.sizes()
    assert found["h01:eth0", "h02:eth0"] == ("clear", 9600)
    assert {verdict for pair, (verdict, _) in found.items() if "h03:eth0" in pair} == {"unreachable"}


def test_a_nic_without_an_address_is_named_with_the_reason(tmp_path: Path) -> None:
    """It is left out, never silently, and what is not known shows in the exit code."""
    with up(Rack(3), tmp_path) as live:
        fabric = json.loads((tmp_path / "fabric.yaml").read_text("utf-8"))
        del fabric["hosts"]["h03"]["nics"]["eth0"]["address"]
        (tmp_path / "fabric.yaml").write_text(json.dumps(fabric), "utf-8")
        said = probe(live, code=3)
        assert len(live.results()) == 2
    assert "rail-0: h03:eth0 is not measured: fabric.yaml gives it no `address`" in said.stderr


def test_a_time_that_is_over_ends_the_host(tmp_path: Path) -> None:
    """A host whose agent hangs costs its deadline, not more."""
    with up(Rack(2), tmp_path) as live:
        live.devices["h01"].prefix = HANGS
        said = probe(live, "--timeout", "3", code=3)
    assert "h01: its time is over" in said.stderr


def test_an_interrupted_run_leaves_whole_files(tmp_path: Path) -> None:
    """Ctrl-C: exit 130, every file that is there is whole JSON, and no agent is left."""
    with up(Rack(4), tmp_path) as live:
        live.devices["h04"].prefix = HANGS
        with subprocess.Popen(
            words(live, "-v"),
            env=environment(),
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            encoding="utf-8",
        ) as process:
            assert process.stderr is not None
            for line in process.stderr:
                if "clear 9600" in line:
                    break
            process.send_signal(signal.SIGINT)
            process.stderr.read()
            assert process.wait(timeout=SECONDS) == 130
        assert live.results()


def test_sixteen_hosts_of_two_rails(tmp_path: Path) -> None:
    """480 ordered pairs, each with the right size in 8 probes or fewer, each tag with its priority."""
    with up(Rack(16, rails=2, frame=9216, roce=True), tmp_path) as live:
        probe(live, "--wait", "8")
        results = live.results()
    assert max(one["sweep"]["probes"] for one in results.values()) <= 8
    assert Counter(one["sweep"]["ip_mtu"] for one in results.values()) == {9194: 480}
    assert {(one["tagged"]["got_vlan"], one["tagged"]["got_pcp"]) for one in results.values()} == {
        (110, 3),
        (111, 3),
    }
