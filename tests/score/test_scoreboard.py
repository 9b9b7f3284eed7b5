"""The scoreboard: each kind of fault is found and fixed, what is not is said, and a broken rule or repair lowers a figure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scoreboard import fixing, trial
from scoreboard.board import Plan, Score, run, trials_of
from scoreboard.edits import ACTIONS
from scoreboard.places import WORDS
from scoreboard.trial import compare, group, kinds, rules_of

from fabric_check.cli import checking
from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Evidence, Finding, Pass, Severity
from fabric_check.model.source import Source
from fabric_check.remedy import plan
from fabric_check.remedy.repairs import all_repairs
from fabric_check.rules.registry import Rule, all_rules

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
SMALL = Plan("small", 0, clean=8, each=1, groups=0, look=400, fixes=0, fixed_groups=0)
KINDS = {kind["id"]: kind for kind in kinds()}


def test_the_list_of_kinds_is_sound() -> None:
    """Ids are unique; each kind says how a person makes it, where, and what must come of it."""
    assert len(KINDS) == len(kinds()) >= 60
    for kind in kinds():
        assert re.fullmatch(r"[a-z0-9-]+", kind["id"])
        assert re.fullmatch(r"[`\w].*\.", kind["how"]), kind["id"]
        assert kind["at"] in WORDS
        assert set(kind["edit"].get("do", {})) <= set(ACTIONS)
        assert (
            sum(kind.get(word, False) not in (False, []) for word in ("expect", "inconclusive", "silent"))
            == 1
        )
        assert set(kind) <= {
            "id", "how", "at", "where", "edit", "expect", "inconclusive", "silent", "alone", "limit", "fix",
        }  # fmt: skip


@pytest.mark.parametrize("name", [name for name, kind in KINDS.items() if "limit" not in kind])
def test_each_kind_is_found_where_it_is_and_fixed(name: str) -> None:
    """The finding that must come is there, at its device and port; its fix closes it, opens none and can be taken back."""
    assert set(rules_of(KINDS[name])) <= {rule.id for rule in all_rules()}, (
        "a kind waits for a rule that is not there"
    )
    found = trials_of(name, replace(SMALL, each=2, fixes=1))
    assert found
    for one in found:
        assert one.right, (one.seed, one.missed, one.extra, one.verdict)
        assert one.repaired or not one.fixed, (one.seed, one.fixed)


def test_faults_are_found_and_fixed_beside_others() -> None:
    """Two to five faults on different devices are each found and fixed, save those that Limits names."""
    for seed in range(12):
        one = compare(*group(seed), fix=True)
        assert [name for name in one.kinds_missed if "limit" not in KINDS[name]] == [], seed
        assert one.repaired, (seed, one.kinds_unfixed, one.fixed)


def test_each_miss_is_a_line_in_limits() -> None:
    """A kind that is not always found says so in Limits, in the same words."""
    limits = " ".join((DOCS / "limits.md").read_text("utf-8").split())
    for kind in kinds():
        if "limit" in kind:
            assert f"`{kind['id']}`: {kind['limit']}" in limits, kind["id"]


def test_the_page_has_a_row_for_each_kind() -> None:
    """The page was written from this list of kinds."""
    text = (DOCS / "scoreboard.md").read_text("utf-8")
    for kind in kinds():
        assert f"| `{kind['id']}` {kind['how']} |" in text, "make scoreboard"


def test_a_score_does_not_depend_on_its_order() -> None:
    """The same seeds give the same page."""
    few = replace(SMALL, clean=2, groups=2, fixes=1, fixed_groups=1)
    names = ["port-missed-in-range", "vnic-vlan-wrong"]
    one, other = (_score(names, few) for _ in range(2))
    assert (one.clean, one.singles, one.groups) == (other.clean, other.singles, other.groups)


def _score(names: list[str], some: Plan) -> Score:
    """Take a score of some kinds alone."""
    chosen = tuple(KINDS[name] for name in names)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scoreboard.board.kinds", lambda: chosen)
        patch.setattr("scoreboard.trial.kinds", lambda: chosen)
        return run(some, workers=1)


def _figures(names: list[str]) -> tuple[int, int]:
    """Return the faults found, and the clean fabrics of which nothing is said."""
    score = _score(names, SMALL)
    return score.found()[0], len(score.clean) - len(score.noisy)


def _disabled(rule: Rule) -> Rule:
    return replace(rule, judge=lambda _scene: iter(()))


def _inverted(rule: Rule) -> Rule:
    def judge(scene: Scene) -> Iterator[Answer]:
        for answer in rule.judge(scene):
            if isinstance(answer, Pass):
                yield _against(answer)
            elif isinstance(answer, Finding):
                yield Pass(answer.subject)
            else:
                yield answer

    return replace(rule, judge=judge)


def _against(answer: Pass) -> Finding:
    subject = answer.subject
    evidence = (Evidence(subject.device or "", Source("fabric.yaml", 1, "")),)
    return Finding(
        Severity.ERROR, subject,
        (subject.name or "any",), "Inverted.", evidence, 1,
    )  # fmt: skip


@pytest.mark.parametrize("broken", [_disabled, _inverted], ids=["disabled", "inverted"])
@pytest.mark.parametrize(
    "rule", [one for one in all_rules() if one.evidence is None], ids=lambda rule: rule.id
)
def test_the_scoreboard_can_fail(
    rule: Rule, broken: Callable[[Rule], Rule], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each rule on configuration, disabled or inverted, lowers a figure; generated fabrics hold no measurements."""
    names = [name for name, kind in KINDS.items() if rule.id in rules_of(kind) and "limit" not in kind][:2]
    assert names, "no kind of fault needs this rule"
    before = _figures(names)
    rules: Any = tuple(broken(one) if one is rule else one for one in all_rules())
    monkeypatch.setattr(checking, "all_rules", lambda: rules)
    after = _figures(names)
    assert sum(after) < sum(before)
    assert all(one <= other for one, other in zip(after, before, strict=True))


