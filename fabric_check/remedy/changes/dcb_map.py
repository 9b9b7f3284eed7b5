"""dcb-maps (Force10): a new one, and which one a port has. Dell advises a new map over a change of one that is in use."""

from dataclasses import dataclass
from typing import ClassVar

from fabric_check.model.dcb import Group, PortDcb, Priorities
from fabric_check.model.switch import SwitchFacts
from fabric_check.remedy.change import Safety, SwitchChange, Touched

_OLDER = ("dcb-input ", "dcb-output ")


@dataclass(frozen=True, slots=True)
class NewMap(SwitchChange):
    """A dcb-map under a name that is free; with *exists* False, its end."""

    name: str
    groups: tuple[Group, ...]
    exists: bool = True

    template: ClassVar[str] = "dcb-map"
    rank: ClassVar[int] = 20

    @property
    def target(self) -> tuple[object, ...]:
        """The map."""
        return ("dcb-map", self.device, self.name)

    @property
    def pgid(self) -> tuple[int, ...]:
        """The group of each priority, 0 to 7."""
        return tuple(next(g.number for g in self.groups if p in g.priorities) for p in range(8))

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: no port has it yet."""
        return Safety.SAFE, "no port has it yet"

    def touches(self, before: SwitchFacts) -> Touched:  # noqa: ARG002 - one signature
        """Name the list of maps."""
        return frozenset({("", "dcb.maps")})

    def undo(self, before: SwitchFacts) -> "NewMap":  # noqa: ARG002 - the name was free
        """Delete it."""
        return NewMap(self.device, self.name, self.groups, exists=not self.exists)


@dataclass(frozen=True, slots=True)
class Applied:
    """What gives a port its PFC and ETS: a dcb-map, or the older two policies, or a list of priorities, or nothing."""

    map: str | None = None
    input: str | None = None
    output: str | None = None
    priorities: Priorities | None = None

    @classmethod
    def of(cls, dcb: PortDcb) -> "Applied":
        """Return what a port has; the older policies are two that facts join into one name."""
        if dcb.map is not None and dcb.map.startswith(_OLDER):
            given, _, out = dcb.map.partition(", ")
            named = {part.split(" ", 1)[0]: part.split(" ", 1)[1] for part in (given, out) if part}
            return cls(input=named.get("dcb-input"), output=named.get("dcb-output"))
        line = dcb.pfc.line()
        bare = dcb.map is None and line is not None and line.text.startswith("pfc priority")
        return cls(map=dcb.map, priorities=dcb.pfc.value if bare else None)

    @property
    def listed(self) -> str:
        """The priorities as a line lists them."""
        return ",".join(str(one) for one in sorted(self.priorities or ()))


@dataclass(frozen=True, slots=True)
class PortPfc(SwitchChange):
    """What gives a port its PFC and ETS: applied in place of what it had."""

    port: str
    was: Applied
    becomes: Applied

    template: ClassVar[str] = "port-pfc"

    @property
    def target(self) -> tuple[object, ...]:
        """PFC of the port."""
        return ("pfc", self.device, self.port)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: Dell OS9 guides, DCB maps and DCBX."""
        return Safety.DISRUPTIVE, "the port pauses nothing for a moment, and DCBX negotiates anew"

    def touches(self, before: SwitchFacts) -> Touched:  # noqa: ARG002 - one signature
        """Name the port's PFC and ETS."""
        return frozenset((self.port, field) for field in ("dcb.pfc", "dcb.groups", "dcb.map"))

    def holds(self, after: SwitchFacts) -> bool:
        """Return whether the port has what it should."""
        port = after.ports.get(self.port)
        return port is not None and port.dcb is not None and Applied.of(port.dcb) == self.becomes

    def undo(self, before: SwitchFacts) -> "PortPfc":  # noqa: ARG002 - the change itself knows what was
        """Return to what it had."""
        return PortPfc(self.device, self.port, self.becomes, self.was)
