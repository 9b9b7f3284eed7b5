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


def parse(text: str) -> Tree:  # noqa: C901 - one loop over 50,000 lines; a call for each line would double its cost
    """Read a running-config. Any text has a tree; one that is not whole says so in ``incomplete``."""
    tree = Tree()
    others = tree.others
    root = Node(0, "")
    parents, indents = [root], [-1]
    closing: str | None = None
    opened = 0
    ended = False
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
        if not command or command == "!" or ended:
            others.append((number, command))
            continue
        indent = 0 if raw[0] not in " \t" else len(raw) - len(raw.lstrip())
        if not indent:
            if command[0] == "!":
                if not (command.startswith("!untagged ") and len(parents) > 1):
                    others.append((number, command))
                    continue
                indent = 1
            elif command == "end":
                ended = True
            elif command.startswith("banner "):
                closing, opened = _banner_end(command), number
        if command.startswith(_PEM_BEGIN):
            closing, opened = _PEM_END, number
        while indents[-1] >= indent:
            indents.pop()
            parents.pop()
        node = Node(number, command)
        parents[-1].add(node)
        parents.append(node)
        indents.append(indent)
    tree.commands = root.children
    tree.incomplete = _incomplete(tree, ended=ended, opened=opened if closing is not None else 0)
    return tree


def _banner_end(command: str) -> str | None:
    """Return the mark that closes the banner on a later line, or None where it closes on its own line."""
    match = _BANNER.match(command)
    if match is None or match[1] in command[match.end() :]:
        return None
    return match[1]


def _incomplete(tree: Tree, *, ended: bool, opened: int) -> str | None:
    if opened:
        return f"what opens on line {opened} is never closed: the file ends too early"
    if ended:
        return None
    if not tree.commands:
        return "the file holds no command"
    return f"the last line, {_last(tree)}, is not `end`: the file ends too early"


def _last(tree: Tree) -> int:
    *_, node = tree.commands[-1].walk()
    return node.line