def _closing(rule: str) -> list[str]:
    """Return the kinds whose main finding is of this rule, and which a fix closes everywhere."""
    return [name for name, kind in KINDS.items() if rules_of(kind)[:1] == [rule] and "fix" not in kind]


REPAIRED = [rule for rule in all_repairs() if _closing(rule)]


def test_most_repairs_are_on_the_scoreboard() -> None:
    """A repair without a kind of its own answers for what goes away with others, or for what a person has to choose."""
    missing = {rule for rule in all_repairs() if not _closing(rule)}
    left = {rule for kind in kinds() if "fix" in kind for rule in rules_of(kind)}
    beside = {words.split()[0][1:] for kind in kinds() for words in kind.get("expect", ()) if words[0] == "+"}
    assert missing <= left | beside


@pytest.mark.parametrize("rule", REPAIRED)
def test_the_figures_of_fixes_can_fail(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A repair that is taken away, with those that others of its family have, lowers a figure; so does a way back that fails."""
    name = _closing(rule)[0]
    few = replace(SMALL, fixes=1)
    assert [one.repaired for one in trials_of(name, few)] == [True]
    repairs = {one: repair for one, repair in all_repairs().items() if one[:3] != rule[:3]}
    with monkeypatch.context() as patch:
        patch.setattr(plan, "all_repairs", lambda: repairs)
        assert [one.repaired for one in trials_of(name, few)] == [False]
    with monkeypatch.context() as patch:
        patch.setattr(fixing, "undone", lambda world, _undo: world)
        patch.setattr(fixing, "back", lambda *_: None)
        assert [one.repaired for one in trials_of(name, few)] == [False]


def test_a_finding_at_the_wrong_port_is_a_miss() -> None:
    """Device and port count, not only the rule."""
    kind = KINDS["port-missed-in-range"]
    made = next(one for one in (trial.single(seed, kind) for seed in range(100)) if one)
    made[1][0][1].names["port"] = "TenGigabitEthernet 0/63"
    assert not compare(*made).right
