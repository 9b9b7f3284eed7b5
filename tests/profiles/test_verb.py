"""`fabric-check profiles`: what it prints, and its exit codes."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from fabric_check.cli.main import main
from fabric_check.profiles import checks
from fabric_check.profiles.load import built_in

SOUND = """\
schema: fabric-check/profile/1
inherits: dell/family/ftos
name: Acme X1000
recognise: ['stack-unit\\s+\\d+\\s+provision\\s+ACME-X1000(?!\\S)']
examples: ['stack-unit 0 provision ACME-X1000']
"""


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Return the exit code, the output and the errors of a run."""
    with pytest.raises(SystemExit) as caught:
        main(["profiles", *words])
    output, errors = capsys.readouterr()
    assert isinstance(caught.value.code, int)
    return caught.value.code, output, errors


@pytest.fixture(autouse=True)
def _netmiko(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Spare the second that importing netmiko takes, except where it is what is tested."""
    if "real_netmiko" not in request.fixturenames:
        monkeypatch.setattr(
            "fabric_check.cli.profile_tests.netmiko_device_types", lambda: frozenset({"dell_os6", "dell_os9"})
        )


def write(path: Path, text: str) -> str:
    """Write a profile and return its path as it is typed."""
    path.write_text(text, "utf-8")
    return path.as_posix()


def test_list_is_a_table_of_all_models(capsys: pytest.CaptureFixture[str]) -> None:
    """`list` prints a head and a line for each model, with what is unknown said so."""
    code, output, _ = run(capsys, "list")
    lines = output.splitlines()
    assert code == 0
    assert len(lines) == len(built_in()) + 1
    assert lines[0].split("  ")[0] == "ID"
    c9010 = next(line for line in lines if line.startswith("dell/c9010 "))
    assert "12000 below 9.10(0.0), 9216 from 9.10(0.0)" in c9010
    assert next(line for line in lines if line.startswith("dell/s5048f-on ")).split()[-3:] == [
        "unknown",
        "unknown",
        "yes",
    ]


def test_list_and_show_have_one_json_shape(capsys: pytest.CaptureFixture[str]) -> None:
    """What `show` prints as JSON is the entry that `list` has for the model."""
    everything = json.loads(run(capsys, "list", "--format", "json")[1])
    one = json.loads(run(capsys, "show", "dell/powerconnect-8132", "--format", "json")[1])
    assert one["schema"] == everything["schema"] == "fabric-check/profiles/1"
    assert one["profiles"][0] in everything["profiles"]


def test_show_json_has_value_source_and_meaning(capsys: pytest.CaptureFixture[str]) -> None:
    """A number stands with its source and its IP MTU; an open tag is a range."""
    mtu = json.loads(run(capsys, "show", "dell/powerconnect-8132", "--format", "json")[1])["profiles"][0][
        "mtu"
    ]
    assert mtu["maximum"]["value"] == 9216
    assert mtu["maximum"]["ip_mtu_tagged"] == [9194, 9198]
    assert mtu["maximum"]["ip_mtu_untagged"] == [9198, 9198]
    assert [span["below"] for span in mtu["minimum"]["by_release"]] == ["6.0", None]
    assert "unknown" in mtu["minimum"]


def test_show_prints_arithmetic_source_and_reason(capsys: pytest.CaptureFixture[str]) -> None:
    """`show` gives each number's arithmetic and source, and each unknown's reason."""
    code, output, _ = run(capsys, "show", "dell/s4810")
    assert code == 0
    assert (
        "  maximum: 12000; IP MTU tagged 12000 − 22 = 11978; untagged 12000 − 18 = 11982\n      source: "
        in output
    )
    assert (
        "  minimum: unknown\n      because: 594 in the CLI references, 592 in configuration guides" in output
    )
    assert "  queues of dot1p 0 to 7: 0 0 0 1 2 3 3 3\n" in output


@pytest.mark.parametrize("profile_id", sorted(built_in()))
def test_every_model_can_be_shown(capsys: pytest.CaptureFixture[str], profile_id: str) -> None:
    """Each page names its model first, and no number stands without a source or a reason below it."""
    code, output, _ = run(capsys, "show", profile_id)
    assert code == 0
    assert output.startswith(f"{profile_id}: ")
    assert output.count("source: ") + output.count("because: ") >= 11


def test_show_of_an_unknown_id_suggests(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelled id is a usage error with the nearest one."""
    code, output, errors = run(capsys, "show", "dell/s4811")
    assert (code, output) == (2, "")
    assert "no profile is named 'dell/s4811'; did you mean 'dell/s4810'?" in errors


def test_output_goes_to_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """`--output` writes what would have been printed."""
    file = tmp_path / "list.txt"
    assert run(capsys, "list", "--output", str(file))[1] == ""
    assert file.read_text("utf-8") == run(capsys, "list")[1]


@pytest.fixture
def real_netmiko() -> None:
    """Ask the installed netmiko."""


def test_all_built_in_profiles_are_sound(capsys: pytest.CaptureFixture[str], real_netmiko: None) -> None:
    """`test` without a file finds every built-in model sound, netmiko's names included."""
    code, output, errors = run(capsys, "test")
    assert (code, errors) == (0, "")
    assert output.count("sound: ") == len(built_in())


def test_a_sound_file_is_said_to_be(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A file of one's own, outside any folder of profiles, may inherit from ours."""
    code, output, _ = run(capsys, "test", write(tmp_path / "x1000.yaml", SOUND))
    assert (code, output) == (0, "sound: x1000\n1 model and 0 families tested\n")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("provision ACME-X1000'", "provision ACME-X2000'", "5:12: no pattern of `recognise` matches"),
        (
            "['stack-unit 0",
            "['stack-unit zero",
            "4:13: no line of `examples` shows what this pattern matches",
        ),
        ("ACME-X1000", "S4810", "is also recognised as dell/s4810"),
        ("ACME-X1000(?!\\S)", "\\S+", "4:12: a line of dell/s4810 matches too"),
        (
            "name:",
            "device_type: dell_os8\nname:",
            "3:14: device_type: netmiko knows no 'dell_os8'; did you mean",
        ),
        ("name:", "dialect: ios\nname:", "dialect: 'ios' is no command language of this fabric-check"),
    ],
)
def test_a_fault_is_named_with_its_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, old: str, new: str, expected: str
) -> None:
    """Each fault that `test` finds is one line with file, line and column, and the exit code is 2."""
    assert old in SOUND
    code, output, errors = run(capsys, "test", write(tmp_path / "x1000.yaml", SOUND.replace(old, new)))
    assert (code, output) == (2, "")
    assert expected in errors
    assert f"{(tmp_path / 'x1000.yaml').as_posix()}:" in errors


