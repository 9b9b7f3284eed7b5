"""A running-config as a tree of lines that prints back byte for byte. Knows nesting alone: what a line means is not here."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fabric_check.lab.ssh_switch.language import Language


@dataclass(slots=True, eq=False)
class Node:
    """A line with the lines below it. *mode*: the configuration mode that it opens; *end*: the line that closes it."""

    raw: str
    mode: str | None = None
    children: list["Node"] = field(default_factory=list)
    end: str | None = None

    @property
    def text(self) -> str:
        """Return the line without what stands around it."""
        return self.raw.strip()

    @property
    def comment(self) -> bool:
        """Return whether it is only a separator or a remark."""
        return not self.text or self.text.startswith("!")


@dataclass(slots=True, eq=False)
class Tree:
    """A whole config. *top* holds the global lines: the root, or the block that wraps everything."""

    root: Node
    top: Node


def parse(text: str, language: Language) -> Tree:
    """Read a running-config."""
    root = Node("", "config")
    if language.nesting == "indent":
        _by_indent(root, text.split("\n"), language)
        return Tree(root, root)
    _by_exit(root, text.split("\n"), language)
    wrappers = (node for node in root.children if node.text == language.wrapper)
    return Tree(root, next(wrappers, root))


def render(tree: Tree) -> str:
    """Return the config's text."""
    return "\n".join(line for node in tree.root.children for line in _lines(node))


def _lines(node: Node) -> Iterator[str]:
    yield node.raw
    for child in node.children:
        yield from _lines(child)
    if node.end is not None:
        yield node.end


def _by_indent(root: Node, lines: list[str], language: Language) -> None:
    stack: list[tuple[int, Node]] = [(-1, root)]
    remarks: list[Node] = []
    for raw in lines:
        node = Node(raw)
        if node.comment:
            # A separator in column 0 may stand inside a block: the next line tells where it belongs.
            remarks.append(node)
            continue
        indent = len(raw) - len(raw.lstrip(" "))
        while stack[-1][0] >= indent:
            stack.pop()
        parent = stack[-1][1]
        opened = language.opened(node.text, parent.mode or "")
        node.mode = opened[0] if opened else None
        parent.children += [*remarks, node]
        remarks = []
        stack.append((indent, node))
    root.children += remarks


def _by_exit(root: Node, lines: list[str], language: Language) -> None:
    stack = [root]
    last = max((number for number, line in enumerate(lines) if line.strip() == "exit"), default=-1)
    for number, raw in enumerate(lines):
        node = Node(raw)
        inner = stack[-1]
        # The wrapper's own `exit` is the file's last; one that closes nothing is a line like another.
        if node.text == "exit" and inner is not root and (inner.text != language.wrapper or number == last):
            inner.end = raw
            stack.pop()
            continue
        inner.children.append(node)
        if inner is root and node.text == language.wrapper:
            node.mode = "config"
        elif opened := language.opened(node.text, inner.mode or ""):
            node.mode = opened[0]
        else:
            continue
        stack.append(node)
