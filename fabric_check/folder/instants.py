"""Times in files of the folder: RFC 3339, and when what is judged was collected. Reads no clock and no file's own time.

A file's modification time says when a copy was made, so it never counts.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)


def instant(text: str) -> dt.datetime:
    """Return the time that RFC 3339 text says, in UTC.

    Raises:
        ValueError: it is no such text, or no such time.

    """
    if not _RFC_3339.fullmatch(text):
        raise ValueError("an RFC 3339 time such as 2026-05-04T09:30:00Z is expected")
    try:
        return dt.datetime.fromisoformat(text.upper()).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise ValueError("there is no such time") from None


def _checked(text: str) -> str:
    instant(text)
    return text


Instant = Annotated[str, AfterValidator(_checked), Field(description="RFC 3339, UTC")]
"""Text that says a time."""


def collected(folder: Path) -> dict[str, dt.datetime]:
    """Return when the folder's files were collected, as its manifest.json says; empty where there is none."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return dict(_files(manifest))


def _files(manifest: Any) -> Iterator[tuple[str, dt.datetime]]:
    for device in _values(manifest, "devices"):
        files = device.get("files") if isinstance(device, dict) else None
        for file, got in files.items() if isinstance(files, dict) else ():
            at = said(got.get("at")) if isinstance(got, dict) else None
            if at is not None:
                yield file, at


def _values(value: Any, key: str) -> list[Any]:
    inside = value.get(key) if isinstance(value, dict) else None
    return list(inside.values()) if isinstance(inside, dict) else []


def said(value: Any) -> dt.datetime | None:
    """Return the time that a value says; None where it says none."""
    try:
        return instant(value) if isinstance(value, str) else None
    except ValueError:
        return None
