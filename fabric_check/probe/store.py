"""Puts measurements into a fabric folder: one file for each ordered pair and each host's counters, whole or not at all."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fabric_check.folder.write import write_whole
from fabric_check.model.errors import FabricCheckError
from fabric_check.probe.engine import Sample
from fabric_check.probe.host import Measured
from fabric_check.probe.plan import End, Pair

_OTHERS = re.compile(r"[^A-Za-z0-9._]+")
_MOST = 120


class Store:
    """A folder that measurements go into. *pairs*: all that may come, so that no two share a file."""

    def __init__(self, folder: Path, pairs: Iterable[Pair]) -> None:
        self._folder = folder
        self._names = {pair: _name(pair) for pair in pairs}
        taken: dict[str, list[Pair]] = {}
        for pair, name in self._names.items():
            taken.setdefault(name.casefold(), []).append(pair)
        for several in taken.values():
            for pair in several if len(several) > 1 else ():
                self._names[pair] += f"--{_digest(pair)}"

    def put(self, found: Measured) -> Path:
        """Write a pair's file, in the place of an older one.

        Raises:
            FabricCheckError: the folder cannot be written.

        """
        pair = found.pair
        content = {
            "schema": "fabric-check/probe/1",
            "network": pair.network,
            "from": str(pair.sender),
            "to": str(pair.receiver),
            "at": stamp(found.at),
            "sweep": dict(found.sweep),
            "tagged": dict(found.tagged) if found.tagged is not None else None,
        }
        return self._write("probes", self._names[pair], content)

    def put_counters(self, host: str, samples: Sequence[Sample]) -> None:
        """Write what a host counted before and after.

        Raises:
            FabricCheckError: the folder cannot be written.

        """
        taken = [{"at": stamp(at), "sections": dict(sections)} for at, sections in samples]
        self._write("counters", host, {"schema": "fabric-check/counters/1", "host": host, "samples": taken})

    def _write(self, kind: str, name: str, content: Mapping[str, Any]) -> Path:
        path = self._folder / kind / f"{name}.json"
        try:
            path.parent.mkdir(exist_ok=True)
            if not path.parent.resolve().is_relative_to(self._folder.resolve()):
                raise FabricCheckError(f"{path.parent} leads out of the folder; nothing is written there")
            write_whole(path, (json.dumps(content, indent=1) + "\n").encode())
        except OSError as error:
            raise FabricCheckError(f"{path} cannot be written: {error.strerror}") from None
        return path


def stamp(at: dt.datetime) -> str:
    """Return a time as RFC 3339 in UTC."""
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _name(pair: Pair) -> str:
    whole = "--".join(map(_word, (pair.network, _end(pair.sender), _end(pair.receiver))))
    return whole if len(whole) <= _MOST else f"{whole[:_MOST]}--{_digest(pair)}"


def _end(end: End) -> str:
    return f"{end.host} {end.nic}"


def _word(text: str) -> str:
    """Return text as a file name takes it: every run of other characters is one ``-``."""
    return _OTHERS.sub("-", text).strip("-") or "-"


def _digest(pair: Pair) -> str:
    return hashlib.sha256(f"{pair.network}\0{pair.sender}\0{pair.receiver}".encode()).hexdigest()[:8]
