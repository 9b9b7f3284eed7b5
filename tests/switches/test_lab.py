"""A whole fabric, played by the lab, collects into a folder that gets the same verdict as the folder it was made of."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from fabric_check.lab.running import Lab

DEVICES = 20


def test_twenty_devices_give_the_findings_of_their_source(tmp_path: Path, root: Path) -> None:
    """Switches of both languages, Windows and Linux hosts: the same findings, paths and unknowns."""
    source = _broken(_generated(tmp_path / "source", root))
    played = tmp_path / "played"
    played.mkdir()
    with Lab(source) as lab:
        assert len(lab.devices) >= DEVICES
        lab.write(played)
        own, known = str(played / "credentials.yaml"), str(played / "known_hosts")
        told = _run("collect", str(played), "--credentials", own, "--known-hosts", known)
        assert told.returncode == 0, told.stderr
    ours, theirs = _judged(played), _judged(source)
    assert ours["findings"]
    assert ours == theirs


def _judged(folder: Path) -> dict[str, Any]:
    """Return the verdict without what depends on where a line stands in a file."""
    report = json.loads(_run("check", str(folder), "--format", "json").stdout)
    findings = [{**finding, "evidence": None} for finding in report["findings"]]
    return {"findings": findings, "paths": report["paths"], "unknowns": report["unknowns"]}


def _broken(folder: Path) -> Path:
    """Make one switch's ports too small, so that there is something to find."""
    for config in sorted((folder / "configs").glob("*.cfg")):
        text = config.read_text("utf-8")
        if " mtu 12000\n" in text or " mtu 9216\n" in text:
            config.write_text(
                text.replace(" mtu 12000\n", " mtu 1600\n").replace(" mtu 9216\n", " mtu 1600\n"), "utf-8"
            )
            break
    return folder


def _generated(folder: Path, root: Path) -> Path:
    """Write the first generated fabric that has enough devices of every kind."""
    sys.path.insert(0, str(root / "tests" / "score"))
    try:
        from generator import generate
        from generator.folder import write
    finally:
        sys.path.pop(0)
    for seed in range(200):
        fabric = generate(seed, size=5, hosts=16)
        kinds = {host.os for host in fabric.hosts.values() if host.kind != "declared"}
        languages = {switch.model.dialect for switch in fabric.switches.values()}
        if len(fabric.switches) + len(fabric.hosts) >= DEVICES and len(kinds) == len(languages) == 2:
            return write(fabric, folder)
    raise AssertionError("no seed gives such a fabric")


def _run(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "fabric_check", *words], capture_output=True, encoding="utf-8", check=False
    )
