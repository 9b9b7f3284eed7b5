"""The ``schema`` word that opens every file of ours: known, missing, or newer than this program."""

import re
from typing import Any

from fabric_check.folder.strict_yaml import Document
from fabric_check.model.errors import InputError

_SCHEMA = re.compile(r"(fabric-check/[a-z-]+)/([0-9]{1,6})$")


def check_version(document: Document, expected: str) -> None:
    """Refuse a file whose ``schema`` is not *expected*, in words that tell a newer file from a wrong one.

    Raises:
        InputError: the schema is missing, another one, or newer than known.

    """
    given: Any = document.value.get("schema")
    if given == expected:
        return
    match = _SCHEMA.match(given) if isinstance(given, str) else None
    kind, version = expected.rsplit("/", 1)
    if match and match[1] == kind and int(match[2]) > int(version):
        what = f"{given} is newer than this fabric-check, which knows up to {expected}: update fabric-check"
    elif given is None:
        what = f"key 'schema' is missing; `schema: {expected}` is expected"
    else:
        what = f"schema {str(given)[:60]!r} is not the one expected here: {expected}"
    raise InputError([document.problem(("schema",), what)])
