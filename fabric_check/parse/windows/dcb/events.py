"""Failed live migrations from the event logs, told by their HRESULT: messages are localised, event ids disagree.

Counted are events since the cluster's ``RecentEventsResetTime`` (section ``cluster``) or, where that is not told, of the 24
hours before the facts were collected.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from fabric_check.model.dcb import MigrationEvent
from fabric_check.model.text import printable
from fabric_check.parse.sections import Row, Sections, elements, text
from fabric_check.parse.windows.dcb.times import moment, written

SECTION = "events"
HRESULTS = (0x80072746, 0x8007274C, 0x800706FD)
"""WSAECONNRESET, WSAETIMEDOUT, ERROR_TRUSTED_RELATIONSHIP_FAILURE, each as HRESULT_FROM_WIN32."""
_NUMBER = re.compile(r"(?<![\w.-])(?:0x([0-9a-f]{8})|(-?\d{10}))(?![\w.])", re.IGNORECASE)
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""FILETIME 0 is the year 1601: nobody has reset anything."""
_LONGEST = 300


def events(sections: Sections) -> Iterator[MigrationEvent]:
    """Yield the failed migrations that count, one for each of their HRESULTs, in the order of the facts."""
    since = _since(sections)
    for index, row in sections.rows(SECTION) if since else ():
        when = moment(row.get("TimeCreated"))
        if when is None or since is None or when < since or not _of_hyper_v(row):
            continue
        for hresult in _hresults(row):
            said = printable(" ".join(text(row.get("Message")).split()))[:_LONGEST]
            yield MigrationEvent(f"0x{hresult:08X}", written(when), said, sections.evidence(SECTION, index))


def _since(sections: Sections) -> dt.datetime | None:
    for _, row in sections.rows("cluster"):
        reset = moment(row.get("RecentEventsResetTime"))
        if reset is not None and reset > _NEVER:
            return reset
    collected = moment(sections.facts.content.collected)
    try:
        return None if collected is None else collected - dt.timedelta(hours=24)
    except OverflowError:
        return None


def _of_hyper_v(row: Row) -> bool:
    """Return whether an event comes from Hyper-V, as far as it says where it comes from."""
    origin = text(row.get("LogName")) + text(row.get("ProviderName"))
    return not origin or "hyper-v" in origin.casefold()


def _hresults(row: Row) -> list[int]:
    """Return the HRESULTs that an event carries: in hexadecimal, or as a signed or unsigned number."""
    found = {value for said in _said(row) for value in _numbers(said)}
    return [hresult for hresult in HRESULTS if hresult in found]


def _numbers(said: str) -> Iterator[int]:
    for match in _NUMBER.finditer(said):
        yield int(match[1], 16) if match[1] else int(match[2]) & 0xFFFFFFFF


def _said(row: Row) -> Iterator[str]:
    properties: Any = row.get("Properties")
    for value in (row.get("Message"), *(elements(properties) or (properties,))):
        inner = value.get("Value") if isinstance(value, dict) else value
        if isinstance(inner, (str, int)) and not isinstance(inner, bool):
            yield str(inner) if abs(inner if isinstance(inner, int) else 0) < 1 << 32 else ""
