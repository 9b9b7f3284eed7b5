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
from scoreboard.places import Place, places

from fabric_check.cli.checking import Choices, check
from fabric_check.report.schema import FindingPart, ReportFile

TODAY = dt.date(2026, 6, 1)
FAULTS = Path(__file__).parent.parent / "faults.yaml"
Named = tuple[str, str, str]
Wanted = tuple[frozenset[str], ...]


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

    @property
    def right(self) -> bool:
        """Whether everything that must be said was said."""
        return not self.kinds_missed


@cache
def kinds() -> tuple[dict[str, Any], ...]:
    """Return the list of kinds."""
    return tuple(yaml.safe_load(FAULTS.read_text("utf-8")))


def rules_of(kind: dict[str, Any]) -> list[str]:
    """Return the rules that a kind expects, in order."""
    return list(dict.fromkeys(expected.split()[0].lstrip("+") for expected in kind.get("expect", ())))


def fits(place: Place, kind: dict[str, Any]) -> bool:
    """Return whether a kind can happen at a place."""
    return place.what == kind["at"] and all(
        _holds(place.facts.get(name), wanted) for name, wanted in kind["where"].items()
    )


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return value is not None and value > wanted["above"]
    return value in wanted if isinstance(wanted, list) else value == wanted


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


def compare(fabric: Fabric, made: list[tuple[dict[str, Any], Place]]) -> Trial:
    """Judge a fabric with faults and compare."""
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
        missed = [one for one in mine if not any(matches(one, finding) for finding in report.findings)]
        wanted += mine
        trial.wanted += sum(not words.startswith("+") for words in kind.get("expect", ()))
        trial.missed += [" ".join("|".join(sorted(may)) for may in one) for one in missed]
        if missed or not _verdict_fits(kind, report):
            trial.kinds_missed.append(kind["id"])
    trial.extra = [named(finding) for finding in roots if not any(matches(one, finding) for one in wanted)]
    return trial


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


def matches(wanted: Wanted, finding: FindingPart) -> bool:
    """Return whether a finding is the wanted one, at its device and port."""
    return all("*" in may or one in may for may, one in zip(wanted, named(finding), strict=True))


def named(finding: FindingPart) -> Named:
    """Return what a finding is about. Release 3 prints `ethernet` before a port's name; its length is no part of it."""
    interface = (finding.interface or "-").removeprefix("ethernet ")
    return (finding.rule, finding.device or "-", interface)
