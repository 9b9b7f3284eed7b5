"""A plan in the making: steps by what they set, why findings stay, what was refused. Judges nothing by itself."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from fabric_check.remedy.case import Step
from fabric_check.remedy.replay import Replay

Target = tuple[object, ...]


@dataclass(slots=True)
class Draft:
    """*left*: by finding, why it stays. *refused*: by target, why it cannot be changed."""

    steps: dict[Target, Step] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    refused: dict[Target, str] = field(default_factory=dict)

    def is_new(self, step: Step) -> bool:
        """Return whether a step changes what the draft has."""
        known = self.steps.get(step.change.target)
        return known is None or known.change != step.change

    def add(self, step: Step) -> None:
        """Put a step in; what it sets again, it replaces, and closes the findings of both."""
        old = self.steps.get(step.change.target)
        if old is not None:
            reasons = (old.why, step.why)
            why = next((one for one in reasons if all(other in one for other in reasons)), "; ".join(reasons))
            step = replace(step, findings=step.findings | old.findings, why=why)
        self.steps[step.change.target] = step

    def refuse(self, target: Target, why: str) -> None:
        """Take a step out for good: its findings stay, and why."""
        step = self.steps.pop(target, None)
        self.refused[target] = why
        for one in step.findings if step else ():
            self.left[one] = why

    def without(self, target: Target) -> "Draft":
        """Return a copy that lacks one step."""
        steps = {key: step for key, step in self.steps.items() if key != target}
        return Draft(steps, dict(self.left), dict(self.refused))

    def applied(self, replay: Replay) -> Replay:
        """Return the fabric with all steps applied; those that a device refuses are taken out first."""
        while True:
            applied = replay.apply(self.steps.values())
            if not applied.refused:
                return applied
            for target, why in applied.refused.items():
                self.refuse(target, why)

    def attribute(self, opened: Iterable[str], steps: Iterable[Step]) -> dict[str, frozenset[str]]:
        """Return whose repair opened each finding that another round has to close: the findings of these steps."""
        causes = frozenset(one for step in steps for one in step.findings)
        return dict.fromkeys(opened, causes)
