"""Configuration mode: where a session stands in the running-config, and what each line it is given does there.

Stores what is pasted and checks little: words that the lab has no rule for are stored as they are typed.
"""

import re
from dataclasses import dataclass, field

from fabric_check.lab.ssh_switch import blocks, config_tree, names, statements, vlan_sets
from fabric_check.lab.ssh_switch.config_tree import Node, Tree
from fabric_check.lab.ssh_switch.language import Language


@dataclass(slots=True)
class Place:
    """Where a session stands: a mode, the blocks that its lines go to (several in a range), and the prompt's word.

    *missing*: blocks that the config does not hold yet, with their parents; they join it with their first line.
    """

    mode: str
    blocks: list[Node]
    prompt: str
    missing: list[tuple[Node, Node]] = field(default_factory=list)


class ConfigSession:
    """One visit to configuration mode. *text* is new after each line."""

    def __init__(self, text: str, language: Language) -> None:
        self._language = language
        self._tree: Tree = config_tree.parse(text, language)
        self._places = [Place("config", [self._tree.top], language.prompts.top)]

    @property
    def text(self) -> str:
        """Return the running-config as it is now."""
        return config_tree.render(self._tree)

    @property
    def prompt(self) -> str:
        """Return what the prompt calls the place."""
        return self._places[-1].prompt

    @property
    def ended(self) -> bool:
        """Return whether the session has left configuration mode."""
        return not self._places

    @property
    def depth(self) -> int:
        """Return in how many blocks the session stands, one inside the other."""
        return len(self._places) - 1

    def feed(self, line: str) -> bool:
        """Do what a line says; False where it is refused there."""
        words = line.strip() if '"' in line else " ".join(line.split())
        words = self._language.abbreviations.get(words, words)
        if words == "end":
            self._places.clear()
        elif words in {"exit", "quit"}:
            self._places.pop()
        elif words and not words.startswith("!"):
            try:
                return self._open(words) or self._close(words) or self._store(words)
            except ValueError:
                return False
        return True

    def _open(self, words: str) -> bool:
        """Go to the block that a line opens; some may be gone to without leaving the present one."""
        for depth in range(len(self._places) - 1, -1, -1):
            opened = self._language.opened(words, self._places[depth].mode)
            if opened and (depth == len(self._places) - 1 or opened[0] in self._language.jumps):
                del self._places[depth + 1 :]
                name, match = opened
                if vlans := match.groupdict().get("vlans"):
                    self._create_vlans(name, vlans)
                else:
                    self._enter(name, match, words)
                return True
        return False

    def _enter(self, name: str, match: re.Match[str], words: str) -> None:
        groups, interfaces = match.groupdict(), self._language.interfaces
        headers, shown = [words], groups.get("name") or ""
        if "names" in groups:
            found = names.ports(groups["names"], interfaces)
            headers = [f"interface {names.printed(port, interfaces)}" for port in found]
            shown = self._short(found)
        place = Place(name, [], self._language.modes[name].prompt.format(name=shown))
        for parent in self._places[-1].blocks:
            for header in headers:
                self._find_or_make(place, parent, header)
        self._places.append(place)

    def _find_or_make(self, place: Place, parent: Node, header: str) -> None:
        """Find a block or make it; FTOS prints one as soon as it is gone to, DNOS6 one that holds something."""
        node = blocks.find(parent, header, place.mode, self._language)
        if node is None:
            outermost = parent is self._tree.top
            node = blocks.make(parent, header, place.mode, self._language, outermost=outermost)
            place.missing.append((parent, node))
        place.blocks.append(node)
        if self._language.nesting == "indent":
            self._join(place)

    def _join(self, place: Place) -> None:
        for parent, node in place.missing:
            blocks.add(parent, node, self._language, outermost=parent is self._tree.top)
        place.missing.clear()

    def _create_vlans(self, mode: str, text: str) -> None:
        """Create VLANs: they join the first list without lines of its own; a block appears with its first line."""
        wanted, top = vlan_sets.numbers(text), self._tree.top
        header = f"vlan {vlan_sets.written(wanted)}"
        lists = [node for node in top.children if node.mode == mode]
        held = frozenset[int]().union(*(_vlans_of(node) for node in lists))
        own = next((node for node in lists if node.text == header), None)
        bare = next((node for node in lists if not node.children), None)
        place = Place(mode, [], self._language.modes[mode].prompt.format(vlans=text))
        if own is None:
            own = Node(header, mode, end="exit")
            place.missing.append((top, own))
        place.blocks.append(own)
        if not wanted <= held:
            if bare is not None:
                bare.raw = f"vlan {vlan_sets.written(_vlans_of(bare) | wanted)}"
            else:
                self._join(place)
        self._places.append(place)

    def _short(self, found: list[names.Port]) -> str:
        """Return what a prompt calls one interface, or a range of them."""
        interfaces, port = self._language.interfaces, found[0]
        short = interfaces.short.format(
            kind=port.kind.replace(" ", ""), abbreviation=interfaces.kinds[port.kind], number=port.written
        )
        return short if len(found) == 1 else f"range-{short}-{found[-1].number[-1]}"

    def _close(self, words: str) -> bool:
        """Take a whole block away: ``no`` and the line that opens it."""
        here = self._places[-1]
        if not words.startswith("no ") or not (opened := self._language.opened(words[3:], here.mode)):
            return False
        name, match = opened
        for parent in here.blocks:
            if vlans := match.groupdict().get("vlans"):
                _remove_vlans(parent, name, vlan_sets.numbers(vlans))
            else:
                blocks.remove(parent, words[3:], name, self._language)
        return True

    def _store(self, words: str) -> bool:
        here = self._places[-1]
        if self._misplaced(words.removeprefix("no "), here.mode):
            return False
        for place in self._places:
            self._join(place)
        for block in here.blocks:
            outermost = block is self._tree.top
            indent = blocks.inner_indent(block, self._language, outermost=outermost)
            statements.store(block, words, self._language, indent)
        return True

    def _misplaced(self, words: str, mode: str) -> bool:
        """Say whether a line belongs to other modes than this one."""
        owners = [
            name
            for name, keys in self._language.only_inside.items()
            if any(words == key or words.startswith(key + " ") for key in keys)
        ]
        return bool(owners) and mode not in owners


def _vlans_of(node: Node) -> frozenset[int]:
    return vlan_sets.numbers(node.text.removeprefix("vlan "))


def _remove_vlans(top: Node, mode: str, gone: frozenset[int]) -> None:
    for node in [node for node in top.children if node.mode == mode]:
        if left := _vlans_of(node) - gone:
            node.raw = f"vlan {vlan_sets.written(left)}"
        else:
            top.children.remove(node)
