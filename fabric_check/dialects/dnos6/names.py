"""How DNOS6 names interfaces: ``Te1/0/1``, ``port-channel 1``, however abbreviated, spaced or cased."""

import re
from functools import lru_cache

PHYSICAL = {"gigabitethernet": "Gi", "tengigabitethernet": "Te", "fortygigabitethernet": "Fo"}
"""What may be typed, and how the running-config prints it: ``interface Te1/0/1``."""
LOGICAL = ("port-channel", "vlan", "loopback", "tunnel")

_PHYSICAL = re.compile(r"([a-z]+)\s*([0-9]+/[0-9]+/[0-9]+)$", re.IGNORECASE)
_LOGICAL = re.compile(r"([a-z-]+)\s*([0-9]+)(?:\s+[0-9]+)?$", re.IGNORECASE)
"""``interface vlan 1 1`` carries a routing-interface index on 5.x."""


class UnknownKindError(ValueError):
    """A kind of interface that no link here can name, such as ``out-of-band``."""


@lru_cache(maxsize=65536)
def canonical(name: str) -> str:
    """Return the name as the running-config spells it.

    Raises:
        ValueError: it is not a DNOS6 interface name.

    """
    text = name.strip()
    if match := _PHYSICAL.match(text):
        kind = _only(match[1], PHYSICAL)
        if kind is not None:
            return PHYSICAL[kind] + match[2]
    if match := _LOGICAL.match(text):
        kind = _only(match[1], LOGICAL)
        if kind is not None:
            return f"{kind} {match[2]}"
    raise UnknownKindError(
        f"{name!r} is not a PowerConnect interface name; one such as `Te1/0/1` or `port-channel 1` is expected"
    )


def _only(written: str, kinds: dict[str, str] | tuple[str, ...]) -> str | None:
    """Return the one kind that *written*, two letters or more, begins."""
    word = written.casefold()
    found = [kind for kind in kinds if kind.startswith(word)]
    return found[0] if len(word) >= 2 and len(found) == 1 else None
