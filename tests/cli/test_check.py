"""The check verb: exit codes, formats, and the same bytes for the same folder."""

import contextlib
import fcntl
import json
import os
import pty
import shutil
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run() -> Run:
    """Return what runs the program as a user does."""

    def go(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "fabric_check", *map(str, words)]
        return subprocess.run(
            command, capture_output=True, encoding="utf-8", check=False, env={**os.environ, **environment}
        )

    return go


def test_findings_exit_1(run: Run, example: Callable[[str], Path]) -> None:
    """The story as found: two findings, exit 1."""
    result = run("check", example("rack-a"))
    assert result.returncode == 1
    assert result.stdout.startswith(
        "rack-a: FINDINGS: 2 errors, 2 more that go away with them (basis: configured only)\n"
    )
    assert result.stderr == ""


def test_clean_exits_0(run: Run, example: Callable[[str], Path]) -> None:
    """The story corrected: not one finding, exit 0."""
    result = run("check", example("rack-a-after"))
    assert result.returncode == 0
    assert result.stdout.startswith("rack-a: CLEAN: not one finding (basis: configured only)\n")


def test_rules_left_out_are_told_beside_the_verdict(run: Run, example: Callable[[str], Path]) -> None:
    """Clean by some rules alone does not look like clean by all of them."""
    result = run("check", example("rack-a"), "--select", "VLN")
    assert "CLEAN: not one finding; 46 rules not run, as --select or --ignore says" in result.stdout


def test_unknown_exits_3_unless_allowed(run: Run, example: Callable[[str], Path]) -> None:
    """A missing config is inconclusive: exit 3; --allow-incomplete makes it 0 and leaves the verdict."""
    folder = example("rack-a-after")
    (folder / "configs" / "s4810-a.cfg").unlink()
    assert run("check", folder).returncode == 3
    allowed = run("check", folder, "--allow-incomplete")
    assert allowed.returncode == 0
    assert "INCONCLUSIVE" in allowed.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--fail-on", "never"), 0),
        (("--select", "VLN,LNK"), 0),
        (("--ignore", "MTU102"), 0),
        (("--select", "MTU1"), 1),
    ],
)
def test_what_counts_can_be_chosen(
    run: Run, example: Callable[[str], Path], words: tuple[str, ...], code: int
) -> None:
    """Severity and rules can be chosen by word."""
    assert run("check", example("rack-a"), *words).returncode == code


def test_options_come_from_the_environment_too(run: Run, example: Callable[[str], Path]) -> None:
    """FABRIC_CHECK_* stands for the option of that name."""
    assert run("check", example("rack-a"), FABRIC_CHECK_FAIL_ON="never").returncode == 0
    assert (
        json.loads(run("check", example("rack-a-after"), FABRIC_CHECK_FORMAT="json").stdout)["verdict"]
        == "clean"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("check", "no-such-folder"), "fabric.yaml: no such file"),
        (("check", "--format", "xml"), "'xml' is not one of"),
        (("check", "--select", "ABC"), "'ABC' begins no rule's id"),
        (("check", "--now", "yesterday"), "is not a time"),
        (("chekc",), "Did you mean 'check'?"),
        (("explain", "MTU999"), "no rule is called 'MTU999'"),
    ],
)
def test_wrong_use_exits_2_with_one_message(run: Run, words: tuple[str, ...], said: str) -> None:
    """Wrong words get one message on standard error, no traceback, exit 2."""
    result = run(*words)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_broken_file_exits_2_with_its_place(run: Run, example: Callable[[str], Path]) -> None:
    """A bad key in fabric.yaml is named with file, line and column."""
    folder = example("rack-a")
    file = folder / "fabric.yaml"
    file.write_text(file.read_text("utf-8").replace("ip_mtu: 9000", "mtu: 9000"), "utf-8")
    result = run("check", folder)
    assert result.returncode == 2
    assert "fabric.yaml:5:" in result.stderr
    assert result.stdout == ""


def test_json_alone_on_standard_output_fits_its_schema(
    run: Run, example: Callable[[str], Path], root: Path
) -> None:
    """The report is JSON by its published schema, for findings, clean and unknown alike."""
    schema = json.loads((root / "schemas" / "report.schema.json").read_text("utf-8"))
    folder = example("rack-a")
    (folder / "facts" / "hv02.json").unlink()
    for one in (folder, example("rack-a-after")):
        result = run("check", one, "--format", "json")
        jsonschema.validate(json.loads(result.stdout), schema)
        assert result.stderr == ""


