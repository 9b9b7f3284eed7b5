"""Resolves ``inherits``: a file and its ancestors become one document in which each part knows its own file."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fabric_check.folder.shape_errors import did_you_mean, shown
from fabric_check.folder.strict_yaml import Document, Path
from fabric_check.model.errors import InputError, Problem
from fabric_check.profiles.schema import STATED_KEYS

OWN = frozenset({"family", "inherits", "name", "recognise", "examples", "stated_by"})
"""What makes a model itself, and so is never inherited: two models must not be recognised by the same line."""


@dataclass(slots=True)
class Merged(Document):
    """A document put together from several files; *origins* says which file each part comes from."""

    origins: dict[Path, Document] = field(default_factory=dict)

    def problem(self, path: Path, message: str, *, at_key: bool = False) -> Problem:
        """Return a problem in the file that the part at *path*, or its nearest known parent, comes from."""
        known = path
        while known and known not in self.origins:
            known = known[:-1]
        # Called by name: a slotted dataclass is a new class, in which `super()` does not find itself.
        return Document.problem(self.origins.get(known, self), path, message, at_key=at_key)


def resolve(documents: Mapping[str, Document], profile_id: str) -> Merged:
    """Return a profile's document with all that it inherits.

    Raises:
        InputError: a parent does not exist, or inheritance goes in a circle; one problem, at the ``inherits``.

    """
    own = documents[profile_id]
    merged = Merged(own.file, {}, own.positions, own.key_positions)
    for number, document in enumerate(_lineage(documents, profile_id)):
        _lay_under(merged, document, (), merged.value, document.value, skip=OWN if number else frozenset())
    return merged


def _lineage(documents: Mapping[str, Document], profile_id: str) -> Iterator[Document]:
    """Yield a profile's document, its parent's, and so on."""
    seen = [profile_id]
    while True:
        document = documents[seen[-1]]
        yield document
        parent: Any = document.value.get("inherits")
        if parent is None:
            return
        if not isinstance(parent, str) or parent not in documents:
            what = (
                f"inherits {shown(parent)}, which is no profile{did_you_mean(str(parent), sorted(documents))}"
            )
            raise InputError([document.problem(("inherits",), what)])
        if parent in seen:
            raise _circle(documents, seen[seen.index(parent) :])
        seen.append(parent)


def _circle(documents: Mapping[str, Document], members: list[str]) -> InputError:
    """Return the one error of a circle, the same whichever of its members was asked for."""
    start = members.index(min(members))
    ring = [*members[start:], *members[:start]]
    what = f"inheritance goes in a circle: {' → '.join([*ring, ring[0]])}"
    return InputError([documents[ring[0]].problem(("inherits",), what)])


def _lay_under(
    merged: Merged,
    document: Document,
    path: Path,
    mine: dict[str, Any],
    theirs: dict[str, Any],
    *,
    skip: frozenset[str],
) -> None:
    """Add what an ancestor says where its descendants say nothing; a stated number is one thing, never mixed."""
    for key, value in theirs.items():
        here = (*path, key)
        if key in skip:
            continue
        if key not in mine:
            merged.origins[here] = document
            if _is_section(value):
                mine[key] = {}
                _lay_under(merged, document, here, mine[key], value, skip=frozenset())
            else:
                mine[key] = value
        elif _is_section(mine[key]) and _is_section(value):
            _lay_under(merged, document, here, mine[key], value, skip=frozenset())


def _is_section(value: Any) -> bool:
    return isinstance(value, dict) and not STATED_KEYS & value.keys()
