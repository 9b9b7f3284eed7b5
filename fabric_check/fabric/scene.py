"""What rules are given: the fabric, and each network's view of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar, cast

from fabric_check.fabric.build import Fabric
from fabric_check.fabric.view import NetworkView
from fabric_check.model.measured import Measurement, NicCounts
from fabric_check.model.outcome import Answer

MEASURED, TAGGED, COUNTED = "current measurement", "current measurement of a tag", "comparable counters"
"""What rules on evidence may need; none of it stands for the configuration."""

Judge = Callable[["Scene"], Iterator[Answer]]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Scene:
    """The whole of what can be judged. *measurements* and *counts*: what was measured, none where nothing was."""

    fabric: Fabric
    views: tuple[NetworkView, ...]
    measurements: tuple[Measurement, ...] = ()
    counts: tuple[NicCounts, ...] = ()
    _answers: dict[Judge, tuple[Answer, ...]] = field(default_factory=dict, compare=False, repr=False)
    _found: dict[object, object] = field(default_factory=dict, compare=False, repr=False)

    @property
    def evidence(self) -> frozenset[str]:
        """What there is beside configuration."""
        kinds = {
            MEASURED: any(one.carried or one.verdict == "unreachable" for one in self.measurements),
            TAGGED: any(one.tagged for one in self.measurements),
            COUNTED: bool(self.counts),
        }
        return frozenset(kind for kind, there in kinds.items() if there)

    def answers(self, judge: Judge) -> tuple[Answer, ...]:
        """Return what a rule answers; asked once, however many rules want to know whether their cause is another's."""
        if judge not in self._answers:
            self._answers[judge] = tuple(judge(self))
        return self._answers[judge]

    def once(self, find: Callable[["Scene"], Result]) -> Result:
        """Return what a function finds in the scene; worked out once, however many rules rest on it."""
        if find not in self._found:
            self._found[find] = find(self)
        return cast("Result", self._found[find])

    @classmethod
    def of(
        cls, fabric: Fabric, measurements: tuple[Measurement, ...] = (), counts: tuple[NicCounts, ...] = ()
    ) -> "Scene":
        """Return the scene of a fabric, networks in fabric.yaml order."""
        views = tuple(NetworkView(fabric, network) for network in fabric.intent.networks.values())
        return cls(fabric, views, measurements, counts)
