"""``profiles test``: which files are meant, what is wrong with them, and what was not asked."""

from collections.abc import Iterator
from pathlib import Path

from fabric_check import resources
from fabric_check.cli.models import unknown_dialect
from fabric_check.model.errors import FabricCheckError, InputError, Problem
from fabric_check.profiles.checks import examine, netmiko_device_types
from fabric_check.profiles.load import OWN_FOLDER, Library, library


def run(paths: tuple[Path, ...], folders: tuple[Path, ...]) -> Iterator[str]:
    """Yield a line for each sound model, then a summary.

    Raises:
        InputError: with every fault of every file that was asked for.
        FabricCheckError: a folder holds no profile.

    """
    known = library(folders)
    asked = [profile_id for path in paths for profile_id in _ids(known, path, folders)] or list(
        known.documents
    )
    profiles = known.profiles()
    device_types = netmiko_device_types()
    problems: list[Problem] = []
    for profile_id in asked:
        if profile_id in profiles:
            profile = profiles[profile_id]
            problems += examine(profile, profiles, known.documents, device_types)
            problems += filter(None, [unknown_dialect(profile)])
    if problems:
        raise InputError(problems)
    models = [profile_id for profile_id in asked if profile_id in profiles]
    yield from (f"sound: {profile_id}" for profile_id in models)
    families = len(asked) - len(models)
    yield f"{_count(len(models), 'model')} and {_count(families, 'family')} tested"
    if device_types is None:
        yield "netmiko is not installed, so no device_type was looked up"


def _ids(known: Library, path: Path, folders: tuple[Path, ...]) -> list[str]:
    """Return the ids of the profiles in a file or folder, reading it unless it belongs to a known folder."""
    for folder, label in (
        (resources.data(OWN_FOLDER), OWN_FOLDER),
        *((one, one.as_posix()) for one in folders),
    ):
        if isinstance(folder, Path) and path.resolve().is_relative_to(folder.resolve()):
            inside = path.resolve().relative_to(folder.resolve()).as_posix()
            below = f"{label}/" if inside == "." else f"{label}/{inside}/"
            found = [
                profile_id
                for profile_id, document in known.documents.items()
                if document.file == f"{label}/{inside}" or document.file.startswith(below)
            ]
            break
    else:
        before = set(known.documents)
        if path.is_dir():
            known.add(path, path.as_posix())
        else:
            known.add_file(path, path.stem, path.as_posix())
        found = [profile_id for profile_id in known.documents if profile_id not in before]
    if not found and not known.problems:
        raise FabricCheckError(f"{path.as_posix()}: no profile is there; a file NAME.yaml is expected")
    return found


def _count(number: int, noun: str) -> str:
    plural = noun.removesuffix("y") + "ies" if noun.endswith("y") else noun + "s"
    return f"{number} {noun if number == 1 else plural}"
