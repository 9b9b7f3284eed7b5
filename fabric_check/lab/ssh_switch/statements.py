"""A pasted line into the lines of its block: it replaces, joins a list, adds, or with ``no`` takes away."""

import re

from fabric_check.lab.ssh_switch import vlan_sets
from fabric_check.lab.ssh_switch.config_tree import Node
from fabric_check.lab.ssh_switch.language import Language, VlanList
from fabric_check.lab.ssh_switch.names import Port, listed, ports


def store(block: Node, line: str, language: Language, indent: str) -> None:
    """Do what a line says to the lines of a block; what it does not touch stays as it is, to the byte.

    Raises:
        ValueError: a list in it names no port or no VLAN.

    """
    negative = line.startswith("no ")
    words = line.removeprefix("no ").strip()
    for key in language.port_lists:
        if rest := _after(words, key):
            _ports(block, key, ports(rest, language.interfaces), language, indent, add=not negative)
            return
    for key, rule in language.vlan_lists.items():
        if not negative and (rest := _after(words, key)):
            _vlans(block, key, rest, rule, indent)
            return
    if negative:
        _negate(block, words, language, indent)
    elif words in language.unprinted:
        _negate(block, _key(words, language), language, indent)
    else:
        _put(block, words, _key(words, language), indent)


def _after(words: str, key: str) -> str:
    """Return what stands behind a key; nothing where the line is not the key's."""
    return words[len(key) :].strip() if words.startswith(key + " ") else ""


def _key(words: str, language: Language) -> str:
    """Return the words that tell a line from the others: the longest key that fits, or the whole line."""
    fitting = (match[0] for key in language.keys if (match := re.match(_pattern(key), words)))
    return max(fitting, key=len, default=words)


def _pattern(key: str) -> str:
    return re.escape(key).replace("<1>", r"\S+") + r"(?!\S)"


def _same(node: Node, key: str) -> bool:
    words = node.text.removeprefix("no ").strip()
    return not node.comment and not node.children and (words == key or words.startswith(key + " "))


def _negate(block: Node, words: str, language: Language, indent: str) -> None:
    printed = next((key for key in language.printed_no if words == key or words.startswith(key + " ")), None)
    if printed is not None:
        _put(block, f"no {words}", _key(words, language), indent)
    else:
        block.children = [node for node in block.children if not _gone(node, words)]


def _gone(node: Node, words: str) -> bool:
    return not node.comment and (node.text == words or node.text.startswith(words + " "))


def _put(block: Node, text: str, key: str, indent: str) -> None:
    """Let a line take the place of the first with its key, and of all others; or stand where a new one belongs."""
    same = [node for node in block.children if _same(node, key)]
    if same:
        same[0].raw = indent + text
        block.children = [node for node in block.children if node not in same[1:]]
    else:
        insert(block, Node(indent + text))


def insert(block: Node, node: Node) -> None:
    """Put a new line before the blocks inside a block, its ``shutdown``, its ``end`` and the separators there."""
    last = ("shutdown", "no shutdown", "end")
    place = next(
        (at for at, other in enumerate(block.children) if other.children or other.mode or other.text in last),
        len(block.children),
    )
    while place and block.children[place - 1].comment:
        place -= 1
    block.children.insert(place, node)


def _ports(block: Node, key: str, named: list[Port], language: Language, indent: str, *, add: bool) -> None:
    """Add ports to the lists of a block or take them away; one that joins a list leaves the lists that exclude it."""
    rivals = [other for group in language.one_of if key in group for other in group if other != key]
    for rival in rivals if add else []:
        _ports(block, rival, named, language, indent, add=False)
    lines = [node for node in block.children if _after(node.text, key)]
    before = [port for node in lines for port in ports(_after(node.text, key), language.interfaces)]
    after = [port for port in before if add or port not in named] + (named if add else [])
    wanted = [f"{indent}{key} {text}" for text in listed(after, language.interfaces)]
    if set(before) == set(after):
        return
    place = next((at for at, node in enumerate(block.children) if node in lines), None)
    block.children = [node for node in block.children if node not in lines]
    for offset, raw in enumerate(wanted):
        if place is None:
            insert(block, Node(raw))
        else:
            block.children.insert(place + offset, Node(raw))


def _vlans(block: Node, key: str, rest: str, rule: VlanList, indent: str) -> None:
    """Set, widen or narrow the VLANs of a line; a line that says what no line says is not printed."""
    words = rest.split()
    kind = words.pop() if words[-1] in rule.kinds else (rule.kinds[-1] if rule.kinds else "")
    action = words.pop(0) if words[0] in {"add", "remove", "all", "none", "except"} else "set"
    given = vlan_sets.numbers("".join(words)) if words else frozenset()
    for one in rule.kinds or [""]:
        old = _held(block, key, rule, one)
        new = {
            "add": old | given if one == kind else old - given,
            "remove": old - given,
            "except": vlan_sets.ALL - given,
            "all": vlan_sets.ALL,
            "none": frozenset[int](),
            "set": given,
        }[action]
        _write_vlans(block, (key, rule, one), new, indent)


def _line_of(block: Node, key: str, rule: VlanList, kind: str) -> Node | None:
    for node in block.children:
        if rest := _after(node.text, key):
            words = rest.split()
            plain = not rule.kinds or (words[-1] if words[-1] in rule.kinds else rule.kinds[-1]) == kind
            if plain:
                return node
    return None


def _held(block: Node, key: str, rule: VlanList, kind: str) -> frozenset[int]:
    node = _line_of(block, key, rule, kind)
    if node is None:
        return vlan_sets.ALL if rule.absent == "all" else frozenset()
    lists = [word for word in _after(node.text, key).split() if word[0].isdecimal()]
    return vlan_sets.numbers("".join(lists)) if lists else frozenset()


def _write_vlans(block: Node, line: tuple[str, VlanList, str], new: frozenset[int], indent: str) -> None:
    key, rule, kind = line
    node = _line_of(block, key, rule, kind)
    absent = vlan_sets.ALL if rule.absent == "all" else frozenset()
    if new == absent:
        block.children = [other for other in block.children if other is not node]
        return
    tail = kind if kind and kind != rule.kinds[-1] else ""
    text = " ".join(word for word in (key, rule.print, vlan_sets.written(new) or "none", tail) if word)
    if node is None:
        insert(block, Node(indent + text))
    else:
        node.raw = indent + text
