"""A fabric folder on disk → its contents in memory. Reads only; fetches nothing; follows no clock."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from fabric_check.folder import astray, encoding, fabric_yaml, host_json, manifest, whole
from fabric_check.folder.evidence import CountersText, EvidenceReader, ProbeText, read_counters
from fabric_check.folder.host_schema import HostFactsFile
from fabric_check.folder.instants import said
from fabric_check.model.errors import InputError, Problem
from fabric_check.model.intent import Intent
from fabric_check.model.text import natural_key, printable

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class ConfigText:
    """A switch's saved running-config; *file* is relative to the folder."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class HostFacts:
    """A host's facts as they stand in its file; *text* is kept so that evidence can name the line."""

    file: str
    content: HostFactsFile
    text: str


@dataclass(frozen=True, slots=True)
class Folder:
    """Everything that ``check`` judges. *notes* say what was read in an unusual way or belongs to nothing.

    *collected*: which devices' files are missing, or older than they should be, because collecting them failed.
    """

    intent: Intent
    configs: Mapping[str, ConfigText]
    facts: Mapping[str, HostFacts]
    notes: tuple[str, ...]
    collected: manifest.Gaps = field(default_factory=lambda: manifest.Gaps({}, {}))
    probes: tuple[ProbeText, ...] = ()
    counters: Mapping[str, CountersText] = field(default_factory=dict)


def read_intent(path: Path) -> Intent:
    """Read a folder's fabric.yaml alone.

    Raises:
        InputError: there is none, or it is not what it should be.

    """
    return _intent(path, [])


def read_folder(path: Path) -> Folder:
    """Read a fabric folder.

    Raises:
        InputError: there is no fabric.yaml, or a file is not what it should be.

    """
    notes: list[str] = []
    intent = _intent(path, notes)
    configs = _each(
        path,
        "configs",
        ".cfg",
        list(intent.switches),
        notes,
        lambda text, file: ConfigText(file, encoding.without_terminal_residue(text)),
    )
    facts = _each(
        path,
        "facts",
        ".json",
        list(intent.hosts),
        notes,
        lambda text, file: HostFacts(file, host_json.read(text, file), text),
    )
    _same_systems(intent, facts)
    files = {
        name: configs[name].file if name in configs else f"configs/{name}.cfg" for name in intent.switches
    }
    files |= {name: facts[name].file if name in facts else f"facts/{name}.json" for name in intent.hosts}
    written = manifest.read(path)
    gaps = manifest.gaps(path, written, files)
    for name, why in (
        *astray.configs(configs, intent.switches),
        *astray.facts({name: (one.file, one.content.host) for name, one in facts.items()}, intent.hosts),
    ):
        gaps.missing[name] = why
        configs.pop(name, None)
        facts.pop(name, None)
    counters = _each(path, "counters", ".json", list(intent.hosts), notes, read_counters)
    evidence = EvidenceReader(
        path, intent, lambda file: _text(path, file, notes), _times(written, facts), configs, facts, notes
    )
    probes, counters = evidence.probes(), evidence.counters(counters)
    return Folder(intent, configs, facts, tuple(notes), gaps, probes, counters)


def _times(written: manifest.ManifestFile, facts: Mapping[str, HostFacts]) -> dict[str, dt.datetime]:
    """Return when each file was collected, as the manifest says, else as facts say themselves."""
    own = {found.file: found.content.collected for found in facts.values()}
    own |= {file: got.at for entry in written.devices.values() for file, got in entry.files.items()}
    return {file: at for file, text in own.items() if (at := said(text))}


def _intent(path: Path, notes: list[str]) -> Intent:
    if not (path / "fabric.yaml").exists():
        what = "no such file; a fabric folder has one (`fabric-check init` proposes it from the folder's configs)"
        raise InputError([Problem("fabric.yaml", 0, 0, what)])
    return fabric_yaml.read(_text(path, "fabric.yaml", notes))


def _same_systems(intent: Intent, facts: Mapping[str, HostFacts]) -> None:
    """Refuse facts of another operating system than fabric.yaml declares: one of the two is of another host."""
    problems = [
        Problem(
            found.file,
            0,
            0,
            f"its facts are of a {found.content.os} host; fabric.yaml says that {name} is {intent.hosts[name].os}",
        )
        for name, found in facts.items()
        if found.content.os != intent.hosts[name].os
    ]
    if problems:
        raise InputError(problems)


def _text(folder: Path, file: str, notes: list[str]) -> str:
    try:
        text, note = encoding.decode(whole.read(folder / file))
    except OSError as error:
        raise InputError([Problem(file, 0, 0, f"cannot be read: {error.strerror}")]) from None
    if note:
        notes.append(f"{printable(file)} {note}")
    return text


def _each(
    folder: Path,
    kind: str,
    ending: str,
    devices: list[str],
    notes: list[str],
    build: Callable[[str, str], Content],
) -> dict[str, Content]:
    """Read one file a device; a device's file may differ from its name in case alone."""
    found: dict[str, Content] = {}
    problems: list[Problem] = []
    by_name = {device.casefold(): device for device in devices}
    names = sorted(
        (entry.name for entry in (folder / kind).glob(f"*{ending}")),
        key=lambda name: (natural_key(name), name),
    )
    for name in names:
        device = by_name.get(name.removesuffix(ending).casefold())
        file = f"{kind}/{name}"
        if device is None:
            notes.append(f"{printable(file)} belongs to no device in fabric.yaml and was not read")
        elif device in found:
            problems.append(Problem(file, 0, 0, f"a second file for {device}; names ignore case"))
        else:
            try:
                found[device] = build(_text(folder, file, notes), file)
            except InputError as error:
                problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return found
