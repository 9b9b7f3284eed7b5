"""One fabric, with or without faults, judged by the program and compared with what must be said of it."""

import datetime as dt
import random
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from generator import generate
from generator.folder import write
from generator.model import Fabric
from scoreboard.edits import apply
from scoreboard.fixing import Fixed, Named, fixed, name_of
from scoreboard.places import Place, places

from fabric_check.cli.checking import Choices, check
from fabric_check.remedy.plan import Wanted as FixWanted
from fabric_check.report.schema import FindingPart, ReportFile

TODAY = dt.date(2026, 6, 1)
FAULTS = Path(__file__).parent.parent / "faults.yaml"
Wanted = tuple[frozenset[str], ...]
VAGUE = ("", "no change of a configuration repairs it", "its repair does not close it")
"""Reasons that are no better than none."""


@dataclass
class Trial:
    """What came of one fabric. *extra* are (rule, device, interface); *roots* stand for themselves."""

    seed: int
    shape: str
    kinds: tuple[str, ...]
    verdict: str
    wanted: int = 0
    roots: int = 0
    missed: list[str] = field(default_factory=list)
    extra: list[Named] = field(default_factory=list)
    severities: list[str] = field(default_factory=list)
    unknowns: int = 0
    kinds_missed: list[str] = field(default_factory=list)
    fixed: Fixed | None = None
    fixable: int = 0
    kinds_unfixed: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        """Whether everything that must be said was said."""
        return not self.kinds_missed

    @property
    def repaired(self) -> bool:
        """Whether its fix closes what a fix can close, opens nothing, and can be taken back."""
        return self.fixed is not None and self.fixed.sound and not self.kinds_unfixed


@cache
def kinds() -> tuple[dict[str, Any], ...]:
    """Return the list of kinds."""
    return tuple(yaml.safe_load(FAULTS.read_text("utf-8")))


def rules_of(kind: dict[str, Any]) -> list[str]:
    """Return the rules that a kind expects, in order."""
    return list(dict.fromkeys(expected.split()[0].lstrip("+") for expected in kind.get("expect", ())))


def fits(place: Place, kind: dict[str, Any]) -> bool:
    """Return whether a kind can happen at a place."""
    return place.what == kind["at"] and holds(place, kind["where"])


def holds(place: Place, where: dict[str, Any]) -> bool:
    """Return whether all of these are true at a place."""
    return all(_holds(place.facts.get(name), wanted) for name, wanted in where.items())


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return value is not None and value > wanted["above"]
    return value in wanted if isinstance(wanted, list) else value == wanted


_EVERY = kinds


@cache
def possible(seed: int) -> frozenset[str]:
    """Return the kinds that can happen in a seed's fabric."""
    everywhere = places(generate(seed))
    return frozenset(kind["id"] for kind in _EVERY() if any(fits(place, kind) for place in everywhere))


def judged(fabric: Fabric) -> ReportFile:
    """Write a fabric's folder and let the program judge it."""
    with tempfile.TemporaryDirectory() as folder:
        return check(write(fabric, Path(folder) / "fabric"), Choices(TODAY))


def clean(seed: int) -> Trial:
    """Judge a fabric without faults."""
    fabric = generate(seed)
    report = judged(fabric)
    trial = Trial(seed, fabric.shape, (), report.verdict, unknowns=len(report.unknowns))
    trial.extra = [named(finding) for finding in report.findings]
    trial.severities = [finding.severity for finding in report.findings]
    return trial


def single(seed: int, kind: dict[str, Any]) -> tuple[Fabric, list[tuple[dict[str, Any], Place]]] | None:
    """Make one kind of fault in a seed's fabric, or nothing where no place fits."""
    fabric = generate(seed)
    found = [place for place in places(fabric) if fits(place, kind)]
    if not found:
        return None
    place = random.Random(f"place {kind['id']} {seed}").choice(found)
    apply(fabric, place, kind["edit"])
    return fabric, [(kind, place)]


