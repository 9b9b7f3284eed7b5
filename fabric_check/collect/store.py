"""Puts outcomes into a fabric folder: files whole or not at all, the manifest always true. Deletes nothing."""

import datetime as dt
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from fabric_check.collect.engine import Outcome
from fabric_check.folder import manifest
from fabric_check.folder.manifest import DeviceFile, FailedFile, GotFile, ManifestFile
from fabric_check.folder.write import write_whole
from fabric_check.model.errors import FabricCheckError

_BETWEEN_WRITES = 1.0
"""Seconds: with a thousand devices, writing the manifest after each would cost more than collecting."""


class Store:
    """A folder that outcomes go into. *force*: files that collect did not write may be overwritten too."""

    def __init__(self, folder: Path, *, force: bool = False) -> None:
        """Read the folder's manifest.

        Raises:
            InputError: the manifest is not what it should be.

        """
        self._folder = folder
        self._force = force
        self._manifest: ManifestFile = manifest.read(folder)
        self._written = 0.0

    def in_the_way(self, files: Iterable[str]) -> list[str]:
        """Return those files that are there and that collect did not write, or that were changed since."""
        return [] if self._force else [file for file in files if not self._may_write(file)]

    def _may_write(self, file: str) -> bool:
        path = self._folder / file
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            # Device names ignore case; a file system may not, and `check` refuses two files for one device.
            return path.name.casefold() not in {name.casefold() for name in _names(path.parent)}
        except OSError:
            return False
        entries = (entry.files.get(file) for entry in self._manifest.devices.values())
        return any(got is not None and got.sha256 == manifest.digest(data) for got in entries)

    def put(self, outcome: Outcome, how: str, at: dt.datetime) -> tuple[str, ...]:
        """Store what came of one device, tried at *at*; return what is to be told beside it.

        Raises:
            FabricCheckError: the folder cannot be written.

        """
        stamp = at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        before = self._manifest.devices.get(outcome.device)
        left = self.in_the_way(outcome.got.files)
        failed = outcome.failed
        entry = DeviceFile(
            at=stamp,
            how=how,
            files=dict(before.files) if before else {},
            notes=[
                *outcome.got.notes,
                *(f"{file} is there and not collect's, so it stays (--force)" for file in left),
            ],
            failure=FailedFile(kind=failed.kind, what=failed.what, hint=failed.hint) if failed else None,
        )
        # First the entry, then file by file: whenever the user interrupts, the manifest is true.
        self._manifest.devices[outcome.device] = entry
        for file, text in outcome.got.files.items():
            if file not in left:
                entry.files[file] = GotFile(at=stamp, sha256=self._write(file, text))
        if time.monotonic() - self._written > _BETWEEN_WRITES:
            self.flush()
        return tuple(entry.notes)

    def _write(self, file: str, text: str) -> str:
        path, data = self._folder / file, text.encode("utf-8")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.parent.resolve().is_relative_to(self._folder.resolve()):
                raise FabricCheckError(f"{path.parent} leads out of the folder; nothing is written there")
            write_whole(path, data)
        except OSError as error:
            raise FabricCheckError(f"{path} cannot be written: {error.strerror}") from None
        return manifest.digest(data)

    def flush(self) -> None:
        """Write the manifest.

        Raises:
            FabricCheckError: the folder cannot be written.

        """
        try:
            write_whole(self._folder / manifest.FILE, manifest.text_of(self._manifest).encode("utf-8"))
        except OSError as error:
            raise FabricCheckError(f"{manifest.FILE} cannot be written: {error.strerror}") from None
        self._written = time.monotonic()


def _names(folder: Path) -> list[str]:
    return [entry.name for entry in folder.iterdir()] if folder.is_dir() else []


def main_files(kinds: Mapping[str, str]) -> list[str]:
    """Return the file that each device, given with its kind, is sure to have: a switch's config, a host's facts."""
    return [
        f"configs/{name}.cfg" if kind == "switch" else f"facts/{name}.json" for name, kind in kinds.items()
    ]
