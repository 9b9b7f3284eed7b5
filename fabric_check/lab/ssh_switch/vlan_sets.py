"""Lists of VLAN numbers, ``1,5-7``, as text and as sets."""

HIGHEST = 4094
ALL = frozenset(range(1, HIGHEST + 1))


def numbers(text: str) -> frozenset[int]:
    """Return the numbers of a list.

    Raises:
        ValueError: a part of it is no VLAN's number and no range.

    """
    found: set[int] = set()
    for part in text.split(",") if text else ():
        first, _, last = part.strip().partition("-")
        if not 1 <= int(first) <= int(last or first) <= HIGHEST:
            raise ValueError(part)
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
