"""``stack-unit U port P portmode quad``: a 40G port split into four of 10G.

The running-config then has no ``fortyGigE U/P`` and four ``TenGigabitEthernet`` blocks of its own, which are read as any
other; so the command itself only takes away what is gone. ``stack-unit U provision MODEL`` changes no port.
"""

from fabric_check.dialects.ftos.state import State
from fabric_check.dialects.tree import Node

_LANES = 4


def apply(state: State, node: Node, rest: str, negated: bool) -> None:
    """Take away the port that was split or, with ``no``, its four lanes."""
    words = rest.split()
    if words[1:2] != ["port"] or words[3:5] != ["portmode", "quad"]:
        return
    if not all(word.isdecimal() and len(word) <= 3 for word in (words[0], words[2])):
        state.unread.append((node, "`stack-unit UNIT port PORT portmode quad` takes two numbers"))
        return
    unit, port = int(words[0]), int(words[2])
    for name in _lanes(unit, port) if negated else [f"fortyGigE {unit}/{port}"]:
        state.ports.pop(name, None)


def _lanes(unit: int, port: int) -> list[str]:
    """Boxes that count ports from 0 give a lane a port number, ``0/48`` to ``0/51``; ON boxes a third, ``1/49/1``."""
    numbers = [f"{port + lane}" for lane in range(_LANES)] + [f"{port}/{lane + 1}" for lane in range(_LANES)]
    return [f"TenGigabitEthernet {unit}/{number}" for number in numbers]
