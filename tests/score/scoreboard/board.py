"""Runs trials over a range of seeds on some processes, and counts."""

import os
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

from scoreboard.fixing import Fixed
from scoreboard.trial import Trial, clean, compare, group, kinds, possible, single


@dataclass(frozen=True)
class Plan:
    """How much is run. *first* is where the range of seeds begins; each kind may look through all of it.

    *fixes* and *fixed_groups*: how many of each kind's trials, and of the groups, are repaired too.
    """

    name: str
    first: int
    clean: int = 1000
    each: int = 24
    groups: int = 500
    look: int = 1000
    fixes: int = 5
    fixed_groups: int = 100


DEVELOPMENT = Plan("development", 0)
HELD_OUT = Plan("held out", 1_000_000)


@dataclass
class Score:
    """What came out of a plan."""

    plan: Plan
    clean: list[Trial] = field(default_factory=list)
    singles: dict[str, list[Trial]] = field(default_factory=dict)
    groups: list[Trial] = field(default_factory=list)

    @property
    def fabrics(self) -> int:
        """How many fabrics were judged."""
        return len(self.clean) + sum(map(len, self.singles.values())) + len(self.groups)

    @property
    def noisy(self) -> list[Trial]:
        """Clean fabrics of which something was said."""
        return [trial for trial in self.clean if trial.extra or trial.verdict != "clean"]

    def severities(self) -> Counter[str]:
        """Count the findings on clean fabrics, by severity."""
        return Counter(severity for trial in self.clean for severity in trial.severities)

    @property
    def missed(self) -> list[Trial]:
        """Trials with a fault that was not found where it is."""
        return [trial for trial in [*self.singly, *self.groups] if not trial.right]

    def found_of(self, kind: str) -> tuple[int, int]:
        """Return how many trials of a kind found it, of how many."""
        trials = self.singles[kind]
        return sum(trial.right for trial in trials), len(trials)

    def per_fault(self, trials: Iterable[Trial]) -> float | None:
        """Return the findings that stand for themselves, for each that was to come."""
        wanted = [trial for trial in trials if trial.wanted]
        total = sum(trial.wanted for trial in wanted)
        return sum(trial.roots for trial in wanted) / total if total else None

    def found(self) -> tuple[int, int]:
        """Return how many single faults were found, of how many."""
        return sum(trial.right for trial in self.singly), len(self.singly)

    def found_in_groups(self) -> tuple[int, int]:
        """Return how many faults of the groups were found, of how many."""
        total = sum(len(trial.kinds) for trial in self.groups)
        return total - sum(len(trial.kinds_missed) for trial in self.groups), total

    def tried_fixes(self, trials: Iterable[Trial]) -> list[Fixed]:
        """Return what the fixes did of the trials that were repaired."""
        return [trial.fixed for trial in trials if trial.fixed]

    def repaired_of(self, trials: Iterable[Trial]) -> tuple[int, int]:
        """Return how many fixes did what they must, of how many."""
        tried = [trial for trial in trials if trial.fixed]
        return sum(trial.repaired for trial in tried), len(tried)

    def changes(self, trials: Iterable[Trial]) -> float | None:
        """Return the changes for each fault that some change can repair."""
        tried = [trial for trial in trials if trial.fixed and trial.fixable]
        total = sum(trial.fixable for trial in tried)
        return sum(trial.fixed.changes for trial in tried if trial.fixed) / total if total else None

    @property
    def singly(self) -> list[Trial]:
        """The trials of single faults."""
        return list(_flat(self.singles.values()))

    @property
    def unrepaired(self) -> list[Trial]:
        """Trials whose fix did not do what it must."""
        return [trial for trial in [*self.singly, *self.groups] if trial.fixed and not trial.repaired]


def _flat(lists: Iterable[list[Trial]]) -> Iterable[Trial]:
    return (trial for trials in lists for trial in trials)


def trials_of(name: str, plan: Plan) -> list[Trial]:
    """Run one kind on the first seeds where it can happen."""
    kind = next(one for one in kinds() if one["id"] == name)
    found: list[Trial] = []
    for seed in range(plan.first, plan.first + plan.look):
        made = single(seed, kind) if name in possible(seed) else None
        if made is not None:
            found.append(compare(*made, fix=len(found) < plan.fixes))
        if len(found) == plan.each:
            break
    return found


def grouped(seed: int, plan: Plan) -> Trial:
    """Run the group of a seed."""
    return compare(*group(seed), fix=seed < plan.first + plan.fixed_groups)


def run(plan: Plan, workers: int | None = None) -> Score:
    """Run a plan. The result does not depend on how many processes share it."""
    names = [kind["id"] for kind in kinds()]
    seeds = range(plan.first, plan.first + plan.clean)
    teams = range(plan.first, plan.first + plan.groups)
    if workers == 1:
        return Score(
            plan,
            [clean(seed) for seed in seeds],
            {name: trials_of(name, plan) for name in names},
            [grouped(seed, plan) for seed in teams],
        )
    with ProcessPoolExecutor(workers or min(2, os.cpu_count() or 1), get_context("spawn")) as pool:
        singles = pool.map(partial(trials_of, plan=plan), names)
        teamwork = pool.map(partial(grouped, plan=plan), teams, chunksize=10)
        quiet = pool.map(clean, seeds, chunksize=20)
        return Score(plan, list(quiet), dict(zip(names, singles, strict=True)), list(teamwork))
