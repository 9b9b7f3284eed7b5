"""Prints scores: as text for the terminal, as the page docs/scoreboard.md."""

from collections.abc import Iterator

from scoreboard.board import Score, known
from scoreboard.trial import kinds, rules_of

INTRO = """# The scoreboard

How right `check` is, as numbers. `make score` runs it; `make scoreboard` runs it and writes this page.

A generator (`tests/score/generator`) makes fabric folders from seeds: leaf-spine, VLT and vPC pairs, racks, blade chassis,
chains; Force10 and PowerConnect in all their generations; bare NICs, SET, LBFO, bonds, VLAN devices. It knows the program's
syntax from nowhere but the manuals: it imports nothing of it. Each clean fabric satisfies its own intent. Then a person's
slip ([tests/score/faults.yaml](../tests/score/faults.yaml)) is made in it, singly or two to five at once.

* **found**: the finding that must come is there, at the right device and port. Where a kind must be *inconclusive*, no
  finding may come and the verdict may not be clean; where it must be *silent*, nothing at all may come.
* **findings per fault**: those that stand for themselves (no `caused_by`), for each that was to come. The target is 1.
* **held out**: a range of seeds that is never looked at while the program or the generator is being changed. Its misses are
  counted and not listed.

What is missed, and why, stands in [Limits](limits.md).
"""


def percent(part: int, whole: int) -> str:
    """Print a share; 100 % is said of all alone."""
    if not whole:
        return "none"
    share = 100 * part / whole
    return "100 %" if part == whole else f"{min(share, 99.9):.1f} %"


def page(scores: list[Score]) -> str:
    """Return the page."""
    return "\n".join([INTRO, *_totals(scores), "", "## By kind", "", *_by_kind(scores)]) + "\n"


def _totals(scores: list[Score]) -> Iterator[str]:
    yield "| | " + " | ".join(score.plan.name for score in scores) + " |"
    yield "|---|" + "---|" * len(scores)
    rows = [
        ("fabrics judged", [str(score.fabrics) for score in scores]),
        ("clean fabrics", [str(len(score.clean)) for score in scores]),
        *(
            (f"findings on them: {severity}", [str(score.severities()[severity]) for score in scores])
            for severity in ("error", "warning", "info")
        ),
        ("clean fabrics called clean", [percent(len(s.clean) - len(s.noisy), len(s.clean)) for s in scores]),
        ("single faults found", [percent(*score.found()) for score in scores]),
        ("faults found in groups of 2 to 5", [percent(*score.found_in_groups()) for score in scores]),
        ("findings per single fault", [_ratio(s, _singles(s)) for s in scores]),
        ("findings per fault in groups", [_ratio(score, score.groups) for score in scores]),
    ]
    for label, values in rows:
        yield f"| {label} | " + " | ".join(values) + " |"


def _singles(score: Score) -> list:
    return [trial for trials in score.singles.values() for trial in trials]


def _ratio(score: Score, trials: list) -> str:
    value = score.per_fault(trials)
    return "" if value is None else f"{value:.2f}"


def _by_kind(scores: list[Score]) -> Iterator[str]:
    heads = [f"{score.plan.name}: found | of | findings per fault" for score in scores]
    yield "| kind | must come | " + " | ".join(heads) + " |"
    yield "|---|---|" + "---|---|---|" * len(scores)
    for kind in kinds():
        must = "inconclusive" if kind.get("inconclusive") else "silence" if kind.get("silent") else ""
        must = must or ", ".join(rules_of(kind))
        cells = []
        for score in scores:
            if known(kind):
                found, tried = score.found_of(kind["id"])
                ratio = _ratio(score, score.singles[kind["id"]])
                cells.append(f"{percent(found, tried)} | {tried} | {ratio}")
            else:
                cells.append("the rule is to come | |")
        yield f"| `{kind['id']}` {kind['how']} | {must} | " + " | ".join(cells) + " |"


def text(score: Score) -> str:
    """Return what the terminal shows of a score: all kinds, then what to look at."""
    lines = [line.replace("|", " ").strip() for line in _totals([score])][2:]
    lines.append("")
    for name, trials in score.singles.items():
        found, tried = score.found_of(name)
        extra = sorted({one[0] for trial in trials for one in trial.extra})
        lines.append(
            f"{name:45} {percent(found, tried):>7} of {tried:3}  {_ratio(score, trials):>5}  {' '.join(extra)}"
        )
    lines += [f"not clean: seed {t.seed} {t.shape} {t.verdict} {t.extra[:3]}" for t in score.noisy[:20]]
    lines += [f"missed: seed {t.seed} {t.shape} {t.kinds_missed} {t.missed[:2]}" for t in score.missed[:40]]
    return "\n".join(lines)
