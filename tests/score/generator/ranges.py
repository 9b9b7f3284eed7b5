"""Lists of ports and VLANs, as switches print them."""

import re
from itertools import groupby


def numbers(values: set[int]) -> str:
    """Print ``1,3-5``."""
    ordered = sorted(values)
    runs = [
        [value for _, value in run]
        for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    ]
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def ftos_lists(names: list[str]) -> list[str]:
    """Print port names as FTOS lists them below a VLAN: one line a type and unit."""
    groups: dict[str, set[int]] = {}
    for name in names:
        match = re.fullmatch(r"(.*?)(\d+)", name)
        if match is None:
            raise ValueError(name)
        groups.setdefault(match[1], set()).add(int(match[2]))
    return [prefix + numbers(group) for prefix, group in groups.items()]
