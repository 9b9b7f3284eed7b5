"""Class of service: whether 802.1p chooses the queue, which queue, which ETS group, and each group's share."""

from dataclasses import dataclass
from typing import ClassVar

from fabric_check.model.switch import SwitchFacts
from fabric_check.remedy.change import Safety, SwitchChange, Touched


@dataclass(frozen=True, slots=True)
class TrustDot1p(SwitchChange):
    """Whether incoming 802.1p chooses the queue; of the whole switch where *port* is None. *line*: what stood there before."""

    port: str | None
    trusts: bool = True
    line: str = ""

    template: ClassVar[str] = "trust"
    rank: ClassVar[int] = 40

    @property
    def target(self) -> tuple[object, ...]:
        """The trust."""
        return ("trust", self.device, self.port)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: frames take other queues, none is held up."""
        return Safety.SAFE, "frames take another queue, and no link flaps"

    def touches(self, before: SwitchFacts) -> Touched:
        """Name the port's trust, or that of all ports."""
        names = before.ports if self.port is None else {self.port}
        return frozenset((name, "dcb.trusts_dot1p") for name in (*names, ""))

    def undo(self, before: SwitchFacts) -> "TrustDot1p":  # noqa: ARG002 - the change itself knows what was
        """Return to the line before, or to none."""
        return TrustDot1p(self.device, self.port, not self.trusts, self.line)


@dataclass(frozen=True, slots=True)
class QueueOf(SwitchChange):
    """The queue of an 802.1p priority, for the whole switch; None: no line, so the model's default."""

    priority: int
    queue: int | None
    was: int | None

    template: ClassVar[str] = "queue"
    rank: ClassVar[int] = 40

    @property
    def target(self) -> tuple[object, ...]:
        """The priority's queue."""
        return ("queue", self.device, self.priority)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: frames take other queues, none is held up."""
        return Safety.SAFE, "frames take another queue, and no link flaps"

    def touches(self, before: SwitchFacts) -> Touched:
        """Name the queues, and the groups that are made of them."""
        ports = {(name, field) for name in (*before.ports, "") for field in ("dcb.queues", "dcb.groups")}
        return frozenset({*ports, ("", "dcb.queues")})

    def undo(self, before: SwitchFacts) -> "QueueOf":  # noqa: ARG002 - the change itself knows what was
        """Return to the queue before."""
        return QueueOf(self.device, self.priority, self.was, self.queue)


@dataclass(frozen=True, slots=True)
class GroupOf(SwitchChange):
    """The ETS group of a queue; of the whole switch where *port* is None. None: no line."""

    port: str | None
    queue: int
    group: int | None
    was: int | None

    template: ClassVar[str] = "queue-group"
    rank: ClassVar[int] = 41

    @property
    def target(self) -> tuple[object, ...]:
        """The queue's group."""
        return ("queue-group", self.device, self.port, self.queue)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: shares change, no link flaps."""
        return Safety.SAFE, "shares of the link change, and no link flaps"

    def touches(self, before: SwitchFacts) -> Touched:
        """Name the groups."""
        return _groups(before, self.port)

    def undo(self, before: SwitchFacts) -> "GroupOf":  # noqa: ARG002 - the change itself knows what was
        """Return to the group before."""
        return GroupOf(self.device, self.port, self.queue, self.was, self.group)


@dataclass(frozen=True, slots=True)
class Weights(SwitchChange):
    """The share of each ETS group, from 0 on, in percent; of the whole switch where *port* is None. Empty: no line."""

    port: str | None
    weights: tuple[int, ...]
    was: tuple[int, ...]

    template: ClassVar[str] = "weights"
    rank: ClassVar[int] = 42

    @property
    def target(self) -> tuple[object, ...]:
        """The shares."""
        return ("weights", self.device, self.port)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: shares change, no link flaps."""
        return Safety.SAFE, "shares of the link change, and no link flaps"

    def touches(self, before: SwitchFacts) -> Touched:
        """Name the groups."""
        return _groups(before, self.port)

    def undo(self, before: SwitchFacts) -> "Weights":  # noqa: ARG002 - the change itself knows what was
        """Return to the shares before."""
        return Weights(self.device, self.port, self.was, self.weights)


def _groups(before: SwitchFacts, port: str | None) -> Touched:
    members = [one.name for one in before.ports.values() if one.lag == port]
    names = before.ports if port is None else {port, *members}
    return frozenset((name, "dcb.groups") for name in (*names, ""))
