"""What a folder holds before it has a fabric.yaml: configs and facts by device, and which files stand for none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from fabric_check.folder import encoding, host_json, whole
from fabric_check.folder.read import ConfigText, HostFacts
from fabric_check.model.errors import InputError, Problem
from fabric_check.model.text import natural_key, printable

_DEVICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}", re.ASCII)
_NO_NAME = "is no device name: letters, digits, `.`, `_` and `-`, up to 63, the first a letter or digit"


@dataclass(frozen=True, slots=True)
class Found:
    """The devices of a folder by name, in natural order. *skipped*: each file that stands for none, and why."""

    configs: Mapping[str, ConfigText]
    facts: Mapping[str, HostFacts]
    skipped: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Scan:
    """Collects files and what is wrong with them."""

    folder: Path
    skipped: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)

    def texts(self, kind: str, ending: str) -> dict[str, tuple[str, str]]:
        """Return the text and the file of each device that has one of this kind."""
        found: dict[str, tuple[str, str]] = {}
        here: dict[str, str] = {}
        entries = sorted((self.folder / kind).glob(f"*{ending}"), key=lambda entry: natural_key(entry.name))
        for entry in entries:
            name, file = entry.name.removesuffix(ending), f"{kind}/{entry.name}"
            if not _DEVICE.fullmatch(name):
                self.skipped.append((file, f"{name!r} {_NO_NAME}"))
            elif other := here.get(name.casefold()):
                self.problems.append(Problem(file, 0, 0, f"a second file for {other}; names ignore case"))
            elif other := self.taken.get(name.casefold()):
                self.skipped.append((file, f"{other} has this device's name already; names are unique"))
            else:
                here[name.casefold()] = name
                try:
                    found[name] = encoding.decode(whole.read(entry))[0], file
                except OSError as error:
                    self.skipped.append((file, f"cannot be read: {error.strerror}"))
        self.taken |= {name.casefold(): file for name, (_, file) in found.items()}
        return found


def scan(folder: Path) -> Found:
    """Read all configs and facts of a folder.

    Raises:
        InputError: two files of one kind differ in case alone, so that nobody can tell which counts.

    """
    scanned = _Scan(folder)
    configs = {
        name: ConfigText(file, encoding.without_terminal_residue(text))
        for name, (text, file) in scanned.texts("configs", ".cfg").items()
    }
    facts: dict[str, HostFacts] = {}
    for name, (text, file) in scanned.texts("facts", ".json").items():
        try:
            facts[name] = HostFacts(file, host_json.read(text, file), text)
        except InputError as error:
            scanned.skipped.append((file, str(error.problems[0]).removeprefix(f"{file}:")))
    if scanned.problems:
        raise InputError(scanned.problems)
    return Found(
        configs, facts, tuple((printable(file), printable(why)[:300]) for file, why in scanned.skipped)
    )
