"""Sections of facts/HOST.json, read with care: absent, refused or misshapen ones are unknown, with the reason."""

from collections.abc import Iterator, Mapping
from typing import Any

from fabric_check.folder import host_json
from fabric_check.folder.read import HostFacts
from fabric_check.model.host import Evidence
from fabric_check.model.source import Source
from fabric_check.model.text import printable

Row = Mapping[str, Any]


class Sections:
    """A host's facts by section."""

    def __init__(self, facts: HostFacts) -> None:
        self.facts = facts
        self.file = facts.file
        self.errors = {error.section: error for error in facts.content.errors}
        self._by: dict[tuple[str, str], dict[str, list[tuple[int | None, Row]]]] = {}

    def why_unknown(self, section: str) -> str | None:
        """Return why a section says nothing, or None where it was collected."""
        if error := self.errors.get(section):
            return f"{self.file}: section {section} was not collected: {printable(error.message or error.type)[:200]}"
        if section not in self.facts.content.sections:
            return f"{self.file} has no section {section}"
        if not isinstance(self.facts.content.sections[section], (list, dict)):
            return f"{self.file}: section {section} is not a list"
        return None

    def refused(self, section: str) -> str | None:
        """Return why the collector could not read a section, or None where it did, or never tried."""
        return self.why_unknown(section) if section in self.errors else None

    def not_installed(self, section: str) -> bool:
        """Return whether the host has no cmdlet for a section: then nothing of its kind can be set there."""
        error = self.errors.get(section)
        return error is not None and "commandnotfound" in error.type.casefold()

    def content(self, section: str) -> Any:
        """Return what stands in a section, whatever it is; None where it was not collected."""
        return None if section in self.errors else self.facts.content.sections.get(section)

    def error(self, section: str) -> Evidence:
        """Return what finds the line that says why a section was not collected."""
        index = next(place for place, one in enumerate(self.facts.content.errors) if one.section == section)
        text, file = self.facts.text, self.file
        return lambda: host_json.source(text, file, ("errors", index))

    def rows(self, section: str) -> Iterator[tuple[int | None, Row]]:
        """Yield a section's objects with their index; PowerShell writes a single one without its list."""
        content = self.facts.content.sections.get(section)
        if section in self.errors:
            return
        if isinstance(content, dict):
            yield None, content
        elif isinstance(content, list):
            for index, row in enumerate(content):
                if isinstance(row, dict):
                    yield index, row

    def named(self, section: str, name: str, key: str) -> list[tuple[int | None, Row]]:
        """Return the objects of a section whose *key* is a name, whatever its case."""
        found = self._by.get((section, key))
        if found is None:
            found = self._by[section, key] = {}
            for row in self.rows(section):
                found.setdefault(str(row[1].get(key, "")).casefold(), []).append(row)
        return found.get(name.casefold(), [])

    def evidence(self, section: str, index: int | None, *keys: str | int) -> Evidence:
        """Return what finds the line of a value, when it is asked for."""
        path = ("sections", section, *(() if index is None else (index,)), *keys)
        text, file = self.facts.text, self.file

        def find() -> Source:
            return host_json.source(text, file, path)

        return find


def names(value: Any) -> tuple[str, ...]:
    """Return the names that a property holds: text, an object with a ``Name``, or a list of either."""
    if isinstance(value, list):
        return tuple(name for item in value if not isinstance(item, list) for name in names(item))
    if isinstance(value, dict):
        value = value.get("Name")
    return (value,) if isinstance(value, str) and value.strip() else ()


def whole_number(value: Any) -> int | None:
    """Return a number that may have been written as text, as registry values are; else None."""
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 12:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(value: Any) -> bool | None:
    """Return a truth value that may have been written as text or as a number; else None."""
    if isinstance(value, str):
        return {"true": True, "1": True, "false": False, "0": False}.get(value.strip().casefold())
    return bool(value) if isinstance(value, (bool, int)) and value in (0, 1) else None


def elements(value: Any) -> list[Any] | None:
    """Return an array; PowerShell 5.1 wraps some in ``{"value": […], "Count": …}``. None for anything else."""
    if isinstance(value, dict):
        value = value.get("value")
    return value if isinstance(value, list) else None


def text(value: Any) -> str:
    """Return a text property without blanks around it; empty where it is none."""
    return value.strip() if isinstance(value, str) else ""
