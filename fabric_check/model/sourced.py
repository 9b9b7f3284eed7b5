"""Values that carry where they are written, or why they are not known; and those that a release decides."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from fabric_check.model.release import release_key

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Sourced(Generic[Value]):
    """A value with where it is written, or None with the reason why it is not known.

    *one_of*: where it is not known, but sources leave these alone. *releases*: where the value depends on the software release, each span with its own. *value* then holds only what
    is true of them all: None, unless they agree.
    """

    value: Value | None
    source: str
    releases: tuple["Span[Value]", ...] = ()
    one_of: tuple[Value, ...] = ()

    def at(self, release: str | None) -> "Sourced[Value]":
        """Return the value in one release; None where the release is not known and the spans differ."""
        if not self.releases or release is None or not release_key(release):
            return self
        key = release_key(release)
        for span in self.releases:
            if span.holds(key):
                return Sourced(span.value, span.source)
        return Sourced(None, f"no source speaks of release {release}: {self.spans()}")

    def spans(self) -> str:
        """Return ``12000 below 9.10(0.0), 9216 from 9.10(0.0)``; empty where the release decides nothing."""
        return ", ".join(
            f"{'unknown' if span.value is None else span.value} {span.words()}" for span in self.releases
        )


@dataclass(frozen=True, slots=True)
class Span(Generic[Value]):
    """A value from one release on (included) and below another (excluded); None is open on that side."""

    value: Value | None
    source: str
    first: str | None = None
    below: str | None = None

    def holds(self, key: tuple[int, ...]) -> bool:
        """Return whether a release lies in this span."""
        after_first = self.first is None or key >= release_key(self.first)
        return after_first and (self.below is None or key < release_key(self.below))

    def words(self) -> str:
        """Return ``from 9.10(0.0) and below 9.14``, or ``in any release``."""
        ends = (f"from {self.first}" if self.first else "", f"below {self.below}" if self.below else "")
        return " and ".join(filter(None, ends)) or "in any release"


def by_release(spans: tuple[Span[Value], ...]) -> Sourced[Value]:
    """Return the value whose spans these are; without a release it is known only where all of them agree."""
    first = spans[0].value
    if first is not None and all(span.value == first for span in spans):
        return Sourced(first, "; ".join(dict.fromkeys(span.source for span in spans)), spans)
    undecided: Sourced[Value] = Sourced(None, "", spans)
    return Sourced(None, f"depends on the release: {undecided.spans()}", spans)
