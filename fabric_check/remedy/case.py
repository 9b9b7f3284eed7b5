"""What a repair is given, and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from fabric_check.fabric.scene import Scene
from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.remedy.change import Change
from fabric_check.remedy.world import World
from fabric_check.rules.run import Judged


@dataclass(frozen=True, slots=True)
class Case:
    """Findings to repair, all of one repair's rules, none waiting for another's repair.

    *world* has what earlier rounds changed, *start* has not. *prefer* is ``switch`` or ``host`` where the user chose, else
    empty: which side changes where both would do.
    """

    world: World
    start: World
    scene: Scene
    findings: Sequence[Judged]
    prefer: str = ""

    def switch(self, judged: Judged) -> SwitchFacts | None:
        """Return the switch that a finding is about, or None where it is another thing."""
        return self.world.switches.get(judged.finding.device or "")

    def port(self, judged: Judged) -> Port | None:
        """Return the switch port that a finding is about, or None where it is another thing."""
        facts, name = self.switch(judged), judged.finding.interface
        return facts.ports.get(name, facts.unmentioned) if facts and name else None


@dataclass(frozen=True, slots=True)
class Step:
    """A change, the findings that it is to close, and the sentence that explains the choice.

    *natural*: it gives a value to what nobody chose, a port left at its default; so it comes before a change of what somebody
    chose.
    """

    change: Change
    findings: frozenset[str]
    why: str
    natural: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that no change of a configuration repairs, or whose repair nobody but a person can choose."""

    finding: str
    why: str
