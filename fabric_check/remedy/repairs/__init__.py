"""What repairs which rule's findings: one module a subject, found by its ``RULES``.

A module offers ``RULES``, the ids that it answers for, and ``repair(case)``, which yields a `Step` for each change, or a
`Left` for a finding that it leaves and why. It proposes alone: whether a change closes its finding, opens another or
touches more than it says is proven by ``remedy.plan``.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import cast

from fabric_check.remedy.case import Case, Left, Step

Repair = Callable[[Case], Iterator[Step | Left]]


@cache
def all_repairs() -> Mapping[str, Repair]:
    """Return what repairs the findings of each rule, by the rule's id."""
    found: dict[str, Repair] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        found.update(dict.fromkeys(module.RULES, cast("Repair", module.repair)))
    return found
