"""The program works however it is installed: wheel, sdist, editable, plain checkout, bare environment."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

SCRIPT = (
    "from fabric_check.profiles.load import built_in; from fabric_check import resources;"
    "print(len(built_in()), (resources.data('templates') / 'remediation' / 'windows' / 'snippet.j2').is_file())"
)
IGNORED = shutil.ignore_patterns(
    ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "__pycache__", "dist"
)


@pytest.fixture(scope="module")
def checkout(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clean copy of the checkout."""
    return Path(shutil.copytree(root, tmp_path_factory.mktemp("copy") / "fabric-check", ignore=IGNORED))


@pytest.fixture(scope="module")
def distributions(checkout: Path) -> Path:
    """Build sdist and, from it, the wheel, as a release would."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist", "."]
    result = subprocess.run(command, cwd=checkout, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return checkout / "dist"


def works(path: Path, folder: Path, expected: int) -> None:
    """Run the program with *path* in front of everything and check that it finds its data."""
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONSAFEPATH": "1"}
    code = f"import fabric_check; assert fabric_check.__file__.startswith({str(path)!r}), fabric_check.__file__; {SCRIPT}"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.stdout.split() == [str(expected), "True"], result.stderr


@pytest.fixture
def profiles(root: Path) -> int:
    """Return how many models the checkout describes."""
    from fabric_check.profiles.load import built_in

    return len(built_in())


def test_wheel_carries_profiles_and_templates(distributions: Path, tmp_path: Path, profiles: int) -> None:
    """Unpacked, the wheel finds its data inside the package."""
    [wheel] = distributions.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    works(tmp_path / "site", tmp_path, profiles)


def test_sdist_carries_everything_a_checkout_has(distributions: Path, tmp_path: Path, profiles: int) -> None:
    """Unpacked, the sdist works as a checkout and holds tests, docs and licences."""
    [sdist] = distributions.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    [folder] = tmp_path.iterdir()
    works(folder, tmp_path, profiles)
    for name in (
        "tests",
        "docs",
        "examples",
        "schemas",
        "LICENSE",
        "LICENSES/GPL-2.0-only.txt",
        "Makefile",
        "constraints.txt",
    ):
        assert (folder / name).exists(), name


def test_plain_checkout_works(checkout: Path, tmp_path: Path, profiles: int) -> None:
    """Without any installation, the checkout's top is enough."""
    works(checkout, tmp_path, profiles)


def test_editable_install_works(root: Path, tmp_path: Path, profiles: int) -> None:
    """An editable install reads its data from the checkout, and so sees a change at once."""
    target = tmp_path / "editable"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--target",
        str(target),
        "-e",
        str(root),
    ]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stderr
    code = f"import site; site.addsitedir({str(target)!r}); {SCRIPT}"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False
    )
    assert result.stdout.split() == [str(profiles), "True"], result.stderr


def test_a_bare_environment_installs_and_runs(distributions: Path, checkout: Path, tmp_path: Path) -> None:
    """`pip install .` in a new environment brings all that the program needs, and the demo runs."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    python = tmp_path / "venv" / "bin" / "python"
    for command in (
        [sys.executable, "-m", "venv", str(tmp_path / "venv")],
        [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-c",
            "constraints.txt",
            ".",
        ],
        [str(python.parent / "fabric-check"), "demo"],
    ):
        result = subprocess.run(
            command, cwd=checkout, env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert result.returncode == 0, result.stdout + result.stderr
    assert "CLEAN" in result.stdout
