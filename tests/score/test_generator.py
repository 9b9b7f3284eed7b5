"""The generator: blind to the program, the same for the same seed, and right about its own intent."""

import ast
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from generator import generate
from generator.catalogue import MODELS
from generator.folder import files
from generator.shapes import SHAPES
from scoreboard.trial import clean

HERE = Path(__file__).parent
DIGEST = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from generator import generate
from generator.folder import files
print(hashlib.sha256(repr([files(generate(seed)) for seed in range(40)]).encode()).hexdigest())
"""


def test_the_generator_knows_nothing_of_the_program() -> None:
    """It imports the standard library and itself, so that a mistake of the parsers cannot hide in it."""
    for file in (HERE / "generator").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.partition(".")[0] in {*sys.stdlib_module_names, "generator"}, file


@pytest.mark.parametrize("hash_seed", ["0", "1"])
def test_the_same_seed_gives_the_same_bytes(hash_seed: str) -> None:
    """Files do not depend on the process that makes them."""
    here = hashlib.sha256(repr([files(generate(seed)) for seed in range(40)]).encode()).hexdigest()
    other = subprocess.run(
        [sys.executable, "-c", DIGEST, str(HERE)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.strip()
    assert here == other


def test_seeds_cover_what_is_promised() -> None:
    """Every shape, model and kind of host comes up within a few hundred seeds."""
    fabrics = [generate(seed) for seed in range(300)]
    assert {fabric.shape for fabric in fabrics} == set(SHAPES)
    models = {switch.model for fabric in fabrics for switch in fabric.switches.values()}
    assert models == set(MODELS.values())
    kinds = {host.kind for fabric in fabrics for host in fabric.hosts.values()}
    assert kinds == {"bare", "set", "lbfo", "team", "plain", "bond", "lacp", "declared"}


@pytest.mark.parametrize("first", range(0, 48, 8))
def test_of_a_clean_fabric_nothing_is_said(first: int) -> None:
    """A fabric that satisfies its intent has no finding of any severity, and nothing unknown."""
    for seed in range(first, first + 8):
        trial = clean(seed)
        assert (trial.extra, trial.unknowns, trial.verdict) == ([], 0, "clean"), seed


def test_a_fabric_grows() -> None:
    """A hundred switches and a thousand hosts are clean too."""
    fabric = generate(4, "three-tier", 100, 1000)
    assert len(fabric.switches) > 100
    assert len(fabric.hosts) > 500
