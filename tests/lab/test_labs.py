"""Labs as a whole: up and down, in this process and in the background, with nothing left behind."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from played import Started

from fabric_check.cli.main import program
from fabric_check.lab import state
from fabric_check.lab.running import Lab
from fabric_check.lab.ssh_host.device import LinuxDevice
from fabric_check.lab.ssh_switch.device import SwitchDevice
from fabric_check.model.errors import FabricCheckError


def answers(address: tuple[str, int]) -> bool:
    """Return whether something listens."""
    try:
        with socket.create_connection(address, timeout=5):
            return True
    except OSError:
        return False


def test_a_lab_that_is_left_leaves_nothing(folder: Path) -> None:
    """Every device listens while the lab is up; afterwards no port, thread or folder is left."""
    threads = set(threading.enumerate())
    with Lab(folder) as lab:
        addresses = [lab.address(name) for name in lab.devices]
        assert len(addresses) == 6
        assert all(answers(address) for address in addresses)
        bins = Path(lab.device("san01", LinuxDevice).home)
        assert bins.is_dir()
    assert not any(answers(address) for address in addresses)
    assert set(threading.enumerate()) == threads
    assert not bins.exists()


def test_what_the_folder_does_not_hold_is_not_played(started: Started, folder: Path) -> None:
    """A switch without a config, or of another maker, and a host without facts are left out, with the reason."""
    (folder / "configs" / "s4810-a.cfg").unlink()
    (folder / "configs" / "s4810-b.cfg").write_text("version 12.2\nhostname other\nend\n")
    (folder / "facts" / "hv01.json").unlink()
    lab = started()
    assert set(lab.devices) == {"pc8132-a", "hv02", "san01"}
    assert lab.notes == (
        "s4810-a is not played: there is no configs/s4810-a.cfg",
        "s4810-b is not played: the lab does not know how the switch of configs/s4810-b.cfg talks",
        "hv01 is not played: there is no facts/hv01.json",
    )


def test_a_profile_says_how_a_switch_talks(started: Started, folder: Path) -> None:
    """A config that shows no maker is played as the profile's model talks."""
    (folder / "configs" / "s4810-a.cfg").write_text("hostname other\nend\n")
    assert started().device("s4810-a", SwitchDevice).language.prompts.top == "conf"


def test_asking_for_a_device_as_another_kind_is_an_error(started: Started) -> None:
    """A switch is no host."""
    with pytest.raises(TypeError, match="s4810-a is a switch"):
        started().device("s4810-a", LinuxDevice)


def fabric_check(*words: str) -> Result:
    """Run the program in this process."""
    return CliRunner().invoke(program, ["lab", *words], standalone_mode=False)


@pytest.fixture
def up(folder: Path, tmp_path: Path) -> Iterator[Path]:
    """Yield the folder of a lab that runs in the background, and end it."""
    into = tmp_path / "lab"
    result = fabric_check("up", str(folder), "--into", str(into))
    assert result.return_value == 0, result.output
    yield into
    fabric_check("down", str(into))


def test_a_lab_goes_on_in_the_background_until_it_is_ended(up: Path) -> None:
    """`up` returns with the devices up, `status` says so, `down` ends them, and a second `down` is no error."""
    found = state.read(up)
    assert found.up
    assert all(answers((device.address, device.port)) for device in found.devices.values())
    result = fabric_check("status", str(up))
    assert result.return_value == 0
    assert [line.split()[-1] for line in result.output.splitlines()] == ["up"] * 6
    assert fabric_check("down", str(up)).return_value == 0
    assert not any(answers((device.address, device.port)) for device in found.devices.values())
    assert found.server is not None
    assert state.started(found.server.pid) is None
    assert fabric_check("down", str(up)).return_value == 0
    assert fabric_check("status", str(up)).return_value == 1


def test_a_lab_that_was_killed_is_down_and_can_be_started_again(up: Path, folder: Path) -> None:
    """After a crash `status` says down, and `up` into the same folder works."""
    server = state.read(up).server
    assert server is not None
    handle = os.pidfd_open(server.pid)
    os.kill(server.pid, signal.SIGKILL)
    signal_wait(handle)
    assert fabric_check("status", str(up)).return_value == 1
    assert fabric_check("up", str(folder), "--into", str(up)).return_value == 0
    assert state.read(up).up


def signal_wait(handle: int) -> None:
    """Wait for a process to end."""
    import select

    select.select([handle], [], [], 30)
    os.close(handle)


def test_a_running_lab_and_a_stranger_s_folder_are_not_overwritten(
    up: Path, folder: Path, tmp_path: Path
) -> None:
    """`up` refuses a folder whose lab is up, and one that holds something else."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("dear")
    for into, why in ((up, "up already"), (tmp_path / "mine", "no lab")):
        result = fabric_check("up", str(folder), "--into", str(into))
        assert isinstance(result.exception, FabricCheckError)
        assert why in str(result.exception)
    assert sorted(file.name for file in (tmp_path / "mine").iterdir()) == ["letter"]


def test_a_folder_that_is_none_makes_no_lab(tmp_path: Path) -> None:
    """Without a fabric.yaml nothing is made, and the message says what is missing."""
    result = fabric_check("up", str(tmp_path), "--into", str(tmp_path / "lab"))
    assert isinstance(result.exception, FabricCheckError)
    assert "fabric.yaml" in str(result.exception)
    assert not (tmp_path / "lab").exists()


def test_a_server_that_nobody_waits_for_ends(folder: Path, tmp_path: Path) -> None:
    """Where `up` is killed before the lab is up, the lab's process ends by itself."""
    command = [sys.executable, "-m", "fabric_check.lab", str(folder), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        server.stdout.close()
        assert server.wait(60) != 0


def test_another_program_is_not_taken_for_a_lab(tmp_path: Path) -> None:
    """A lab.json that names a process that is no lab's is of a lab that is down; the process is left alone."""
    own = os.getpid()
    state.write(tmp_path, state.State(state.Process(own, state.started(own) or 0), {}))
    assert not state.read(tmp_path).up
    assert fabric_check("down", str(tmp_path)).output == "was down already\n"


def test_lab_json_of_another_kind_is_refused(tmp_path: Path) -> None:
    """A lab.json that is none of ours, or none at all, is an error that says so."""
    with pytest.raises(FabricCheckError, match="there is no lab"):
        state.read(tmp_path)
    (tmp_path / "lab.json").write_text('{"schema": "other"}')
    with pytest.raises(FabricCheckError, match="is not what"):
        state.read(tmp_path)
