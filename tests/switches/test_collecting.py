"""``collect`` and ``run`` from the command line: what stands in the folder afterwards, and what check makes of it."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rack import CONFIG, PASSWORD, Rack, force10, rack


def test_a_folder_is_filled_and_clean(tmp_path: Path) -> None:
    """Each answer is a file with its hash in the manifest, and the verdict is that of the same configs saved by hand."""
    with rack(tmp_path / "f") as lab:
        told = lab.collect()
        assert lab.report()["verdict"] == "clean"
        by_hand = lab.report()
        (lab.folder / "manifest.json").unlink()
        assert lab.report() == by_hand
    assert told.stdout == ""
    assert sorted(line.split(" in ")[0] for line in told.stderr.splitlines()) == [
        "no hostname, so not collected from: hv01, hv02",
        "sw1: 2 files",
        "sw2: 2 files",
    ]


def test_the_manifest_says_what_was_got(tmp_path: Path) -> None:
    """Device by device: when, how, each file and its hash, and which commands the switch does not know."""
    with rack(tmp_path / "f") as lab:
        lab.collect("--only", "SW1")
        entry = lab.manifest()["sw1"]
        assert list(lab.manifest()) == ["sw1"]
    file = entry["files"]["configs/sw1.cfg"]
    assert file == {"at": entry["at"], "sha256": hashlib.sha256(CONFIG.encode()).hexdigest()}
    assert entry["how"] == "switch, 127.0.0.1"
    assert entry["failure"] is None
    assert any("`show vlan` is not answered" in note for note in entry["notes"])
    assert "state/sw1/show-version.txt" in entry["files"]


def test_one_bad_device_costs_no_other(tmp_path: Path) -> None:
    """The other switch is collected; the bad one is an unknown that says why, in run's verdict too."""
    with rack(tmp_path / "f", force10("sw1", password="changed"), force10("sw2")) as lab:
        told = lab.collect(code=3)
        ran = lab.run("run", str(lab.folder), "--trust-folder", "--no-host-key-check", code=3)
        unknown = lab.report()["unknowns"][0]
        failure = lab.manifest()["sw1"]["failure"]
    assert "sw1: authentication failed: 127.0.0.1 port" in told.stderr
    assert failure["kind"] == "authentication failed"
    assert failure["hint"]
    assert (unknown["device"], unknown["what"]) == ("sw1", "running-config")
    assert unknown["why"].startswith("not reached: authentication failed: ")
    assert ran.stdout.startswith("rack-t: INCONCLUSIVE")
    assert not (tmp_path / "f" / "configs" / "sw1.cfg").exists()


def test_an_old_file_whose_collection_failed_is_judged_and_said_to_be_old(tmp_path: Path) -> None:
    """The older config still counts, yet the verdict is not clean; a config put there by hand since then is."""
    with rack(tmp_path / "f") as lab:
        lab.collect()
        lab.switches[0].password = "changed"
        lab.collect(code=3)
        stale = lab.report()
        lab.config("sw1").write_text(CONFIG + "!\n", "utf-8")
        by_hand = lab.report()
    assert stale["verdict"] == "inconclusive"
    assert [one["device"] for one in stale["unknowns"]] == ["sw1"]
    assert "configs/sw1.cfg is of 20" in stale["unknowns"][0]["why"]
    assert "authentication failed" in stale["unknowns"][0]["why"]
    assert by_hand["verdict"] == "clean"


def test_a_cut_config_does_not_replace_a_whole_one(tmp_path: Path) -> None:
    """What was got before stays, byte by byte."""
    with rack(tmp_path / "f") as lab:
        lab.collect()
        lab.switches[0].answers["show running-config"] = CONFIG.removesuffix("end\n")
        told = lab.collect(code=3)
        assert lab.config("sw1").read_text("utf-8") == CONFIG
    assert "sw1: cut off: its running-config is not whole" in told.stderr


@pytest.mark.parametrize("edited", [False, True], ids=["never collected", "changed since"])
def test_work_of_people_is_not_overwritten(tmp_path: Path, *, edited: bool) -> None:
    """A config that collect did not write, or that somebody changed, stays; nobody is contacted without --force."""
    with rack(tmp_path / "f") as lab:
        if edited:
            lab.collect()
        lab.config("sw1").parent.mkdir(exist_ok=True)
        lab.config("sw1").write_text("mine\n", "utf-8")
        before = [*lab.switches[0].logins, *lab.switches[1].logins]
        told = lab.collect(code=2)
        assert [*lab.switches[0].logins, *lab.switches[1].logins] == before
        assert lab.config("sw1").read_text("utf-8") == "mine\n"
        lab.collect("--force")
        assert lab.config("sw1").read_text("utf-8") == CONFIG
    assert "configs/sw1.cfg: not written by collect" in told.stderr


