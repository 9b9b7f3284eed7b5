"""A truth as a file: written for people to look at, read where they want other things to be true than a folder says."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from fabric_check.folder import encoding, strict_yaml
from fabric_check.folder.write import write_whole
from fabric_check.lab.wires.truth import Truth
from fabric_check.lab.wires.truth_json import TruthError, from_plain, to_plain
from fabric_check.model.errors import FabricCheckError, InputError

Spelled = Callable[[str, str], str]
"""Returns a switch's port as the truth spells it, however it was written; raises ValueError where there is none."""


def write(file: Path, truth: Truth) -> None:
    """Write a truth as JSON, which is YAML as well.

    Raises:
        OSError: the folder is missing or cannot be written.

    """
    write_whole(file, (json.dumps(to_plain(truth), indent=1, ensure_ascii=False) + "\n").encode())


def read(file: Path) -> Truth:
    """Read a whole truth.

    Raises:
        InputError: it is not what it should be, with the place.
        FabricCheckError: it cannot be read.

    """
    return _read(file, from_plain)


def override(truth: Truth, file: Path, spelled: Spelled) -> Truth:
    """Return a truth with what a file says instead; keys that it does not mention stay, lists are replaced whole.

    Raises:
        InputError: the file is not what it should be, or names what the truth does not have.
        FabricCheckError: it cannot be read.

    """
    return _read(file, lambda value: from_plain(_merged(to_plain(truth), _named(value, spelled), ())))


def _read(file: Path, make: Callable[[Any], Truth]) -> Truth:
    try:
        text, _ = encoding.decode(file.read_bytes())
    except OSError as error:
        raise FabricCheckError(f"{file}: cannot be read: {error.strerror}") from None
    document = strict_yaml.load(text, file.name)
    try:
        return make(document.value)
    except TruthError as error:
        raise InputError([document.problem(error.place, error.message)]) from None


def _named(value: Any, spelled: Spelled) -> Any:
    """Return the file's value with its ports spelled as the truth does."""
    switches = value.get("switches") if isinstance(value, Mapping) else None
    if not isinstance(switches, Mapping):
        return value
    return {**value, "switches": {name: _ports(name, one, spelled) for name, one in switches.items()}}


def _ports(switch: str, value: Any, spelled: Spelled) -> Any:
    ports = value.get("ports") if isinstance(value, Mapping) else None
    if not isinstance(ports, Mapping):
        return value
    found = {}
    for written, port in ports.items():
        try:
            found[spelled(switch, written)] = port
        except (ValueError, KeyError) as error:
            raise TruthError(("switches", switch, "ports", written), str(error)) from None
    return {**value, "ports": found}


_NAMES = {"switches", "ports", "hosts", "nics"}
"""Mappings whose keys are names: one that the truth does not have is a slip of the pen."""


def _merged(base: dict[str, Any], new: Any, place: tuple[str, ...]) -> dict[str, Any]:
    if new is None:
        return base
    if not isinstance(new, Mapping):
        raise TruthError(place, "a mapping is expected")
    merged = dict(base)
    for key, value in new.items():
        inside = (*place, key)
        if key not in base and place and place[-1] in _NAMES:
            raise TruthError(inside, f"there is no {key!r} in this fabric")
        both = isinstance(base.get(key), Mapping) and isinstance(value, Mapping)
        merged[key] = _merged(base[key], value, inside) if both else value
    return merged
