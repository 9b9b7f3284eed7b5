"""``mtu`` of a switch port, and of a whole switch."""

from dataclasses import dataclass
from typing import ClassVar

from fabric_check.model.switch import Mtu, SwitchFacts
from fabric_check.remedy.change import Phase, Safety, SwitchChange, Touched

_MAY_FLAP = "no manual says that the link stays up while its MTU changes"


@dataclass(frozen=True, slots=True)
class PortMtu(SwitchChange):
    """``mtu`` of a port or port-channel, in the platform's own number; None returns to the default.

    *was* is the number before, which tells raising from lowering. *member*: of a port-channel, which never may be larger.
    """

    port: str
    value: int | None
    was: int | None = None
    member: bool = False

    template: ClassVar[str] = "port-mtu"
    rank: ClassVar[int] = 30

    @property
    def target(self) -> tuple[object, ...]:
        """The port's MTU."""
        return ("port-mtu", self.device, self.port)

    @property
    def place(self) -> tuple[int, ...]:
        """Members go up before their port-channel, and come down after it."""
        return self.rank, self.member == (self.phase is Phase.SWITCH_LOWERS)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive for want of a source that says otherwise."""
        return Safety.DISRUPTIVE, _MAY_FLAP

    @property
    def phase(self) -> Phase:
        """Raise before the hosts, lower after them."""
        lowers = self.value is not None and self.was is not None and self.value < self.was
        return Phase.SWITCH_LOWERS if lowers else Phase.SWITCH

    def touches(self, before: SwitchFacts) -> Touched:
        """Name the port's MTU, and that of members which take their port-channel's."""
        members = {port.name for port in before.ports.values() if port.lag == self.port}
        followers = members if before.members_follow_lag else set()
        return frozenset((name, "mtu") for name in {self.port, *followers})

    def undo(self, before: SwitchFacts) -> "PortMtu":
        """Return to the number that a line gave, or to no line."""
        port = before.ports.get(self.port)
        own = port.mtu if port else None
        return PortMtu(self.device, self.port, _written(own), self.value, self.member)


@dataclass(frozen=True, slots=True)
class SwitchMtu(SwitchChange):
    """The one MTU of a whole switch (``system jumbo mtu``); None returns to the default."""

    value: int | None
    was: int | None = None

    template: ClassVar[str] = "switch-mtu"
    rank: ClassVar[int] = 30

    @property
    def target(self) -> tuple[object, ...]:
        """The switch's MTU."""
        return ("switch-mtu", self.device)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive for want of a source that says otherwise."""
        return Safety.DISRUPTIVE, _MAY_FLAP

    @property
    def phase(self) -> Phase:
        """Raise before the hosts, lower after them."""
        lowers = self.value is not None and self.was is not None and self.value < self.was
        return Phase.SWITCH_LOWERS if lowers else Phase.SWITCH

    def touches(self, before: SwitchFacts) -> Touched:
        """Name the MTU of every port."""
        return frozenset((name, "mtu") for name in (*before.ports, ""))

    def undo(self, before: SwitchFacts) -> "SwitchMtu":
        """Return to the number that a line gave, or to no line."""
        mtus = (
            *(port.mtu for port in before.ports.values()),
            before.unmentioned.mtu if before.unmentioned else None,
        )
        written = next((mtu for mtu in mtus if mtu and mtu.device_wide and mtu.source), None)
        return SwitchMtu(self.device, _written(written), self.value)


def _written(mtu: Mtu | None) -> int | None:
    """Return a number that a line of the port itself gives; None for a default."""
    return mtu.value if mtu is not None and mtu.source is not None else None