def group(seed: int) -> tuple[Fabric, list[tuple[dict[str, Any], Place]]]:
    """Make two to five faults in a seed's fabric, on devices that none of the others touches."""
    fabric = generate(seed)
    dice = random.Random(f"group {seed}")
    wanted = dice.randint(2, 5)
    made: list[tuple[dict[str, Any], Place]] = []
    touched: set[str] = set()
    mixed = [kind for kind in kinds() if "expect" in kind and not kind.get("alone")]
    dice.shuffle(mixed)
    everywhere = places(fabric)
    for kind in mixed:
        found = [
            place
            for place in everywhere
            if fits(place, kind) and touched.isdisjoint(place.touches) and len(made) < wanted
        ]
        if found:
            place = dice.choice(found)
            apply(fabric, place, kind["edit"])
            touched |= place.touches
            made.append((kind, place))
    return fabric, made


def compare(fabric: Fabric, made: list[tuple[dict[str, Any], Place]], *, fix: bool = False) -> Trial:
    """Judge a fabric with faults and compare; *fix*: repair it too."""
    report = judged(fabric)
    trial = Trial(
        fabric.seed, fabric.shape, tuple(kind["id"] for kind, _ in made), report.verdict,
        unknowns=len(report.unknowns),
    )  # fmt: skip
    roots = [finding for finding in report.findings if finding.caused_by is None]
    trial.roots = len(roots)
    wanted: list[Wanted] = []
    for kind, place in made:
        mine = [expected(words, place) for words in kind.get("expect", ())]
        missed = [one for one in mine if not any(matches(one, named(finding)) for finding in report.findings)]
        wanted += mine
        trial.wanted += sum(not words.startswith("+") for words in kind.get("expect", ()))
        trial.missed += [" ".join("|".join(sorted(may)) for may in one) for one in missed]
        if missed or not _verdict_fits(kind, report):
            trial.kinds_missed.append(kind["id"])
    trial.extra = [
        named(finding) for finding in roots if not any(matches(one, named(finding)) for one in wanted)
    ]
    if fix:
        with tempfile.TemporaryDirectory() as folder:
            trial.fixed = fixed(write(fabric, Path(folder) / "fabric"), FixWanted(TODAY))
        trial.fixable = sum(fixable(kind, place) for kind, place in made)
        trial.kinds_unfixed = [
            kind["id"]
            for kind, place in made
            if not _repaired(kind, place, trial.fixed, alone=len(made) == 1)
        ]
    return trial


def fixable(kind: dict[str, Any], place: Place | None = None) -> bool:
    """Return whether a change of a configuration repairs a kind, at a place or at some place.

    What is unknown or right has nothing to repair. ``fix: {left: …}`` says where a person has to choose: where these facts hold.
    """
    if "expect" not in kind:
        return False
    if "fix" not in kind:
        return True
    where = kind["fix"]["left"]
    return bool(where) and (place is None or not holds(place, where))


def _repaired(kind: dict[str, Any], place: Place, fix: Fixed, *, alone: bool) -> bool:
    """Return whether a fix does with one fault what it must: closes it; or leaves it, and says why."""
    if not kind.get("expect"):
        return not fix.changes and not fix.left
    mine = [expected(words, place) for words in kind["expect"]]
    stays = [(one, why) for one, why in fix.left if any(matches(wanted, one) for wanted in mine)]
    if fixable(kind, place):
        return not stays and not (alone and fix.left)
    may, words = kind["fix"].get("rules", rules_of(kind)), kind["fix"]["why"]
    return any(words in why for _, why in stays) and all(
        one[0] in may and why not in VAGUE for one, why in stays
    )


def _verdict_fits(kind: dict[str, Any], report: ReportFile) -> bool:
    if kind.get("inconclusive"):
        return not report.findings and report.verdict == "inconclusive"
    if kind.get("silent"):
        return not report.findings and report.verdict == "clean"
    return True


def expected(words: str, place: Place) -> Wanted:
    """Put a place's names into an ``expect``: what each of rule, device and interface may be."""
    return tuple(
        frozenset(place.names.get(word, word) for word in choice.split("|"))
        for choice in words.lstrip("+").split()
    )


def matches(wanted: Wanted, finding: Named) -> bool:
    """Return whether a finding is the wanted one, at its device and port."""
    return all("*" in may or one in may for may, one in zip(wanted, finding, strict=True))


def named(finding: FindingPart) -> Named:
    """Return what a finding is about."""
    return name_of(finding.rule, finding.device, finding.interface)
