"""Prints scores: as text for the terminal, as the page docs/scoreboard.md."""

from collections.abc import Iterator
from typing import Any

from scoreboard.board import Score
from scoreboard.trial import kinds, rules_of

INTRO = """# The scoreboard

How right `check` and `fix` are, as numbers. `make score` runs it; `make scoreboard` runs it and writes this page.

A generator (`tests/score/generator`) makes fabric folders from seeds: leaf-spine, VLT and vPC pairs, racks, blade chassis,
chains; Force10 and PowerConnect in all their generations; bare NICs, SET, LBFO, bonds, VLAN devices. It knows the program's
syntax from nowhere but the manuals: it imports nothing of it. Each clean fabric satisfies its own intent. Then a person's
slip ([tests/score/faults.yaml](../tests/score/faults.yaml)) is made in it, singly or two to five at once.

* **found**: the finding that must come is there, at the right device and port. Where a kind must be *inconclusive*, no
  finding may come and the verdict may not be clean; where it must be *silent*, nothing at all may come.
* **findings per fault**: those that stand for themselves (no `caused_by`), for each that was to come. The target is 1.
* **held out**: a range of seeds that is never looked at while the program or the generator is being changed. Its misses are
  counted and not listed.
* **fix right**: of some of these fabrics `fix` writes its snippets. The lab's switches, which share no code with the parsers,
  take them line by line, `check` judges what they then print, and all is taken back; hosts are changed on their facts. Where a change can repair the kind, nothing of it may be left; elsewhere it is left with the reason. Nothing may
  be opened, no new unknown come, and the way back must restore every fact, finding and unknown. Of what is unknown or right
  `fix` must change nothing.
* **changes**: settings that `fix` changes, for each fault that it can repair.

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
        ("findings per single fault", [_ratio(s, s.singly) for s in scores]),
        ("findings per fault in groups", [_ratio(score, score.groups) for score in scores]),
        *_fix_totals(scores),
    ]
    for label, values in rows:
        yield f"| {label} | " + " | ".join(values) + " |"


def _fix_totals(scores: list[Score]) -> Iterator[tuple[str, list[str]]]:
    yield (
        "fixes tried: single, in groups",
        [f"{score.repaired_of(score.singly)[1]}, {score.repaired_of(score.groups)[1]}" for score in scores],
    )
    yield "fixes of single faults right", [percent(*score.repaired_of(score.singly)) for score in scores]
    yield "fixes of groups right", [percent(*score.repaired_of(score.groups)) for score in scores]
    fixes = [score.tried_fixes([*score.singly, *score.groups]) for score in scores]
    yield "fixes that open something", [str(sum(bool(one.opened) for one in some)) for some in fixes]
    yield "fixes that cannot be taken back", [str(sum(bool(one.lost) for one in some)) for some in fixes]
    yield "changes per fault, single", [_number(score.changes(score.singly)) for score in scores]
    yield "changes per fault in groups", [_number(score.changes(score.groups)) for score in scores]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _ratio(score: Score, trials: list) -> str:
    return _number(score.per_fault(trials))


def _by_kind(scores: list[Score]) -> Iterator[str]:
    heads = [f"{one.plan.name}: found | of | findings per fault | fix right | of | changes" for one in scores]
    yield "| kind | must come | fix | " + " | ".join(heads) + " |"
    yield "|---|---|---|" + "---|" * 6 * len(scores)
    for kind in kinds():
        must = "inconclusive" if kind.get("inconclusive") else "silence" if kind.get("silent") else ""
        must = must or ", ".join(rules_of(kind))
        cells = []
        for score in scores:
            found, tried = score.found_of(kind["id"])
            ratio = _ratio(score, score.singles[kind["id"]])
            cells.append(f"{percent(found, tried)} | {tried} | {ratio} | {_fixes(score, kind['id'])}")
        yield f"| `{kind['id']}` {kind['how']} | {must} | {_fix_of(kind)} | " + " | ".join(cells) + " |"


def _fixes(score: Score, name: str) -> str:
    right, tried = score.repaired_of(score.singles[name])
    return f"{percent(right, tried)} | {tried} | {_number(score.changes(score.singles[name]))}"


def _fix_of(kind: dict[str, Any]) -> str:
    """Return what a fix does with a kind."""
    if "expect" not in kind:
        return "changes nothing"
    where = kind.get("fix", {}).get("left")
    if where is None:
        return "closes it"
    return "leaves it" + "".join(f", {name} {value}" for name, value in where.items())


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
    lines += [
        f"not repaired: seed {t.seed} {t.shape} {t.kinds} {t.kinds_unfixed} {t.fixed}"
        for t in score.unrepaired[:20]
    ]
    return "\n".join(lines)
