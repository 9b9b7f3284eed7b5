"""Folders of YAML → profiles. A profile's id is its path in its folder: ``dell/s4810``.

Three kinds of folder: the program's own, those of installed packages (entry points of the group
``fabric_check.profiles``, each a package or a folder), and those that the user names (``--profiles DIR``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import ModuleType

from fabric_check import resources
from fabric_check.folder import strict_yaml
from fabric_check.folder.strict_yaml import Document
from fabric_check.folder.versions import check_version
from fabric_check.model.errors import FabricCheckError, InputError, Problem
from fabric_check.model.profile import Profile
from fabric_check.profiles.build import build
from fabric_check.profiles.inherit import resolve
from fabric_check.profiles.schema import SCHEMA

GROUP = "fabric_check.profiles"
OWN_FOLDER = "switch_profiles"


@dataclass(slots=True)
class Library:
    """Profile files by id, from several folders; an id stands for one file alone."""

    documents: dict[str, Document] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, folder: Traversable, label: str) -> None:
        """Read every file below a folder; *label* stands before its path in messages."""
        for profile_id, file in sorted(_files(folder, ""), key=lambda item: item[0]):
            self.add_file(file, profile_id, f"{label}/{profile_id}.yaml")

    def add_file(self, file: Traversable, profile_id: str, name: str) -> None:
        """Read one file; *name* is what messages call it. Two files of one id are a problem, never a replacement."""
        if profile_id in self.documents:
            what = f"profile {profile_id!r} is there already, in {self.documents[profile_id].file}; give this one another path"
            self.problems.append(Problem(name, 1, 1, what))
            return
        try:
            self.documents[profile_id] = _document(file.read_text("utf-8"), name)
        except InputError as error:
            self.problems.extend(error.problems)
        except OSError as error:
            self.problems.append(Problem(name, 0, 0, f"cannot be read: {error.strerror}"))
        except UnicodeDecodeError as error:
            self.problems.append(Problem(name, 0, 0, f"is not UTF-8: byte {error.start} cannot be read"))

    def profiles(self) -> dict[str, Profile]:
        """Return the models, by id.

        Raises:
            InputError: with the problems of all files.

        """
        found: dict[str, Profile] = {}
        problems = list(self.problems)
        for profile_id in self.documents:
            try:
                profile = build(resolve(self.documents, profile_id), profile_id)
            except InputError as error:
                problems.extend(error.problems)
                continue
            if profile is not None:
                found[profile_id] = profile
        if problems:
            raise InputError(problems)
        return found


@cache
def built_in() -> Mapping[str, Profile]:
    """Return the profiles that travel with the program, by id."""
    return load_all(resources.data(OWN_FOLDER))


@cache
def all_profiles(folders: tuple[Path, ...] = ()) -> Mapping[str, Profile]:
    """Return the built-in profiles, those of installed packages and those below *folders*, by id.

    Raises:
        InputError: a file is not a profile, or two files have one id.
        FabricCheckError: an installed package offers no folder.

    """
    return library(folders).profiles()


def load_all(folder: Traversable, label: str = OWN_FOLDER) -> dict[str, Profile]:
    """Return every model below one folder, by id.

    Raises:
        InputError: with the problems of all files.

    """
    alone = Library()
    alone.add(folder, label)
    return alone.profiles()


def library(folders: tuple[Path, ...] = ()) -> Library:
    """Return the built-in files, those of installed packages and those below *folders*.

    Raises:
        FabricCheckError: an installed package offers no folder.

    """
    found = Library()
    found.add(resources.data(OWN_FOLDER), OWN_FOLDER)
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        found.add(_offered(entry), f"{entry.name} (installed package)")
    for folder in folders:
        found.add(folder, folder.as_posix())
    return found


def _offered(entry: EntryPoint) -> Traversable:
    """Return the folder that an entry point names: a package, or an object that is a folder."""
    where = f"the installed profiles {entry.name!r} ({entry.value})"
    try:
        offered = entry.load()
        folder: Traversable = files(offered) if isinstance(offered, ModuleType) else offered
        if folder.is_dir():
            return folder
    except Exception as error:  # noqa: BLE001 - a stranger's package may fail in any way, and must be named
        raise FabricCheckError(f"{where} cannot be loaded: {type(error).__name__}: {error}") from None
    raise FabricCheckError(f"{where} are no folder; a package or a folder of YAML files is expected")


def _document(text: str, file: str) -> Document:
    document = strict_yaml.load(text, file)
    if not isinstance(document.value, dict):
        raise InputError([document.problem((), "a mapping is expected")])
    check_version(document, SCHEMA)
    return document


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.name.startswith((".", "__")):
            continue
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".yaml"):
            yield prefix + entry.name.removesuffix(".yaml"), entry
