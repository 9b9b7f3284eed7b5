"""probes/ and counters/ of a folder → what of it counts: the newest of each, none older than what it would be held against."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from fabric_check.folder import counters_schema, json_file, probe_schema
from fabric_check.folder.counters_schema import CountersFile
from fabric_check.folder.instants import instant
from fabric_check.folder.probe_schema import ProbeFile
from fabric_check.model.errors import InputError, Problem
from fabric_check.model.intent import Intent, Nic
from fabric_check.model.text import natural_key, printable


class File(Protocol):
    """A file of the folder, by its path in it."""

    @property
    def file(self) -> str:
        """Its path."""


@dataclass(frozen=True, slots=True)
class ProbeText:
    """A measurement from one NIC to another; *text* is kept so that evidence can name the line."""

    file: str
    content: ProbeFile
    text: str
    sender: Nic
    receiver: Nic


@dataclass(frozen=True, slots=True)
class CountersText:
    """What a host counted; *text* is kept so that evidence can name the line."""

    file: str
    content: CountersFile
    text: str


@dataclass(slots=True)
class EvidenceReader:
    """Reads what was measured. *read* gives a file's text; *known* is when each file of the folder was collected.

    A configuration or facts of unknown time make nothing stale: somebody saved them by hand.
    """

    folder: Path
    intent: Intent
    read: Callable[[str], str]
    known: Mapping[str, dt.datetime]
    configs: Mapping[str, File]
    facts: Mapping[str, File]
    notes: list[str]
    _left_out: dict[str, list[str]] = field(default_factory=dict)

    def probes(self) -> tuple[ProbeText, ...]:
        """Return the newest measurement of each ordered pair in each network, in fabric.yaml order.

        Raises:
            InputError: a file is not what it should be.

        """
        problems: list[Problem] = []
        newest: dict[tuple[str, str, str, str, str], ProbeText] = {}
        for file in self._files("probes"):
            try:
                text = self.read(file)
                content = json_file.read(text, file, ProbeFile, probe_schema.SCHEMA)
            except InputError as error:
                problems.extend(error.problems)
                continue
            one = self._resolved(file, content, text)
            if one is None or self._stale(file, content.at, (one.sender.host, one.receiver.host)):
                continue
            key = (content.network, one.sender.host, one.sender.name, one.receiver.host, one.receiver.name)
            before = newest.get(key)
            if before is None or instant(before.content.at) <= instant(content.at):
                newest[key] = one
        if problems:
            raise InputError(problems)
        self._note()
        networks = list(self.intent.networks)
        nics = {(nic.host, nic.name): rank for rank, nic in enumerate(_nics(self.intent))}
        order = sorted(newest, key=lambda key: (networks.index(key[0]), nics[key[1:3]], nics[key[3:5]]))
        return tuple(newest[key] for key in order)

    def counters(self, found: Mapping[str, CountersText]) -> dict[str, CountersText]:
        """Return the counters that count: those whose first sample is not older than what the host is judged by."""
        kept = {
            host: one
            for host, one in found.items()
            if not self._stale(
                one.file, min((sample.at for sample in one.content.samples), key=instant), (host,)
            )
        }
        self._note()
        return kept

    def _files(self, kind: str) -> list[str]:
        names = sorted(
            (entry.name for entry in (self.folder / kind).glob("*.json")),
            key=lambda name: (natural_key(name), name),
        )
        return [f"{kind}/{name}" for name in names]

    def _resolved(self, file: str, content: ProbeFile, text: str) -> ProbeText | None:
        """Return the measurement with its NICs; None, and a note, where fabric.yaml does not know them so."""
        if content.network not in self.intent.networks:
            self._leave_out(f"fabric.yaml has no network {printable(content.network)!r}", file)
            return None
        nics = [find_nic(self.intent, content.network, end) for end in (content.from_, content.to)]
        sender, receiver = nics
        for end, nic in zip((content.from_, content.to), nics, strict=True):
            if nic is None:
                what = f"no NIC of {printable(content.network)} in fabric.yaml is {printable(end)!r}"
                self._leave_out(what, file)
                return None
        if sender is None or receiver is None or sender.host == receiver.host:
            self._leave_out("both ends are on one host", file)
            return None
        return ProbeText(file, content, text, sender, receiver)

    def _stale(self, file: str, at: str, hosts: Iterable[str]) -> bool:
        """Return whether something that it would be held against was collected after it; note it then."""
        held = [*self.configs.values(), *(self.facts[host] for host in hosts if host in self.facts)]
        files = [one.file for one in held]
        newer = [one for one in files if one in self.known and self.known[one] > instant(at)]
        if newer:
            self._leave_out(f"stale: measured before {newer[0]} was collected", file)
        return bool(newer)

    def _leave_out(self, why: str, file: str) -> None:
        self._left_out.setdefault(why, []).append(printable(file))

    def _note(self) -> None:
        """Note what was left out: one line for each reason, however many files."""
        for why, files in self._left_out.items():
            more = f" and {len(files) - 1} more" if len(files) > 1 else ""
            self.notes.append(f"{files[0]}{more}: not used, {why}")
        self._left_out.clear()


def read_counters(text: str, file: str) -> CountersText:
    """Read one host's counters.

    Raises:
        InputError: not JSON, not an object, another schema, or a field of the wrong kind.

    """
    return CountersText(file, json_file.read(text, file, CountersFile, counters_schema.SCHEMA), text)


def find_nic(intent: Intent, network: str, written: str) -> Nic | None:
    """Return the NIC of a network that ``host:nic`` names; names of hosts and of Windows' NICs ignore case."""
    host, _, name = written.partition(":")
    for nic in intent.nics(network):
        same = str.casefold if intent.hosts[nic.host].os == "windows" else str
        if nic.host.casefold() == host.casefold() and same(nic.name) == same(name):
            return nic
    return None


def _nics(intent: Intent) -> list[Nic]:
    return [nic for host in intent.hosts.values() for nic in host.nics]
