"""What repairs which rule's findings: one module a subject, found by its ``RULES``.

A module offers ``RULES``, the ids that it answers for, and ``repair(case)``, which yields a `Step` for each change, or a
`Left` for a finding that it leaves and why. It proposes alone: whether a change closes its finding, opens another or
touches more than it says is proven by ``remedy.plan``. A rule may have one module for switches and one, called
``host_…``, for hosts: ``remedy.sides`` then says which of them is heard.
"""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import cast

from fabric_check.remedy.sides import Either, Repair


@cache
def all_repairs() -> Mapping[str, Repair]:
    """Return what repairs the findings of each rule, by the rule's id."""
    hosts: dict[str, Repair] = {}
    switches: dict[str, Repair] = {}
    for info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{__name__}.{info.name}")
        side = hosts if info.name.startswith("host_") else switches
        side.update(dict.fromkeys(module.RULES, cast("Repair", module.repair)))
    pairs = {
        pair: Either(*pair) for rule in hosts.keys() & switches for pair in [(switches[rule], hosts[rule])]
    }
    return {
        rule: pairs[switches[rule], hosts[rule]] if rule in hosts and rule in switches else repair
        for rule, repair in (hosts | switches).items()
    }
