"""Times as PowerShell writes them: ISO 8601, ``/Date(ms)/``, or an object with such a ``value``. Reads no clock."""

import datetime as dt
import re
from typing import Any

_JSON_DATE = re.compile(r"\\?/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\\?/")


def moment(value: Any) -> dt.datetime | None:
    """Return a moment in UTC, or None where the value is none. A time without an offset is taken as UTC."""
    if isinstance(value, dict):
        value = value.get("value")
    if not isinstance(value, str):
        return None
    try:
        if match := _JSON_DATE.fullmatch(value.strip()):
            return dt.datetime.fromtimestamp(0, dt.UTC) + dt.timedelta(milliseconds=int(match[1]))
        read = dt.datetime.fromisoformat(value.strip())
        return read.astimezone(dt.UTC) if read.tzinfo else read.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        return None


def written(when: dt.datetime) -> str:
    """Return a moment as RFC 3339 in UTC, to the second."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
