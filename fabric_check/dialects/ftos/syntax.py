"""FTOS/DNOS9 text → command tree. One blank a level; ``!`` separates and closes nothing.

An interface continues after a ``!`` (``port-channel-protocol`` and ``protocol lldp`` are printed that way), so only the
indentation of a command says where it belongs. ``!untagged …`` inside a VLAN is a command in disguise and kept, also
where it is not indented.
"""

import re

from fabric_check.dialects.tree import Node, Tree

_BANNER = re.compile(r"banner\s+(?:exec|login|motd)\s+(?:keyboard-interactive\s+|no-enter\s+)*(\^C|\S)")
_PEM_BEGIN = "-----BEGIN "
_PEM_END = "-----END "
_PAGER = "--More--"
"""What a session saved with paging holds. It hides the indentation of the command that follows on its line."""


def parse(text: str) -> Tree:
    """Read a running-config. Any text has a tree; one that is not whole says so in ``incomplete``.

    One loop over what may be 50,000 lines: a call for each of them would double its cost.
    """
    tree, marks = Tree(), _Marks()
    others = tree.others
    root = Node(0, "")
    parents, indents = [root], [-1]
    closing: str | None = None
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    for number, raw in enumerate(lines, 1):
        command = raw.strip()
        if closing is not None:
            others.append((number, command))
            if closing in raw:
                closing = None
            continue
        if not command or command == "!" or marks.ended:
            others.append((number, command))
            continue
        indent = 0 if raw[0] not in " \t" else len(raw) - len(raw.lstrip())
        if not indent and command[0] == "!":
            if len(parents) == 1 or not command.startswith("!untagged "):
                others.append((number, command))
                continue
            indent = 1
        if command[0] in _Marks.LETTERS:
            closing = marks.note(number, command, top=not indent)
        while indents[-1] >= indent:
            indents.pop()
            parents.pop()
        node = Node(number, command)
        parents[-1].add(node)
        parents.append(node)
        indents.append(indent)
    tree.commands = root.children
    tree.incomplete = marks.incomplete(tree, hiding=closing is not None)
    return tree


class _Marks:
    """Lines that say where the config ends, what is hidden until which text, and that a pager was on."""

    LETTERS = "-be"
    """What such a line begins with: all others are spared the look."""

    def __init__(self) -> None:
        self.ended = False
        self.opened = 0
        self.paged = 0

    def note(self, number: int, command: str, *, top: bool) -> str | None:
        """Return the text that ends what this line hides, or None where it hides nothing."""
        if command.startswith(_PEM_BEGIN):
            self.opened = number
            return _PEM_END
        if command.startswith(_PAGER):
            self.paged = self.paged or number
        elif top and command == "end":
            self.ended = True
        elif top and (match := _BANNER.match(command)) and match[1] not in command[match.end() :]:
            self.opened = number
            return match[1]
        return None

    def incomplete(self, tree: Tree, *, hiding: bool) -> str | None:
        """Return why the text cannot be the whole config, or None."""
        if self.paged:
            return f"line {self.paged} is a pager's: save the config after `terminal length 0`"
        if hiding:
            return f"what opens on line {self.opened} is never closed: the file ends too early"
        if self.ended:
            return None
        if not tree.commands:
            return "the file holds no command"
        return f"the last line, {_last(tree)}, is not `end`: the file ends too early"


def _last(tree: Tree) -> int:
    *_, node = tree.commands[-1].walk()
    return node.line
