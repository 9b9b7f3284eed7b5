"""What all tests share."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# Two cores shared by two workers: how long an example takes says nothing about the program.
settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the top of the checkout."""
    return ROOT


@pytest.fixture
def example(tmp_path: Path) -> Callable[[str], Path]:
    """Return what copies one of examples/ to a place where a test may change it."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(ROOT / "examples" / name, tmp_path / name))

    return copy


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs root where there is none; with CI=true that is a failure, not a skip."""
    if os.geteuid() == 0 or os.environ.get("CI") == "true":
        return
    for item in items:
        if item.get_closest_marker("root"):
            item.add_marker(pytest.mark.skip(reason="needs root for network namespaces"))
