"""Software releases as switches print them, in the order in which the maker counts them."""

import re

_NUMBERS = re.compile(r"\d+")


def release_key(release: str) -> tuple[int, ...]:
    """Return a sort key: ``9.9(0.0)`` before ``9.10(0.0)``, ``9.14`` equal to ``9.14(0.0)``; empty without a number."""
    numbers = [int(digits) for digits in _NUMBERS.findall(release[:100])]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
