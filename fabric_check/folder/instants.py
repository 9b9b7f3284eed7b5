"""Times that stand in files of the folder, as RFC 3339. Reads no clock, and never the time of a file itself: a copy has another."""

import datetime as dt
import re
from typing import Annotated

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


def said(text: str) -> dt.datetime | None:
    """Return the time that a text says; None where it says none."""
    try:
        return instant(text)
    except ValueError:
        return None
