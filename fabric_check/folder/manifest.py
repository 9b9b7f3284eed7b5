"""manifest.json: what ``collect`` got of each device, when and how, and what failed; and what ``check`` makes of it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from fabric_check.folder import whole
from fabric_check.folder.fabric_schema import DeviceName
from fabric_check.folder.shape_errors import validate
from fabric_check.folder.strict_yaml import Document
from fabric_check.folder.versions import check_version
from fabric_check.model.errors import InputError, Problem
from fabric_check.model.text import printable

FILE = "manifest.json"
SCHEMA = "fabric-check/manifest/1"

_REACHED = frozenset({"cut off", "privilege missing", "unexpected answer", "not recognised"})
"""Failures of a device that was reached and logged in to."""


class GotFile(BaseModel):
    """A file that was collected."""

    model_config = ConfigDict(extra="ignore")

    at: Annotated[str, Field(description="when its collection began, RFC 3339, UTC")]
    sha256: Annotated[
        str, Field(description="of the file as it was written; a file that differs was changed by hand")
    ]


class FailedFile(BaseModel):
    """Why a device gave nothing, or not everything."""

    model_config = ConfigDict(extra="ignore")

    kind: Annotated[str, Field(description="one of a few words, such as `authentication failed`")]
    what: str
    hint: Annotated[str, Field(description="what to try")] = ""

    def __str__(self) -> str:
        """Return the failure as one sentence."""
        return f"{self.kind}: {self.what}"


class DeviceFile(BaseModel):
    """What is known of one device's collection. *files* are all that were ever got and still count as collected."""

    model_config = ConfigDict(extra="ignore")

    at: Annotated[str, Field(description="when it was last tried, RFC 3339, UTC")]
    how: Annotated[str, Field(description="by what and from where")] = ""
    files: dict[str, GotFile] = Field(default_factory=dict)
    notes: list[str] = Field(default_factory=list)
    failure: Annotated[
        FailedFile | None, Field(description="why the last try failed; null where it did not")
    ] = None


class ManifestFile(BaseModel):
    """manifest.json: written by `collect` alone; unknown fields are ignored."""

    model_config = ConfigDict(title="manifest.json", extra="ignore")

    schema_: Annotated[Literal["fabric-check/manifest/1"], Field(alias="schema")]
    devices: dict[DeviceName, DeviceFile] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a manifest says against a folder's devices: why a file is *missing*, and which file is *stale* and why."""

    missing: dict[str, str]
    stale: dict[str, tuple[str, str]]


def read(folder: Path) -> ManifestFile:
    """Return a folder's manifest, an empty one where there is none.

    Raises:
        InputError: it is not what it should be.

    """
    try:
        value = json.loads(whole.read(folder / FILE))
    except FileNotFoundError:
        return ManifestFile.model_validate({"schema": SCHEMA})
    except OSError as error:
        raise InputError([Problem(FILE, 0, 0, f"cannot be read: {error.strerror}")]) from None
    except (ValueError, RecursionError):
        raise InputError([Problem(FILE, 1, 1, "is not JSON; remove it and collect again")]) from None
    document = Document(FILE, value, {}, {})
    if not isinstance(value, dict):
        raise InputError([Problem(FILE, 1, 1, f'an object with `"schema": "{SCHEMA}"` is expected')])
    check_version(document, SCHEMA)
    shape = validate(ManifestFile, document)
    if isinstance(shape, list):
        raise InputError(shape)
    return shape


def text_of(manifest: ManifestFile) -> str:
    """Return a manifest as the text of its file."""
    return json.dumps(manifest.model_dump(by_alias=True), indent=1, ensure_ascii=False) + "\n"


def digest(data: bytes) -> str:
    """Return what ``sha256`` holds of a file."""
    return hashlib.sha256(data).hexdigest()


def gaps(folder: Path, manifest: ManifestFile, files: dict[str, str]) -> Gaps:
    """Return what failed collections mean for a folder. *files*: where each device's config or facts are, or would be."""
    found = Gaps({}, {})
    for device, file, entry in _failed(manifest, files):
        try:
            data = whole.read(folder / file)
        except OSError:
            found.missing[device] = _why(entry)
            continue
        got = entry.files.get(file)
        # A file that collect did not write, or that somebody changed since, is that person's word and stands.
        if got is not None and got.at != entry.at and got.sha256 == digest(data):
            old = printable(f"{file} is of {got.at}; it was tried again at {entry.at}: {_why(entry)}")
            found.stale[device] = file, old
    return found


def _failed(manifest: ManifestFile, files: dict[str, str]) -> Iterator[tuple[str, str, DeviceFile]]:
    entries = {name.casefold(): entry for name, entry in manifest.devices.items()}
    for device, file in files.items():
        entry = entries.get(device.casefold())
        if entry is not None and entry.failure is not None:
            yield device, file, entry


def _why(entry: DeviceFile) -> str:
    failure = entry.failure
    if failure is None or failure.kind == "not reached":
        return printable(str(failure))
    return printable(f"{'not collected' if failure.kind in _REACHED else 'not reached'}: {failure}")
