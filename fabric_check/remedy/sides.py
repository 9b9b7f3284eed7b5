"""Findings that a change of a switch or of a host would close: which of the two changes.

The side that the user prefers, if it can; else the side with fewer changes, and of equal ones the host: its settings are
its owner's alone, while a switch is shared. Findings that one change closes together are decided together.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from fabric_check.fabric.unions import Unions
from fabric_check.remedy.case import Case, Left, Step

Repair = Callable[[Case], Iterator[Step | Left]]


@dataclass(slots=True)
class _Side:
    """One side's answers: its steps by finding, and why it leaves others."""

    steps: dict[str, list[Step]] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, answers: Iterator[Step | Left]) -> "_Side":
        side = cls()
        for answer in answers:
            if isinstance(answer, Left):
                side.left[answer.finding] = answer.why
            else:
                for one in answer.findings:
                    side.steps.setdefault(one, []).append(answer)
        return side

    def can(self, finding: str) -> bool:
        return finding in self.steps and finding not in self.left

    def chosen(self, findings: Sequence[str]) -> list[Step]:
        """Return the steps that close some findings, each once."""
        return list(dict.fromkeys(step for one in findings for step in self.steps[one]))


@dataclass(frozen=True, slots=True)
class Either:
    """The repair of a rule that both sides can repair."""

    switch: Repair
    host: Repair

    def __call__(self, case: Case) -> Iterator[Step | Left]:
        """Answer for each finding by the side that is to change."""
        switch, host = _Side.of(self.switch(case)), _Side.of(self.host(case))
        both: list[str] = []
        for judged in case.findings:
            able = [side for side in (switch, host) if side.can(judged.id)]
            reasons = (side.left.get(judged.id, "") for side in (switch, host))
            whys = "; ".join(filter(None, dict.fromkeys(reasons)))
            if len(able) == 2:
                both.append(judged.id)
            elif able:
                for step in able[0].chosen([judged.id]):
                    yield replace(step, why="; ".join(filter(None, (step.why, whys))))
            else:
                yield Left(judged.id, whys or "no change is known that closes it")
        for findings in _together(both, switch):
            yield from _decided(case, findings, switch, host)


def _together(findings: Sequence[str], switch: _Side) -> list[list[str]]:
    """Return the findings by what one change of a switch closes together."""
    joined = Unions()
    for one in findings:
        for step in switch.steps[one]:
            joined.join(one, step.change.target)
    found: dict[object, list[str]] = {}
    for one in findings:
        found.setdefault(joined.root(one), []).append(one)
    return list(found.values())


def _decided(case: Case, findings: list[str], switch: _Side, host: _Side) -> Iterator[Step]:
    ups, downs = switch.chosen(findings), host.chosen(findings)
    costs = {
        name: len({step.change.target for step in steps})
        for name, steps in (("switch", ups), ("host", downs))
    }
    counted = f"{costs['switch']} changes of switches or {costs['host']} of hosts would do"
    if case.prefer:
        side, why = case.prefer, f"{counted}, and the {case.prefer} is preferred"
    elif any(step.natural for step in ups):
        side, why = "switch", f"{counted}; the port is at its default, which nobody chose"
    else:
        side = "switch" if costs["switch"] < costs["host"] else "host"
        why = counted
    for step in ups if side == "switch" else downs:
        yield replace(step, why=f"{step.why} ({why})")
