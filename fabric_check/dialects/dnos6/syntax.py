"""DNOS6 text → command tree. No indentation: an opener starts a block and ``exit`` ends it.

Everything stands between ``configure`` and the last ``exit``. A sub-mode that is not in ``OPENERS`` shows itself by an
``exit`` too many: the commands after it are read as what they are, not as part of the block before.
"""

import re
from collections.abc import Mapping

from fabric_check.dialects.tree import Node, Tree

OPENERS: Mapping[str, tuple[str, ...]] = {
    "configure": (
        "admin-profile ",
        "captive-portal",
        "class-map ",
        "interface ",
        "ip dhcp pool ",
        "ip vrf ",
        "ipv6 dhcp pool ",
        "line ",
        "link-dependency group ",
        "openflow",
        "policy-map ",
        "radius server ",
        "radius-server host ",
        "route-map ",
        "router ",
        "spanning-tree mst configuration",
        "stack",
        "support-assist",
        "tacacs-server host ",
        "template ",
        "vpc domain ",
    ),
    "interface": ("datacenter-bridging",),
    "captive-portal": ("configuration ",),
    "policy-map": ("class ",),
    "router": ("address-family ",),
}
"""For each block, what opens a block inside it; an entry without a blank at its end is the whole command."""

_MORE_OPENERS = re.compile(
    r"vlan\s+(?:[0-9]|database$)|(?:ip|ipv6|mac|management) access-list |logging (?:[0-9.]+|[0-9a-f:]*:[0-9a-f:]*|\"[^\"]+\"|host )"
)
"""What opens a block inside ``configure`` depending on its second word."""
_BANNER = re.compile(r"banner\s+\S+\s+\"")
_PROMPT = re.compile(
    r"[^\"]{1,80}[#>]\s*(?:(?:exit|quit|logout|show|terminal|copy|write|enable|disable)\b.*)?$"
)
_PAGER = "--More--"
_PAGED = re.compile(r"--More-- or \(q\)uit[\s\x08]*")
"""What the pager leaves in a saved session; the next line may follow it without a line break."""
_PEM_BEGIN = "-----BEGIN "
_PEM_END = "-----END "


def parse(text: str) -> Tree:
    """Read a running-config. Any text has a tree; one that is not whole says so in ``incomplete``."""
    reader = _Reader()
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    for number, raw in enumerate(lines, 1):
        reader.line(number, raw.strip())
    return reader.tree()


class _Reader:
    """The state machine: which blocks are open, and whether a banner or certificate hides what follows."""

    def __init__(self) -> None:
        self.root = Node(0, "")
        self.open: list[Node] = [self.root]
        self.openers: list[tuple[str, ...]] = [("configure",)]
        self.others: list[tuple[int, str]] = []
        self.hidden_until: str | None = None
        self.hidden_from = 0
        self.started = False
        self.closed_at: int | None = None
        self.prompt_at: int | None = None
        self.continues_at: int | None = None

    def line(self, number: int, command: str) -> None:
        """Take one line without its surrounding blanks."""
        if command[:1] == "-" and command.startswith(_PAGER):
            command = _PAGED.sub("", command, count=1)
        if self.hidden_until is not None:
            self.others.append((number, command))
            if self.hidden_until in command:
                self.hidden_until = None
        elif self.prompt_at is not None:
            self._after_prompt(number, command)
        elif not command or command[0] == "!" or not (self.started or command == "configure"):
            self.others.append((number, command))
        elif command == "exit":
            self._exit(number)
        elif self.closed_at is not None and _PROMPT.match(command):
            self.prompt_at = number
            self.others.append((number, command))
        else:
            self._command(number, command)

    def _exit(self, number: int) -> None:
        self.others.append((number, "exit"))
        if len(self.open) > 2:
            self.open.pop()
            self.openers.pop()
        else:
            # The end of `configure`, unless something follows: then a block that we do not know ended here.
            self.closed_at = number

    def _after_prompt(self, number: int, command: str) -> None:
        """Take a line after the prompt that ended the config: what the session showed next, unless blocks go on."""
        self.others.append((number, command))
        if command == "exit" and self.continues_at is None:
            self.continues_at = number

    def _command(self, number: int, command: str) -> None:
        self.closed_at = None
        self.started = True
        if command.startswith("interface ") and self._inside_interface():
            del self.open[2:], self.openers[2:]
        node = Node(number, command)
        self.open[-1].add(node)
        if self._opens(command):
            self.open.append(node)
            self.openers.append(OPENERS.get(command.partition(" ")[0], ()))
        elif command[0] in "-b":
            self._hides(number, command)

    def _hides(self, number: int, command: str) -> None:
        """Note what a certificate or a banner over several lines hides."""
        if command.startswith(_PEM_BEGIN):
            self.hidden_until, self.hidden_from = _PEM_END, number
        elif (banner := _BANNER.match(command)) and '"' not in command[banner.end() :]:
            self.hidden_until, self.hidden_from = '"', number

    def _inside_interface(self) -> bool:
        return len(self.open) > 2 and self.open[2].text.startswith("interface ")

    def _opens(self, command: str) -> bool:
        for opener in self.openers[-1]:
            if command.startswith(opener) and (opener[-1] == " " or command == opener):
                return True
        return len(self.open) == 2 and _MORE_OPENERS.match(command) is not None

    def tree(self) -> Tree:
        """Return what was read; the commands are those inside ``configure``."""
        return Tree(self.root.children, self.others, self._incomplete())

    def _incomplete(self) -> str | None:
        if self.hidden_until is not None:
            return f"what opens on line {self.hidden_from} is never closed: the file ends too early"
        if self.continues_at is not None:
            return f"line {self.prompt_at} looks like a prompt, yet line {self.continues_at} ends a block after it"
        if not self.started:
            return "no line says `configure`: the beginning of the file is missing"
        if self.closed_at is None:
            *_, last = self.open[-1].walk()
            return (
                f"after line {last.line} the `exit` that ends `configure` is missing: the file ends too early"
            )
        return None
