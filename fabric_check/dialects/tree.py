"""A config as a tree of commands, each with its line number. Nothing is thrown away: see ``Tree.line_numbers``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


class Node:
    """One command: its line (from 1), its text without surrounding blanks, and the commands inside it."""

    __slots__ = ("children", "line", "text")

    def __init__(self, line: int, text: str) -> None:
        self.line = line
        self.text = text
        # Most commands hold none: one shared empty tuple spares a list for each line of the config.
        self.children: Sequence[Node] = ()

    def add(self, child: "Node") -> None:
        """Put a command inside this one, after those already there."""
        if isinstance(self.children, list):
            self.children.append(child)
        else:
            self.children = [child]

    def walk(self) -> Iterator["Node"]:
        """Yield this command and all inside it, in the order of the text."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))


@dataclass(slots=True)
class Tree:
    """A whole config.

    *others* are the lines that are no command: blank ones, comments, banners, what stands before and after.
    *incomplete* is why the text cannot be the whole config, or None.
    """

    commands: Sequence[Node] = ()
    others: list[tuple[int, str]] = field(default_factory=list)
    incomplete: str | None = None

    def line_numbers(self) -> list[int]:
        """Return every line number that the tree accounts for, rising: each line of the text exactly once."""
        numbers = [node.line for command in self.commands for node in command.walk()]
        return sorted(numbers + [line for line, _ in self.others])
