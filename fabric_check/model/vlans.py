"""Sets of VLAN ids as one integer of 4095 bits: a trunk that allows all VLANs costs no more than one that allows two."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

LOWEST_VLAN = 1
HIGHEST_VLAN = 4094
"""IEEE 802.1Q clause 9.6 reserves 0 (priority tag) and 4095."""

_PART = re.compile(r"([0-9]{1,5})(?:\s*-\s*([0-9]{1,5}))?$")


@dataclass(frozen=True, slots=True)
class VlanSet:
    """A set of VLAN ids, 1 to 4094. Combine with ``|``, ``&``, ``-``; test with ``in``."""

    bits: int = 0

    @classmethod
    def of(cls, vlans: Iterable[int]) -> "VlanSet":
        """Return the set of these ids.

        Raises:
            ValueError: an id is outside 1 to 4094.

        """
        bits = 0
        for vlan in vlans:
            if not LOWEST_VLAN <= vlan <= HIGHEST_VLAN:
                raise ValueError(f"VLAN {vlan} is outside {LOWEST_VLAN} to {HIGHEST_VLAN}")
            bits |= 1 << vlan
        return cls(bits)

    @classmethod
    def parse(cls, text: str) -> "VlanSet":
        """Read ``1,20-25,4000``, as switches print and people type it.

        Raises:
            ValueError: a part is neither a number nor a rising range within 1 to 4094.

        """
        return _parse(text)

    def __or__(self, other: "VlanSet") -> "VlanSet":
        """Return the VLANs of either."""
        return VlanSet(self.bits | other.bits)

    def __and__(self, other: "VlanSet") -> "VlanSet":
        """Return the VLANs of both."""
        return VlanSet(self.bits & other.bits)

    def __sub__(self, other: "VlanSet") -> "VlanSet":
        """Return the VLANs of this set that the other lacks."""
        return VlanSet(self.bits & ~other.bits)

    def __contains__(self, vlan: int) -> bool:
        """Return whether the VLAN is in the set."""
        return vlan >= 0 and bool(self.bits >> vlan & 1)

    def __iter__(self) -> Iterator[int]:
        """Yield the ids, rising."""
        bits, vlan = self.bits, 0
        while bits:
            zeros = (bits & -bits).bit_length() - 1
            vlan += zeros
            yield vlan
            bits >>= zeros + 1
            vlan += 1

    def __len__(self) -> int:
        """Return how many VLANs are in the set."""
        return self.bits.bit_count()

    def __str__(self) -> str:
        """Return the shortest list of ids and ranges: ``1,20-25``."""
        parts: list[str] = []
        start = end = -1
        for vlan in [*self, -1]:
            if vlan == end + 1 and start > 0:
                end = vlan
                continue
            if start > 0:
                parts.append(str(start) if start == end else f"{start}-{end}")
            start = end = vlan
        return ",".join(parts)


NO_VLANS = VlanSet()
VLAN_1 = VlanSet(1 << 1)
"""Where ports live that nobody configured (IEEE 802.1Q clause 9.6)."""
ALL_VLANS = VlanSet(((1 << (HIGHEST_VLAN + 1)) - 1) & ~1)


@lru_cache(maxsize=4096)
def _parse(text: str) -> VlanSet:
    """Read a VLAN list; cached, since a rack repeats the same list on every port."""
    bits = 0
    for part in text.split(","):
        match = _PART.match(part.strip())
        if match is None:
            raise ValueError(f"{part.strip()!r} is not a VLAN or a range of VLANs")
        first = int(match[1])
        last = int(match[2] or first)
        if not LOWEST_VLAN <= first <= last <= HIGHEST_VLAN:
            raise ValueError(f"{part.strip()!r} is not a rising range within {LOWEST_VLAN} to {HIGHEST_VLAN}")
        bits |= (1 << (last + 1)) - (1 << first)
    return VlanSet(bits)
