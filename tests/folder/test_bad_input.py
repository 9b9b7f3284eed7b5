"""Bad input gets one clear message for each thing wrong, with its place, and exit code 2."""

import os
from pathlib import Path

import pytest
import yaml

from fabric_check.folder.read import read_folder
from fabric_check.model.errors import InputError

CASES = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_bad_folder(path: Path, tmp_path: Path) -> None:
    """All errors of a folder come at once, in the order of the file, and are exactly these."""
    case = yaml.safe_load(path.read_text("utf-8"))
    for name, content in case["files"].items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    with pytest.raises(InputError) as error:
        read_folder(tmp_path)
    assert str(error.value).splitlines() == case["says"]


@pytest.mark.parametrize("file", ["fabric.yaml", "configs/sw1.cfg", "probes/a.json", "manifest.json"])
def test_a_pipe_is_not_waited_for(file: str, tmp_path: Path) -> None:
    """A pipe in a file's place is an error at once: nobody may ever write into it."""
    (tmp_path / "fabric.yaml").write_text(
        "schema: fabric-check/fabric/1\nname: x\nnetworks: {}\nswitches: {sw1: }\n", "utf-8"
    )
    (tmp_path / file).unlink(missing_ok=True)
    (tmp_path / file).parent.mkdir(exist_ok=True)
    os.mkfifo(tmp_path / file)
    with pytest.raises(InputError, match=f"{file}: cannot be read: it is no plain file"):
        read_folder(tmp_path)
