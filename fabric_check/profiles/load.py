"""switch_profiles/**/*.yaml → Profile. A profile's id is its path: ``dell/s4810``."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources.abc import Traversable

from fabric_check import resources
from fabric_check.folder import strict_yaml
from fabric_check.folder.shape_errors import validate
from fabric_check.folder.versions import check_version
from fabric_check.model.errors import InputError, Problem
from fabric_check.model.profile import MtuProfile, Profile, Sourced
from fabric_check.profiles.schema import ProfileFile, SourcedNumber


@cache
def built_in() -> Mapping[str, Profile]:
    """Return the profiles that travel with the program, by id."""
    return load_all(resources.data("switch_profiles"))


def load_all(folder: Traversable) -> dict[str, Profile]:
    """Return every profile below a folder, by id.

    Raises:
        InputError: with the problems of all files.

    """
    profiles: dict[str, Profile] = {}
    problems: list[Problem] = []
    for profile_id, file in sorted(_files(folder, "")):
        try:
            profiles[profile_id] = load(file.read_text("utf-8"), profile_id)
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return profiles


def load(text: str, profile_id: str) -> Profile:
    """Read one profile.

    Raises:
        InputError: with every problem of the file.

    """
    document = strict_yaml.load(text, f"switch_profiles/{profile_id}.yaml")
    if not isinstance(document.value, dict):
        raise InputError([document.problem((), "a mapping is expected")])
    check_version(document, "fabric-check/profile/1")
    shape = validate(ProfileFile, document)
    if isinstance(shape, list):
        raise InputError(shape)
    patterns = []
    for number, pattern in enumerate(shape.recognise):
        try:
            patterns.append(re.compile(pattern, re.MULTILINE))
        except re.error as error:
            raise InputError(
                [document.problem(("recognise", number), f"not a regular expression: {error}")]
            ) from None
    mtu = shape.mtu
    return Profile(
        profile_id,
        shape.name,
        shape.dialect,
        tuple(patterns),
        MtuProfile(
            mtu.counts,
            _sourced(mtu.default),
            _sourced(mtu.minimum),
            _sourced(mtu.maximum),
            _sourced(mtu.tag_on_top_up_to),
        ),
    )


def _sourced(number: SourcedNumber | None) -> Sourced[int]:
    if number is None:
        return Sourced(None, "not stated for this model")
    return Sourced(number.value, number.source or number.unknown or "")


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".yaml"):
            yield prefix + entry.name.removesuffix(".yaml"), entry
