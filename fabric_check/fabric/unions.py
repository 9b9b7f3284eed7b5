"""Which things are joined, directly or through others: union–find with path halving."""

from collections.abc import Hashable


class Unions:
    """Sets of things that only ever grow together."""

    def __init__(self) -> None:
        self._parent: dict[Hashable, Hashable] = {}

    def root(self, item: Hashable) -> Hashable:
        """Return the one member that stands for all that *item* is joined with."""
        parent = self._parent
        while (up := parent.get(item, item)) != item:
            parent[item] = parent.get(up, up)
            item = up
        return item

    def known_root(self, item: Hashable) -> Hashable | None:
        """Return the root of something that was joined with something else; None for anything that never was."""
        return self.root(item) if item in self._parent else None

    def join(self, first: Hashable, second: Hashable) -> bool:
        """Join two things and all that they are joined with; return whether they were apart."""
        a, b = self.root(first), self.root(second)
        self._parent[a] = b
        return a != b

    def same(self, first: Hashable, second: Hashable) -> bool:
        """Return whether two things are joined."""
        return self.root(first) == self.root(second)