def test_a_pattern_that_misses_its_show_line_is_a_fault(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The pattern for another show command is tested against its own example."""
    extra = "stated_by: [{command: show version, pattern: 'Type X', example: 'Type Y'}]\n"
    code, _, errors = run(capsys, "test", write(tmp_path / "x1000.yaml", SOUND + extra))
    assert code == 2
    assert "the pattern does not match its example, 'Type Y'" in errors


def test_a_folder_without_profiles_is_an_error(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """An empty folder is never said to be sound."""
    code, _, errors = run(capsys, "test", str(tmp_path))
    assert code == 2
    assert "no profile is there" in errors


def test_a_folder_that_is_known_already_is_not_taken_twice(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A folder given both to `--profiles` and to `test` is tested, not refused as a duplicate."""
    write(tmp_path / "x1000.yaml", SOUND)
    code, output, _ = run(capsys, "test", str(tmp_path), "--profiles", str(tmp_path))
    assert (code, output.splitlines()[0]) == (0, "sound: x1000")


def test_without_netmiko_the_rest_is_tested(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where netmiko is not installed, `test` says what it did not look up."""
    monkeypatch.setitem(sys.modules, "netmiko.ssh_dispatcher", None)
    assert checks.netmiko_device_types() is None
    monkeypatch.setattr("fabric_check.cli.profile_tests.netmiko_device_types", lambda: None)
    assert run(capsys, "test")[1].endswith("netmiko is not installed, so no device_type was looked up\n")


def keys(value: Any) -> set[str]:
    """Return every key of a JSON document."""
    if isinstance(value, dict):
        return set(value) | {key for item in value.values() for key in keys(item)}
    return {key for item in value for key in keys(item)} if isinstance(value, list) else set()


def test_json_has_no_path_of_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    """The files of built-in models are named by their place in the program, so output is the same everywhere."""
    output = run(capsys, "list", "--format", "json")[1]
    assert {model["file"].partition("/")[0] for model in json.loads(output)["profiles"]} == {
        "switch_profiles"
    }
    assert "source" in keys(json.loads(output))
