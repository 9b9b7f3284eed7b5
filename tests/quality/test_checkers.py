"""Style, types and layers are checked as tests are, so that one command says whether a change may land."""

import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",), ("lint-imports", "--no-cache")],
    ids=lambda command: " ".join(command[:2]),
)
def test_checker_is_content(command: tuple[str, ...], root: Path) -> None:
    """Ruff, mypy strict and import-linter find nothing."""
    result = subprocess.run(
        [BIN / command[0], *command[1:]], cwd=root, capture_output=True, encoding="utf-8", check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
