"""A pasted line into the lines of its block: it replaces, joins a list, adds, or with ``no`` takes away."""

import re
from collections.abc import Iterator

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
    words = " ".join(node.text.split()).removeprefix("no ")
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
        if same[0].text.split() != text.split():
            same[0].raw = indent + text
        block.children = [node for node in block.children if node not in same[1:]]
    else:
        insert(block, Node(indent + text))


def insert(block: Node, node: Node) -> None:
    """Put a new line before the interfaces of a config, or before the indented blocks and ``shutdown`` of a block."""
    place = next((at for at, other in enumerate(block.children) if _comes_last(other)), len(block.children))
    while place and block.children[place - 1].comment:
        place -= 1
    block.children.insert(place, node)


def _comes_last(node: Node) -> bool:
    # A block with an `exit` of its own is printed before its neighbours' lines; one by indentation behind them.
    inner = node.mode == "interface" or ((node.mode or node.children) and node.end is None)
    return bool(inner) or node.text in {"shutdown", "no shutdown", "end"}


def _ports(block: Node, key: str, named: list[Port], language: Language, indent: str, *, add: bool) -> None:
    """Add ports to the lists of a block or take them away; one that joins a list leaves the lists that exclude it."""
    rivals = [other for group in language.one_of if key in group for other in group if other != key]
    for rival in rivals if add else []:
        _ports(block, rival, named, language, indent, add=False)
    lines = [node for node in block.children if _after(node.text, key)]
    before = [port for node in lines for port in ports(_after(node.text, key), language.interfaces)]
    after = [port for port in before if add or port not in named] + (named if add else [])
    if set(before) == set(after):
        return
    wanted = [f"{indent}{key} {text}" for text in listed(after, language.interfaces)]
    _replace(block, lines, wanted)


def _replace(block: Node, lines: list[Node], wanted: list[str]) -> None:
    """Put lines where others were, or where new ones belong."""
    new = [Node(raw) for raw in wanted]
    if not lines:
        for node in new:
            insert(block, node)
        return
    place = block.children.index(lines[0])
    block.children[place:place] = new
    block.children = [node for node in block.children if node not in lines]


def _vlans(block: Node, key: str, rest: str, rule: VlanList, indent: str) -> None:
    """Set, widen or narrow the VLANs of a line; a block that says what no line says prints none."""
    lines = [node for node in block.children if _after(node.text, key)]
    absent = {kind: vlan_sets.numbers(text) for kind, text in rule.absent.items()}
    before = dict(absent)
    for number, node in enumerate(lines):
        said = _after(node.text, key)
        # Some releases print the whole list as `add`; where nothing is left out, none prints a line.
        _fold(before, said if number or rule.changes else said.removeprefix("add "))
    after = dict(before)
    _fold(after, rest)
    if after != before:
        wanted = [f"{indent}{key} {text}" for text in _written(after, absent, changes=rule.changes)]
        _replace(block, lines, wanted)


def _fold(held: dict[str, frozenset[int]], rest: str) -> None:
    """Do what stands behind a key to the VLANs held so far; one that is tagged is not untagged, and the other way."""
    words = rest.split()
    kind = words.pop() if words[-1] in held else next(iter(held))
    action = words.pop(0) if words[0].isalpha() else "set"
    given = vlan_sets.numbers("".join(words))
    for one, old in held.items():
        held[one] = {
            "add": old | given if one == kind else old - given,
            "remove": old - given,
            "except": vlan_sets.ALL - given,
            "all": vlan_sets.ALL,
            "none": frozenset[int](),
            "set": given,
        }[action]


def _written(
    held: dict[str, frozenset[int]], absent: dict[str, frozenset[int]], *, changes: bool
) -> Iterator[str]:
    """Yield what stands behind the key of each line."""
    first = next(iter(held))
    for kind, vlans in held.items():
        if vlans == absent[kind]:
            continue
        tail = f" {kind}" if kind != first else ""
        if not changes:
            yield (vlan_sets.written(vlans) or "none") + tail
            continue
        if added := vlans - absent[kind]:
            yield f"add {vlan_sets.written(added)}{tail}"
        if removed := absent[kind] - frozenset[int]().union(*held.values()):
            yield f"remove {vlan_sets.written(removed)}"
