"""Finds the rules: every module of this package whose name begins with an id."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import cast

from fabric_check import rules
from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer

_MODULE = re.compile(r"([a-z]{3}[0-9]{3})_([a-z0-9_]+)$")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. *evidence*: the part of the folder that a 2xx rule needs, or None for configuration alone."""

    id: str
    name: str
    page: str
    judge: Callable[[Scene], Iterator[Answer]]
    evidence: str | None = None

    @property
    def summary(self) -> str:
        """The page's first line."""
        return self.page.partition("\n")[0]


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, by id."""
    found = [
        _rule(module.name) for module in pkgutil.iter_modules(rules.__path__) if _MODULE.match(module.name)
    ]
    return tuple(sorted(found, key=lambda rule: rule.id))


def find(written: str) -> Rule | None:
    """Return the rule of this id or name, whatever its case."""
    word = written.strip().casefold()
    return next((rule for rule in all_rules() if word in {rule.id.casefold(), rule.name}), None)


def markdown(rule: Rule) -> str:
    """Return a rule's page, headed by its id and name."""
    return f"# {rule.id} {rule.name}\n\n{rule.page}"


def selected(rule_id: str, select: tuple[str, ...], ignore: tuple[str, ...]) -> bool:
    """Return whether a rule is asked for; the longest prefix that fits decides, and *ignore* wins a tie."""
    chosen = max(
        (len(prefix) for prefix in select if rule_id.startswith(prefix)), default=-1 if select else 0
    )
    refused = max((len(prefix) for prefix in ignore if rule_id.startswith(prefix)), default=-1)
    return chosen > refused


def _rule(name: str) -> Rule:
    module: ModuleType = importlib.import_module(f"{rules.__name__}.{name}")
    match = _MODULE.match(name)
    if match is None or not module.__doc__:
        raise ValueError(f"rule module {name} has no id or no page")
    return Rule(
        match[1].upper(),
        match[2].replace("_", "-"),
        module.__doc__.strip() + "\n",
        cast("Callable[[Scene], Iterator[Answer]]", module.judge),
        cast("str | None", getattr(module, "EVIDENCE", None)),
    )
