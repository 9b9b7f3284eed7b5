"""Lists of VLAN numbers, ``1,5-7``, as text and as sets."""

ALL = frozenset(range(1, 4094))
"""What a port that says nothing carries; 4094 is not a PowerConnect's to give away."""


def numbers(text: str) -> frozenset[int]:
    """Return the numbers of a list.

    Raises:
        ValueError: a part of it is no number and no range.

    """
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return frozenset(found)


def written(found: frozenset[int]) -> str:
    """Return numbers as a list, runs as ranges."""
    parts: list[list[int]] = []
    for number in sorted(found):
        if parts and parts[-1][-1] == number - 1:
            parts[-1][1:] = [number]
        else:
            parts.append([number])
    return ",".join("-".join(map(str, part)) for part in parts)
