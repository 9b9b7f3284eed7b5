"""The switch models that a run knows: built in, installed, and in the folders that the user names."""

from collections.abc import Mapping
from pathlib import Path

from fabric_check import dialects
from fabric_check.folder.shape_errors import did_you_mean, shown
from fabric_check.model.errors import InputError, Problem
from fabric_check.model.profile import Profile
from fabric_check.profiles.load import all_profiles


def known_profiles(folders: tuple[Path, ...] = ()) -> Mapping[str, Profile]:
    """Return every model by id.

    Raises:
        InputError: a profile is not what it should be, or its command language is none of ours.

    """
    profiles = all_profiles(folders)
    problems = [problem for profile in profiles.values() if (problem := unknown_dialect(profile))]
    if problems:
        raise InputError(problems)
    return profiles


def unknown_dialect(profile: Profile) -> Problem | None:
    """Return what is wrong with a profile whose command language nothing here reads, else None."""
    known = dialects.names()
    if profile.dialect in known:
        return None
    what = f"dialect: {shown(profile.dialect)} is no command language of this fabric-check; known: {', '.join(known)}"
    return Problem(profile.file, 1, 1, what + did_you_mean(profile.dialect, known))
