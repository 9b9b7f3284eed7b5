"""Interface names as typed → as printed, ranges included. Knows two families' habits; checks no port's existence."""

import re
from dataclasses import dataclass

from fabric_check.lab.ssh_switch.language import Interfaces

_PART = re.compile(
    r"(?P<kind>[A-Za-z-]*?[A-Za-z])?\s*(?P<first>\d[^\s-]*)(?:\s*-\s*[A-Za-z-]*\s*(?P<last>\d\S*))?$"
)

MOST = 4096
"""No range names more interfaces: there are not more VLANs."""


@dataclass(frozen=True, slots=True, order=True)
class Port:
    """One interface: its kind as printed, and its number such as ``0/48``."""

    kind: str
    number: tuple[int | str, ...]

    @property
    def written(self) -> str:
        """Return the number as it is written."""
        return "/".join(map(str, self.number))


class NotAnInterfaceError(ValueError):
    """What was typed names no interface."""


def ports(text: str, interfaces: Interfaces) -> list[Port]:
    """Return the interfaces that a text such as ``te 0/1-3, fo 0/48`` names, in its order.

    A part without a kind has the kind before it; one without a slot, as in ``0/1-3,48``, the slot before it.

    Raises:
        NotAnInterfaceError: a part of it names no interface.

    """
    found: list[Port] = []
    kind = ""
    slot: tuple[int | str, ...] = ()
    for part in text.split(","):
        match = _PART.match(part.strip())
        if not match:
            raise NotAnInterfaceError(part)
        kind = _kind(match["kind"], interfaces) if match["kind"] else kind
        if not kind:
            raise NotAnInterfaceError(part)
        first = _number(match["first"])
        first = first if len(first) > 1 or not slot or match["kind"] else (*slot, *first)
        slot = first[:-1]
        last = _number(match["last"])[-1] if match["last"] else first[-1]
        found += [Port(kind, (*slot, number)) for number in _between(first[-1], last)]
    return found


def printed(port: Port, interfaces: Interfaces) -> str:
    """Return an interface as the running-config prints it."""
    return interfaces.printed.format(kind=port.kind, number=port.written)


def listed(found: list[Port], interfaces: Interfaces) -> list[str]:
    """Return interfaces as lists, one a kind: ``TenGigabitEthernet 0/1-3,48``."""
    kinds = list(dict.fromkeys(port.kind for port in found))
    return [
        interfaces.printed.format(kind=kind, number=_numbers([port for port in found if port.kind == kind]))
        for kind in kinds
    ]


def _kind(typed: str, interfaces: Interfaces) -> str:
    folded = typed.casefold()
    for kind, word in interfaces.kinds.items():
        # A kind is typed in full, by its beginning, or by its abbreviation; `word` is one of the two longer forms.
        if any(folded and name.casefold().startswith(folded) for name in (kind.strip(), word)):
            return kind
    raise NotAnInterfaceError(typed)


def _number(text: str) -> tuple[int | str, ...]:
    return tuple(int(part) if part.isdecimal() else part for part in text.split("/"))


def _between(first: int | str, last: int | str) -> list[int | str]:
    if isinstance(first, int) and isinstance(last, int) and first < last:
        if last - first >= MOST:
            raise NotAnInterfaceError(f"{first}-{last}")
        return list(range(first, last + 1))
    return [first] if first == last else [first, last]


def _numbers(found: list[Port]) -> str:
    """Return numbers grouped: the slot is written once as long as it stays the same."""
    parts: list[str] = []
    slot: tuple[int | str, ...] | None = None
    run: list[Port] = []
    for port in [*sorted(set(found), key=_order), None]:
        if run and port is not None and _follows(run[-1], port):
            run.append(port)
            continue
        if run:
            start = run[0].written if run[0].number[:-1] != slot else str(run[0].number[-1])
            parts.append(start if len(run) == 1 else f"{start}-{run[-1].number[-1]}")
            slot = run[0].number[:-1]
        run = [port] if port else []
    return ",".join(parts)


def _order(port: Port) -> tuple[tuple[int, str], ...]:
    return tuple((part, "") if isinstance(part, int) else (0, part) for part in port.number)


def _follows(before: Port, port: Port) -> bool:
    one, two = before.number[-1], port.number[-1]
    same = before.number[:-1] == port.number[:-1]
    return same and isinstance(one, int) and isinstance(two, int) and two == one + 1
