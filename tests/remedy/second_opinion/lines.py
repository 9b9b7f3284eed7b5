"""Configs as hier_config can take them: indented, without separators, every list one line a member; and back.

Written apart from the program's own readers: what both agree on, neither has from the other.
"""

import re

BOTH_WAYS = ("shutdown", "dcb enable")
"""Printed as they are and with `no`: a config with neither is a third thing, which hier_config does not know."""
LISTS = ("tagged ", "untagged ", "channel-member ")
_KIND = re.compile(r"([A-Za-z-]+) ([\d/,\-]+)")


def numbers(text: str) -> list[str]:
    """Return ``0/1-3,8`` as ``0/1``, ``0/2``, ``0/3``, ``0/8``; a prefix holds until the next one."""
    found, prefix = [], ""
    for part in text.split(","):
        first, _, last = part.partition("-")
        slash = first.rfind("/") + 1
        prefix, low = (first[:slash], first[slash:]) if slash else (prefix, first)
        high = last[last.rfind("/") + 1 :] or low
        found += [f"{prefix}{number}" for number in range(int(low), int(high) + 1)]
    return found


def ftos(text: str) -> str:
    """Return a Force10 config, or block, as hier_config takes it."""
    lines: list[str] = []
    for raw in text.split("\n"):
        line = raw.strip()
        hidden = line.startswith("!untagged ")
        if not line or (line[0] == "!" and not hidden) or line in {"end", "exit", "configure terminal"}:
            continue
        if line.startswith("Current Configuration"):
            continue
        indent = " " * (len(raw) - len(raw.lstrip()) or int(hidden))
        lines += [indent + one for one in _ftos_line(line.removeprefix("!"))]
    return "\n".join(lines)


def _ftos_line(line: str) -> list[str]:
    no, rest = ("no ", line[3:]) if line.startswith("no ") else ("", line)
    word = next((word for word in LISTS if rest.startswith(word)), None)
    if word:
        return [
            f"{no}{word}{kind} {number}"
            for kind, listed in _KIND.findall(rest[len(word) :])
            for number in numbers(listed)
        ]
    if rest.startswith(("vlan tagged ", "vlan untagged ")):
        head, _, listed = rest.rpartition(" ")
        return [f"{no}{head} {number}" for number in numbers(listed)]
    return [f"said {rest}: {'no' if no else 'yes'}" if rest in BOTH_WAYS else line]


def ftos_back(text: str, original: str) -> str:
    """Return a predicted config as the switch would print it."""
    head = [line for line in original.split("\n") if line.startswith("! Version")]
    body = [re.sub(r"said (.*): yes$", r"\1", line) for line in text.split("\n")]
    body = [re.sub(r"said (.*): no$", r"no \1", line) for line in body]
    return "\n".join([*head, *body, "end", ""])


def blocks(text: str) -> list[str]:
    """Return an indented snippet's blocks, in their order."""
    return [block for block in re.split(r"\n(?=\S)", text) if block]


def dnos6(text: str) -> str:
    """Return a PowerConnect config as hier_config takes it: indented by what opens a block."""
    lines: list[str] = []
    depth = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if not line or line[0] == "!" or line == "configure":
            continue
        if line == "exit":
            depth = max(0, depth - 1)
            continue
        lines += ["  " * depth + one for one in _dnos6_line(line)]
        depth += opens(line)
    return "\n".join(lines)


def opens(line: str) -> bool:
    """Return whether a line opens a block that `exit` closes."""
    return line in {"datacenter-bridging", "stack", "vlan database"} or bool(
        re.match(r"(interface|vpc domain|line) |vlan \d", line)
    )


def _dnos6_line(line: str) -> list[str]:
    if match := re.fullmatch(r"(no )?vlan ([\d,-]+)", line):
        return [f"{match[1] or ''}vlan {number}" for number in numbers(match[2])]
    if match := re.fullmatch(
        r"switchport (trunk|general) allowed vlan (add |remove )?([\d,-]+)( tagged)?", line
    ):
        mode, action, listed, tagged = match.groups()
        no = "no " if action == "remove " else ""
        return [
            f"{no}switchport {mode} allowed vlan add {number}{tagged or ''}" for number in numbers(listed)
        ]
    if match := re.fullmatch(r"priority-flow-control priority ([\d,-]+) (no-drop|drop)", line):
        no = "no " if match[2] == "drop" else ""
        return [f"{no}priority-flow-control priority {number} no-drop" for number in numbers(match[1])]
    return [line]


def dnos6_back(text: str, original: str) -> str:
    """Return a predicted config as the switch would print it."""
    head = [line for line in original.split("\n") if line.startswith("!System")]
    lines: list[str] = []
    open_at: list[int] = []
    for raw in text.split("\n"):
        line = raw.strip()
        depth = (len(raw) - len(raw.lstrip())) // 2
        while open_at and open_at[-1] >= depth:
            open_at.pop()
            lines.append("exit")
        lines.append(
            re.sub(r"^no (switchport (?:trunk|general) allowed vlan) add (\d+).*", r"\1 remove \2", line)
        )
        if opens(line):
            open_at.append(depth)
    return "\n".join([*head, "configure", *lines, *("exit" for _ in open_at), "exit", ""])
