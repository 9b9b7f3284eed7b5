"""The files of a fix: whole or not there, and in an encoding that their reader takes them for."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from fabric_check.cli import fixing
from fabric_check.cli.fixing import Fix, fix
from fabric_check.folder.write import write_whole
from fabric_check.model.errors import FabricCheckError
from fabric_check.remedy.plan import Wanted

TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def made(example: Callable[[str], Path]) -> Callable[[str], Fix]:
    """Return what fixes a rack whose host has a NIC of that name."""

    def go(nic: str) -> Fix:
        folder = example("rack-a")
        for name in ("fabric.yaml", "facts/hv01.json"):
            text = (folder / name).read_text("utf-8")
            (folder / name).write_text(text.replace("SLOT 3 Port 1", nic), "utf-8")
        return fix(folder, Wanted(TODAY))

    return go


@pytest.mark.parametrize("nic", ["Порт ё", "Port “1”", "Schnittstelle für SMB"])
def test_windows_powershell_reads_names_as_they_are(
    made: Callable[[str], Fix], tmp_path: Path, nic: str
) -> None:
    """A script with more than ASCII begins with a mark: in the ANSI code page a byte of a Cyrillic letter is a quote."""
    fixing.write(made(nic), tmp_path / "out")
    data = (tmp_path / "out" / "hv01.ps1").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert f"-Name '{nic}'" in data.decode("utf-8-sig")


def test_ascii_scripts_have_no_mark(made: Callable[[str], Fix], tmp_path: Path) -> None:
    """What every code page reads alike is plain."""
    fixing.write(made("SLOT 3 Port 1"), tmp_path / "out")
    assert (tmp_path / "out" / "hv01.ps1").read_bytes().startswith(b"# hv01")


@pytest.mark.parametrize("count", range(5))
def test_an_interrupted_run_leaves_whole_files(
    made: Callable[[str], Fix], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """Whatever is there is whole, and fix.json is missing: that nobody takes a part for all."""
    one, written = made("SLOT 3 Port 1"), []

    def interrupted(path: Path, data: bytes) -> None:
        if len(written) == count:
            raise KeyboardInterrupt
        written.append(path.name)
        write_whole(path, data)

    monkeypatch.setattr(fixing, "write_whole", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fixing.write(one, tmp_path / "out")
    there = {path.name: path.read_text("utf-8") for path in (tmp_path / "out").iterdir()}
    assert there == {name: one.files[name] for name in written}


def test_a_full_folder_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """The folder for the snippets is looked at first: no minutes of planning end in a refusal."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "old").write_text("old")
    with pytest.raises(FabricCheckError, match="is not empty"):
        fixing.check_output(tmp_path / "full")
