"""``run`` from the command line: what goes to standard output is what ``check`` prints, whatever happens before it."""

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rack import CONFIG, PASSWORD, Rack, force10, rack

SMALL = CONFIG.replace(" mtu 12000\n", "")
REACHED = ("--trust-folder", "--no-host-key-check")


def ran(lab: Rack, *words: str, code: int) -> "subprocess.CompletedProcess[str]":
    """Collect, measure and check."""
    return lab.run("run", str(lab.folder), *REACHED, *words, code=code)


def test_json_stands_alone_and_is_what_check_prints(tmp_path: Path) -> None:
    """Standard output is the report, byte by byte as `check` prints it; what was collected is told on standard error."""
    with rack(tmp_path / "f", force10("sw1", SMALL), force10("sw2")) as lab:
        told = ran(lab, "--format", "json", "-v", code=1)
        checked = lab.run("check", str(lab.folder), "--format", "json", code=1)
    assert told.stdout == checked.stdout
    assert json.loads(told.stdout)["verdict"] == "findings"
    assert "sw1: 2 files" in told.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--fail-on", "never"), 0),
        (("--ignore", "MTU"), 0),
        (("--select", "VLN"), 0),
        (("--select", "MTU", "--fail-on", "info"), 1),
    ],
)
def test_a_verdict_is_asked_for_as_of_check(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    """Rules are chosen and severities weighed as `check` does."""
    with rack(tmp_path / "f", force10("sw1", SMALL), force10("sw2")) as lab:
        ran(lab, *words, code=code)


def test_the_report_goes_to_a_file_and_an_ignored_finding_comes_back_in_time(tmp_path: Path) -> None:
    """`--output` leaves standard output empty, and `--now` says which entries of `ignore` still count."""
    ignored = '\nignore:\n  - {rule: MTU101, where: "sw1", reason: "until May", until: "2027-05-31"}\n'
    file = tmp_path / "report.json"
    with rack(tmp_path / "f", force10("sw1", SMALL), force10("sw2")) as lab:
        fabric = lab.folder / "fabric.yaml"
        fabric.write_text(fabric.read_text("utf-8") + ignored, "utf-8")
        words = ("--format", "json", "--output", str(file), "--now")
        assert ran(lab, *words, "2027-05-31", code=0).stdout == ""
        before = json.loads(file.read_text("utf-8"))["counts"]
        ran(lab, *words, "2027-06-01", code=1)
        after = json.loads(file.read_text("utf-8"))["counts"]
    assert (before["suppressed"], after["suppressed"]) == (2, 0)


def test_a_device_that_failed_is_3_unless_that_is_allowed(tmp_path: Path) -> None:
    """`--allow-incomplete` makes it 0 and leaves the verdict, as it does for `check`."""
    with rack(tmp_path / "f", force10("sw1", password="changed"), force10("sw2")) as lab:
        ran(lab, code=3)
        assert ran(lab, "--allow-incomplete", code=0).stdout.startswith("rack-t: INCONCLUSIVE")


def test_a_person_is_asked_once(tmp_path: Path) -> None:
    """On a terminal, where passwords go is confirmed and a password asked for once in a run, and neither is echoed."""
    with rack(tmp_path / "f") as lab:
        fabric = lab.folder / "fabric.yaml"
        fabric.write_text(fabric.read_text("utf-8").replace("env:TEST_PW", "ask"), "utf-8")
        words = ["run", str(lab.folder), "--no-host-key-check"]
        told, code = at_a_terminal(lab, words, [("Are these your devices?", "y"), ("password of", PASSWORD)])
    assert code == 0, told
    assert told.count("Are these your devices?") == 1
    assert told.count("password of credentials `default`") == 1
    assert PASSWORD not in told


def at_a_terminal(lab: Rack, words: list[str], answers: list[tuple[str, str]]) -> tuple[str, int]:
    """Run the program on a terminal of its own and answer its questions; return all that it showed, and its exit code."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "fabric_check", *words],
        env=lab.environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown, end = "", time.monotonic() + 60
    try:
        while time.monotonic() < end:
            try:
                shown += os.read(ours, 4096).decode("utf-8", "replace")
            except OSError:  # a terminal whose other end is closed
                break
            if answers and answers[0][0] in shown:
                os.write(ours, f"{answers.pop(0)[1]}\n".encode())
        return shown, process.wait(30)
    finally:
        process.kill()
        process.wait()
        os.close(ours)
