"""Blocks of a running-config: finds them, makes them, puts each where the switch would print it, takes them away."""

import re

from fabric_check.lab.ssh_switch import names, statements
from fabric_check.lab.ssh_switch.config_tree import Node
from fabric_check.lab.ssh_switch.language import Language
from fabric_check.model.text import natural_key


def find(parent: Node, header: str, mode: str, language: Language) -> Node | None:
    """Return the block with a header, whatever its interface's name looks like as typed."""
    for node in parent.children:
        if node.mode in (mode, None) and not node.comment and same(node.text, header, language):
            node.mode = mode
            return node
    return None


def same(one: str, two: str, language: Language) -> bool:
    """Say whether two headers name one block."""
    if one == two or " ".join(one.split()) == two:
        return True
    if not (one.startswith("interface ") and two.startswith("interface ")):
        return False
    try:
        first, second = (names.ports(_name(header), language.interfaces) for header in (one, two))
    except ValueError:
        return False
    return first == second


def _name(header: str) -> str:
    # A PowerConnect of 5.x prints a routing index behind a VLAN's number: `interface vlan 1 1`.
    return re.sub(r"(?<=\d) \d+$", "", header.removeprefix("interface "))


def make(parent: Node, header: str, mode: str, language: Language, *, outermost: bool) -> Node:
    """Return a new block that is not in the config yet, with the lines that the switch gives it by itself."""
    indent = inner_indent(parent, language, outermost=outermost)
    node = Node(indent + header, mode)
    if language.nesting == "exit":
        node.end = "exit"
    else:
        node.children = [Node(f"{indent} {line}") for line in language.modes[mode].new]
    return node


def inner_indent(parent: Node, language: Language, *, outermost: bool) -> str:
    """Return the blanks before the lines of a block."""
    if language.nesting == "exit" or outermost:
        return ""
    return " " * (len(parent.raw) - len(parent.raw.lstrip(" ")) + 1)


def add(parent: Node, node: Node, language: Language, *, outermost: bool) -> None:
    """Put a new block among its kind by name; without a kind there, before the interfaces, or behind them."""
    if not outermost and language.nesting == "exit":
        parent.children.insert(0, node)
        return
    if not outermost:
        statements.insert(parent, node)
        parent.children.insert(parent.children.index(node), Node("!"))
        return
    at = _place(parent, node)
    tight = at and parent.children[at - 1].end and not node.text.startswith("interface ")
    parent.children[at:at] = [node] if tight else [Node("!"), node]


def _place(parent: Node, node: Node) -> int:
    """Return where a new outermost block is printed, as an index behind the line before it."""
    alike = [at for at, other in enumerate(parent.children) if _kind(other) == _kind(node)]
    smaller = [at for at in alike if natural_key(parent.children[at].text) < natural_key(node.text)]
    interfaces = [at for at, other in enumerate(parent.children) if other.mode == "interface"]
    if smaller:
        return smaller[-1] + 1
    if alike or (interfaces and node.mode != "interface"):
        return _behind_text(parent, (alike or interfaces)[0])
    if interfaces:
        return interfaces[-1] + 1
    ends = [at for at, other in enumerate(parent.children) if other.text == "end"]
    return _behind_text(parent, ends[0] if ends else len(parent.children))


def _behind_text(parent: Node, at: int) -> int:
    """Return an index moved up over the separators before it."""
    while at and parent.children[at - 1].comment:
        at -= 1
    return at


def _kind(node: Node) -> str:
    match = re.match(r"\D+", node.text)
    return match[0] if match and node.mode else ""


def remove(parent: Node, header: str, mode: str, language: Language) -> None:
    """Take a block out of another, if it is there."""
    node = find(parent, header, mode, language)
    if node is not None:
        parent.children.remove(node)
