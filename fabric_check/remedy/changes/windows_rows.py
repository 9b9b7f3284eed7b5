"""Edits sections of a Windows host as its cmdlets would show them, each value in the form in which the facts have it.

Holds no setting. Nothing that is passed in changes: what comes back is new wherever it differs.
"""

from collections.abc import Callable, Mapping
from typing import Any

from fabric_check.folder.host_schema import HostFactsFile
from fabric_check.folder.read import HostFacts
from fabric_check.parse.sections import Sections as Facts
from fabric_check.parse.sections import text
from fabric_check.remedy.change import Sections

Row = Mapping[str, Any]


def facts_of(sections: Sections) -> Facts:
    """Return sections as what the parsers read."""
    content = HostFactsFile.model_construct(
        schema_="fabric-check/host/1", os="windows", sections=dict(sections)
    )
    return Facts(HostFacts("", content, ""))


def rows(sections: Sections, section: str) -> list[Row]:
    """Return a section's objects; PowerShell writes a single one without its list."""
    content = sections.get(section, [])
    if isinstance(content, dict):
        return [content]
    return [row for row in content if isinstance(row, dict)] if isinstance(content, list) else []


def edited(
    sections: Sections, section: str, wanted: Callable[[Row], bool], edit: Callable[[Row], Row]
) -> dict[str, Any]:
    """Return the sections with some rows of one edited; a section that is absent, or is no rows, stays as it is."""
    content = sections.get(section)

    def one(row: Any) -> Any:
        return edit(row) if isinstance(row, dict) and wanted(row) else row

    if isinstance(content, list):
        return {**sections, section: [one(row) for row in content]}
    return {**sections, section: one(content)} if isinstance(content, dict) else dict(sections)


def relisted(sections: Sections, section: str, change: Callable[[list[Any]], list[Any]]) -> dict[str, Any]:
    """Return the sections with rows of one added or removed; a single row becomes a list of one."""
    content = sections.get(section, [])
    return {**sections, section: change(list(content) if isinstance(content, list) else [content])}


def same(value: Any, name: str) -> bool:
    """Return whether a property is a name; Windows names ignore case."""
    return isinstance(value, str) and value.casefold() == name.casefold()


def like(old: Any, new: str | bool | int) -> Any:
    """Return a new value in the form of the old one: registry values are lists of text, numbers and flags come as either."""
    if isinstance(old, list):
        return [like(old[0] if old else "", new)]
    if isinstance(old, str) and isinstance(new, bool):
        return (
            str(int(new)) if old.strip().isdecimal() else str(new) if old[:1].isupper() else str(new).lower()
        )
    if isinstance(old, str):
        return str(new)
    if isinstance(old, bool) or not isinstance(new, str):
        return new
    return int(new) if isinstance(old, int) and new.isdecimal() else new


def set_keys(row: Row, new: str | bool | int, *keys: str) -> Row:
    """Return a row with those of some properties that it has set, each in its own form."""
    return {**row, **{key: like(row[key], new) for key in keys if key in row}}


def keyword(nic: str, name: str) -> Callable[[Row], bool]:
    """Return what tells the row of an adapter's advanced property."""
    return lambda row: same(text(row.get("Name")), nic) and same(row.get("RegistryKeyword"), name)
