"""What the lab's tests share: a folder to play and a lab that plays it."""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from fabric_check.lab.behaviour import Behaviour
from fabric_check.lab.running import Lab
from fabric_check.lab.story import Story, files

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode leaves helpers next to the tests unfound
from played import LINUX_FACTS, Started


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the demo's folder with a Linux host more."""
    found = files(Story())
    host = "  san01: {os: linux, nics: {eth2: {networks: [live-migration], tagged: true}}}\nlinks:"
    found["fabric.yaml"] = found["fabric.yaml"].replace("links:", host)
    found["facts/san01.json"] = json.dumps(LINUX_FACTS)
    found["state/s4810-a/show-vlan.txt"] = "modelled\n    NUM    Status\n"
    for name, text in found.items():
        file = tmp_path / "fabric" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return tmp_path / "fabric"


@pytest.fixture
def started(folder: Path) -> Iterator[Started]:
    """Return what starts a lab of the folder, with switches that behave as they are told."""
    with ExitStack() as stack:

        def start(behaviours: Mapping[str, Behaviour] | None = None) -> Lab:
            return stack.enter_context(Lab(folder, behaviours))

        yield start