def test_the_report_says_what_the_contract_says(run: Run, example: Callable[[str], Path]) -> None:
    """Every key of a finding and a path is there, spelled as documented."""
    report = json.loads(run("check", example("rack-a"), "--format", "json").stdout)
    assert report["schema"] == "fabric-check/report/1"
    assert report["counts"] == {
        "error": 2,
        "warning": 0,
        "info": 0,
        "unknown": 0,
        "suppressed": 0,
        "derived": 2,
    }
    first = report["findings"][0]
    assert first["id"] == "MTU102-6d1380ab51"
    assert list(first) == [
        "id", "rule", "name", "severity", "basis", "device", "interface", "subject", "network", "message",
        "evidence", "affects", "caused_by",
    ]  # fmt: skip
    assert first["subject"] == {
        "kind": "port", "device": "hv01", "interface": "SLOT 3 Port 1", "peer_device": None, "peer_interface": None, "name": None,
    }  # fmt: skip
    [path] = report["paths"]
    assert path["hops"][0] == {
        "device": "s4810-a",
        "interface": "TenGigabitEthernet 0/1",
        "tagged": True,
        "ip_mtu": 11978,
    }
    assert [hop["device"] for hop in path["hops"]] == [
        "s4810-a",
        "s4810-a",
        "pc8132-a",
        "pc8132-a",
        "s4810-b",
        "s4810-b",
    ]


def test_the_same_folder_gives_the_same_bytes(
    run: Run, example: Callable[[str], Path], tmp_path: Path
) -> None:
    """Hash seed, the order in which files were made, and the folder's place change nothing."""
    folder = example("rack-a")
    (folder / "configs" / "s4810-b.cfg").unlink()
    other = tmp_path / "elsewhere"
    files = sorted((file for file in folder.rglob("*") if file.is_file()), reverse=True)
    for file in files:
        target = other / file.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    for format_ in ("json", "text"):
        one = run("check", folder, "--format", format_, PYTHONHASHSEED="1")
        two = run("check", other, "--format", format_, PYTHONHASHSEED="4711")
        assert one.stdout == two.stdout
        assert str(tmp_path) not in one.stdout


def test_output_goes_whole_to_a_file(run: Run, example: Callable[[str], Path], tmp_path: Path) -> None:
    """--output writes the report there and nothing to standard output."""
    target = tmp_path / "report.json"
    result = run("check", example("rack-a"), "--format", "json", "--output", target)
    assert (result.returncode, result.stdout) == (1, "")
    assert json.loads(target.read_text("utf-8"))["verdict"] == "findings"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["report.json"]


def test_an_output_that_cannot_be_written_is_said(
    run: Run, example: Callable[[str], Path], tmp_path: Path
) -> None:
    """A missing folder is one message and exit 2."""
    result = run("check", example("rack-a"), "--output", tmp_path / "missing" / "report.txt")
    assert result.returncode == 2
    assert "cannot be written" in result.stderr


def test_names_from_files_cannot_act_on_the_terminal(run: Run, example: Callable[[str], Path]) -> None:
    """An escape sequence in a config line is shown, not sent."""
    folder = example("rack-a-after")
    file = folder / "configs" / "s4810-a.cfg"
    text = file.read_text("utf-8").replace(
        " mtu 12000\n switchport\n no", " mtu 1\u202e\u009b31m\n switchport\n no"
    )
    file.write_text(text, "utf-8")
    for format_ in ("text", "json"):
        output = run("check", folder, "--format", format_).stdout
        assert "is not understood" in output
        assert not any(ord(character) < 32 and character != "\n" for character in output)
        assert "\u202e" not in output
        assert "\u009b" not in output


def test_quiet_prints_the_verdict_alone(run: Run, example: Callable[[str], Path]) -> None:
    """-q is one line."""
    assert len(run("check", example("rack-a"), "-q").stdout.splitlines()) == 1


def test_explain_with_a_folder_shows_its_numbers(run: Run, example: Callable[[str], Path]) -> None:
    """The page comes first, then the arithmetic of that folder's findings."""
    result = run("explain", "host-exceeds-path", example("rack-a"))
    assert result.returncode == 0
    assert result.stdout.startswith("# MTU102 host-exceeds-path\n")
    assert "9216 − 22 = 9194 if the tag is inside" in " ".join(result.stdout.split())


def test_a_narrow_terminal_breaks_sentences_at_its_width(example: Callable[[str], Path]) -> None:
    """Sentences and ways fit a terminal of 60 columns; what is written to a file never depends on one."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, 60, 0, 0))
    command = [sys.executable, "-m", "fabric_check", "check", str(example("rack-a"))]
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    with subprocess.Popen(command, stdout=theirs, env=environment):
        os.close(theirs)
        shown = b""
        # The end of a terminal is an error (Linux: EIO).
        with contextlib.suppress(OSError):
            while got := os.read(ours, 65536):
                shown += got
    os.close(ours)
    lines = shown.decode().splitlines()
    wrapped = [line for line in lines if line.startswith(("  SLOT", "  Te1", "      "))]
    assert wrapped
    assert max(map(len, wrapped)) <= 60
