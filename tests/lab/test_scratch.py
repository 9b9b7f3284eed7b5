"""Folders of a lab that nobody keeps: gone with the lab, however it ends."""

import contextlib
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fabric_check.lab.running import Lab

HOLD = """
import sys
from fabric_check.lab.scratch import Scratch
folders = [Scratch(), Scratch()]
(folders[0].path / "tool").write_text("x")
folders[1].remove()
print(folders[0].path.parent, folders[0].watcher, flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def held(temporary: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, int]]:
    """Yield a process with a folder in *temporary*, its watcher, and a handle on that."""
    words = [sys.executable, "-c", HOLD]
    environment = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout is not None
        root, watcher = process.stdout.readline().split()
        assert [one.name for one in temporary.iterdir()] == [Path(root.decode()).name]
        handle = os.pidfd_open(int(watcher))
        try:
            yield process, int(watcher), handle
        finally:
            process.kill()
            os.close(handle)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_is_killed_leaves_no_folder(tmp_path: Path, number: int) -> None:
    """Without a chance to clean up, the folder with all that is in it goes, and the watcher with it."""
    with held(tmp_path) as (process, _, handle):
        process.send_signal(number)
        assert select.select([handle], [], [], 30)[0]
    assert list(tmp_path.iterdir()) == []


def test_the_watcher_is_not_told_what_a_terminal_tells_the_program(tmp_path: Path) -> None:
    """It is in a session of its own, so an interrupt typed at the terminal leaves it to do its work."""
    with held(tmp_path) as (_, watcher, _):
        assert os.getsid(watcher) == watcher


def test_a_lab_that_is_left_leaves_no_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All hosts share one folder and one watcher, and both end with the lab."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with Lab(folder):
        assert len(list(temporary.iterdir())) == 1
    assert list(temporary.iterdir()) == []
