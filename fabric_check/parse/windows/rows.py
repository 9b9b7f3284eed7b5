"""Finds rows of Windows sections: by alias, by device id, by enum. Never decides what a row means."""

from collections.abc import Iterator, Sequence
from typing import Any

from fabric_check.parse.sections import Row, Sections

Found = tuple[int | None, Row]
"""A row with its index, which is how its line is found."""


def named(sections: Sections, section: str, name: str, key: str = "Name") -> Iterator[Found]:
    """Yield the rows of a section whose *key* is a name; Windows names ignore case."""
    return iter(sections.named(section, name, key))


def first(sections: Sections, section: str, name: str, key: str = "Name") -> Found | None:
    """Return the first row of that name."""
    return next(named(sections, section, name, key), None)


def device_id(row: Row, *keys: str) -> str | None:
    r"""Return a device's GUID, however it is wrapped: ``{GUID}``, ``\DEVICE\{GUID}`` or bare."""
    for key in keys:
        value = row.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip().rpartition("{")[2].partition("}")[0].casefold()
    return None


def adapter_id(row: Row) -> str | None:
    """Return the GUID of a row of netAdapter."""
    return device_id(row, "DeviceID", "DeviceId", "InterfaceGuid", "DeviceName")


def adapter_by_id(sections: Sections, wanted: str) -> str | None:
    """Return the alias of the adapter with this GUID, or None where no row has it."""
    return next(
        (
            row["Name"]
            for _, row in sections.rows("netAdapter")
            if adapter_id(row) == wanted and isinstance(row.get("Name"), str)
        ),
        None,
    )


def enum(value: Any, members: Sequence[str]) -> str | None:
    """Return an enum's text in lower case, whether it was written as text or as its number."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 4:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return members[value] if 0 <= value < len(members) else None
    text = value.strip().casefold() if isinstance(value, str) else None
    return text if text in members else None
