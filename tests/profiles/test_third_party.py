"""Models of others: from a folder that the user names, and from an installed package."""

import datetime as dt
import sys
from importlib import invalidate_caches
from pathlib import Path

import pytest

from fabric_check.cli.checking import Choices, check
from fabric_check.cli.models import known_profiles
from fabric_check.model.errors import FabricCheckError, InputError
from fabric_check.profiles.load import library

X1000 = """\
schema: fabric-check/profile/1
inherits: dell/family/ftos
name: Acme X1000
recognise: ['stack-unit\\s+\\d+\\s+provision\\s+ACME-X1000(?!\\S)']
examples: ['stack-unit 0 provision ACME-X1000']
mtu:
  default: {value: 1554, source: "Acme X1000 command reference, `mtu`"}
  maximum: {value: 9216, source: "Acme X1000 command reference, `mtu`"}
"""


def write(path: Path, text: str) -> Path:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def package(site: Path, target: str = "acme_profiles") -> None:
    """Lay out an installed package, as an installer would, whose entry point is *target*."""
    write(site / "acme_profiles" / "__init__.py", "")
    write(site / "acme_profiles" / "acme" / "x1000.yaml", X1000)
    info = site / "acme_profiles-1.0.dist-info"
    write(info / "METADATA", "Metadata-Version: 2.1\nName: acme-profiles\nVersion: 1.0\n")
    write(info / "entry_points.txt", f"[fabric_check.profiles]\nacme = {target}\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that Python imports from, forgotten after the test."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "acme_profiles", raising=False)
    invalidate_caches()
    return tmp_path


def test_a_folder_adds_models_that_inherit_from_ours(tmp_path: Path) -> None:
    """A model below `--profiles DIR` is known by its path in it and inherits from a built-in family."""
    write(tmp_path / "acme" / "x1000.yaml", X1000)
    model = known_profiles((tmp_path,))["acme/x1000"]
    assert (model.dialect, model.device_type, model.mtu.maximum.value) == ("ftos", "dell_os9", 9216)


def test_a_taken_id_is_refused(tmp_path: Path) -> None:
    """A third party's dell/s4810 never replaces ours: the error names both files."""
    write(tmp_path / "dell" / "s4810.yaml", X1000)
    with pytest.raises(InputError) as caught:
        known_profiles((tmp_path,))
    assert str(caught.value) == (
        f"{tmp_path.as_posix()}/dell/s4810.yaml:1:1: profile 'dell/s4810' is there already, "
        "in switch_profiles/dell/s4810.yaml; give this one another path"
    )


def test_two_folders_may_not_share_an_id(tmp_path: Path) -> None:
    """The same id in two folders of a user's own is refused too."""
    for name in ("a", "b"):
        write(tmp_path / name / "acme" / "x1000.yaml", X1000)
    with pytest.raises(InputError, match="profile 'acme/x1000' is there already"):
        known_profiles((tmp_path / "a", tmp_path / "b"))


def test_a_language_that_nobody_reads_is_refused(tmp_path: Path) -> None:
    """A profile of an unknown command language is an error with the known ones, not a crash later."""
    write(tmp_path / "acme" / "x1000.yaml", X1000.replace("name:", "dialect: ftoss\nname:"))
    with pytest.raises(
        InputError, match="'ftoss' is no command language of this fabric-check; known: dnos6, ftos"
    ):
        known_profiles((tmp_path,))


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    """A file of other bytes is an error with its name."""
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="is not UTF-8"):
        known_profiles((tmp_path,))


def test_an_installed_package_adds_its_models(site: Path) -> None:
    """A package with an entry point is known without any option; its file is named by the entry point."""
    package(site)
    model = library().profiles()["acme/x1000"]
    assert model.file == "acme (installed package)/acme/x1000.yaml"
    assert model.mtu.maximum.value == 9216


def test_an_entry_point_may_be_a_folder_object(site: Path) -> None:
    """An entry point may also name an object that is a folder."""
    package(site, "acme_profiles:FOLDER")
    write(
        site / "acme_profiles" / "__init__.py",
        "from importlib.resources import files\nFOLDER = files(__name__)\n",
    )
    assert "acme/x1000" in library().profiles()


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("acme_profiles:missing", "cannot be loaded: AttributeError"),
        ("no_such_package", "cannot be loaded: ModuleNotFoundError"),
        ("acme_profiles:__name__", "cannot be loaded: AttributeError"),
    ],
)
def test_a_broken_package_is_named(site: Path, target: str, expected: str) -> None:
    """A package that cannot be loaded is an error that names it, never a traceback."""
    package(site, target)
    with pytest.raises(FabricCheckError, match="the installed profiles 'acme'") as caught:
        library()
    assert expected in str(caught.value)


def test_check_recognises_a_third_party_model(tmp_path: Path) -> None:
    """`check --profiles DIR` reads a switch whose model only that folder knows."""
    write(tmp_path / "models" / "acme" / "x1000.yaml", X1000)
    fabric = (
        "schema: fabric-check/fabric/1\nname: rack\nnetworks: {a: {vlan: 10, ip_mtu: 1500}}\nswitches: {sw1: {}}\n"
        "hosts: {}\nlinks: []\n"
    )
    write(tmp_path / "rack" / "fabric.yaml", fabric)
    write(
        tmp_path / "rack" / "configs" / "sw1.cfg",
        "! Version 9.9(0.0)\nstack-unit 0 provision ACME-X1000\n!\nend\n",
    )
    today = dt.date(2026, 11, 1)
    without = check(tmp_path / "rack", Choices(today))
    known = check(tmp_path / "rack", Choices(today, profile_folders=(tmp_path / "models",)))
    assert [device.model for device in without.devices] == [None]
    assert [device.model for device in known.devices] == ["acme/x1000"]