def test_a_folder_from_elsewhere_gets_no_password(tmp_path: Path) -> None:
    """Without a word from the user no secret is looked up and nobody is contacted; the user's own file is such a word."""
    with rack(tmp_path / "f") as lab:
        told = lab.run("collect", str(lab.folder), "--no-host-key-check", code=2)
        assert lab.switches[0].logins == []
        own = tmp_path / "home" / ".config" / "fabric-check" / "credentials.yaml"
        own.parent.mkdir(parents=True)
        own.write_text("schema: fabric-check/credentials/1\nhosts: [127.0.0.0/8]\n", "utf-8")
        lab.run("collect", str(lab.folder), "--no-host-key-check", code=0)
    assert "sw1: 127.0.0.1, as admin with env:TEST_PW" in told.stderr
    assert "--trust-folder" in told.stderr
    assert PASSWORD not in told.stderr


def test_host_keys_are_remembered_where_the_user_says(tmp_path: Path) -> None:
    """Unknown keys fail with their fingerprints; once accepted they are known."""
    with rack(tmp_path / "f") as lab:
        words = ("collect", str(lab.folder), "--trust-folder", "--known-hosts", str(tmp_path / "known"))
        unknown = lab.run(*words, code=3)
        lab.run(*words, "--accept-new-host-keys", code=0)
        lab.run(*words, code=0)
    assert lab.switches[0].key.get_fingerprint("sha256") in unknown.stderr
    assert len((tmp_path / "known").read_text("ascii").splitlines()) == 2


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda how: how.name)
def test_an_interrupted_run_leaves_a_valid_folder(how: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C, or another end, while one switch hangs: exit 130 soon, the other one's files and manifest entry are there."""
    with rack(tmp_path / "f", force10("sw1"), force10("sw2", hang_at="show running-config")) as lab:
        process = start(lab)
        wait_for(lab.config("sw1"), lambda: "show running-config" in lab.switches[1].lines)
        process.send_signal(how)
        start_of_wait = time.monotonic()
        _, told = process.communicate(timeout=30)
        assert process.returncode == 130, told
        assert time.monotonic() - start_of_wait < 10
        assert list(lab.manifest()) == ["sw1"]
        assert lab.config("sw1").read_text("utf-8") == CONFIG
        assert lab.report()["verdict"] == "inconclusive"


def test_one_run_a_folder_at_a_time(tmp_path: Path) -> None:
    """A second run is refused and names the first; a run that was killed leaves no lock behind."""
    with rack(tmp_path / "f", force10("sw1"), force10("sw2", hang_at="show running-config")) as lab:
        process = start(lab)
        wait_for(lab.config("sw1"), lambda: "show running-config" in lab.switches[1].lines)
        told = lab.collect(code=2)
        process.kill()
        process.communicate(timeout=30)
        lab.switches[1].hang_at = None
        lab.collect("--force")
    assert f"another run (process {process.pid}) is collecting into" in told.stderr


def start(lab: Rack) -> "subprocess.Popen[str]":
    """Start a run and do not wait for it."""
    words = ["collect", str(lab.folder), "--trust-folder", "--no-host-key-check"]
    return subprocess.Popen(
        [sys.executable, "-m", "fabric_check", *words],
        env=lab.environment,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
    )


def wait_for(file: Path, also: object) -> None:
    """Wait until a file is there and something holds, at most half a minute."""
    end = time.monotonic() + 30
    while not (file.exists() and also()):  # type: ignore[operator]
        assert time.monotonic() < end
        os.sched_yield()


def test_names_that_are_none_are_refused(tmp_path: Path) -> None:
    """A device that fabric.yaml does not have, or that has no address, is a usage error with a guess."""
    with rack(tmp_path / "f") as lab:
        assert "did you mean 'sw1'?" in lab.collect("--only", "sw11", code=2).stderr
        assert "no `hostname`" in lab.collect("--only", "hv01", code=2).stderr
        (lab.folder / "manifest.json").write_text('{"schema": "fabric-check/manifest/9"}', "utf-8")
        assert "newer than this fabric-check" in lab.collect(code=2).stderr


def test_an_inventory_says_where_devices_are(tmp_path: Path) -> None:
    """What ansible-inventory prints gives the address; its passwords are not used, and a note says so."""
    with rack(tmp_path / "f") as lab:
        text = (lab.folder / "fabric.yaml").read_text("utf-8")
        for one in lab.switches:
            text = text.replace(f"{{hostname: '127.0.0.1:{one.port}'}}", "{}")
        (lab.folder / "fabric.yaml").write_text(text, "utf-8")
        variables = {
            one.name: {"ansible_host": "127.0.0.1", "ansible_port": one.port, "ansible_password": "in-clear"}
            for one in lab.switches
        }
        inventory = {
            "_meta": {"hostvars": variables},
            "all": {"children": ["lab"]},
            "lab": {"hosts": ["sw1", "sw2"]},
        }
        file = tmp_path / "inventory.json"
        file.write_text(json.dumps(inventory), "utf-8")
        told = lab.collect("--inventory", str(file))
    assert "holds passwords of 2 hosts; they were not used" in told.stderr
    assert "in-clear" not in told.stderr
