"""The user's own credentials file: how to log in, and to which hosts secrets may be sent. Holds references, no secrets.

A fabric folder may come from elsewhere and name any host beside any reference; this file never does.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from fabric_check.folder import encoding, strict_yaml
from fabric_check.folder.fabric_schema import CredentialsFile, Strict
from fabric_check.folder.shape_errors import validate
from fabric_check.folder.versions import check_version
from fabric_check.model.errors import InputError, Problem
from fabric_check.model.intent import Credentials

SCHEMA = "fabric-check/credentials/1"


class OwnFile(Strict):
    """credentials.yaml of a user: entries beside, or in the place of, those of fabric.yaml."""

    model_config = ConfigDict(title="credentials.yaml", extra="forbid", strict=True, frozen=True)

    schema_: Annotated[Literal["fabric-check/credentials/1"], Field(alias="schema")]
    hosts: Annotated[
        list[str],
        Field(
            description="to which secrets may be sent: names, patterns such as `*.lab.example`, addresses, networks"
        ),
    ] = Field(default_factory=list)
    credentials: dict[str, CredentialsFile] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Own:
    """What a user's own file says; empty where there is none."""

    hosts: tuple[str, ...] = ()
    credentials: dict[str, Credentials] = field(default_factory=dict)


def usual_place() -> Path:
    """Return where a user's own file is looked for: below XDG_CONFIG_HOME, on Windows below APPDATA."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA") or str(Path.home() / ".config")
    return Path(home) / "fabric-check" / "credentials.yaml"


def read_own(path: Path | None) -> Own:
    """Return the user's own credentials. *path* None: from the usual place, where there may be none.

    Raises:
        InputError: the file is not what it should be, or the one that was named is not there.

    """
    file = path or usual_place()
    try:
        text, _ = encoding.decode(file.read_bytes())
    except OSError as error:
        if path is None and isinstance(error, FileNotFoundError):
            return Own()
        raise InputError([Problem(str(file), 0, 0, f"cannot be read: {error.strerror}")]) from None
    document = strict_yaml.load(text, str(file))
    if not isinstance(document.value, dict):
        raise InputError(
            [Problem(str(file), 1, 1, f"a mapping that starts with `schema: {SCHEMA}` is expected")]
        )
    check_version(document, SCHEMA)
    shape = validate(OwnFile, document)
    if isinstance(shape, list):
        raise InputError(shape)
    entries = {name: Credentials(**entry.model_dump()) for name, entry in shape.credentials.items()}
    return Own(tuple(shape.hosts), entries)
