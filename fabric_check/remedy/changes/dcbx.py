"""DCBX of a port: what it does with its peer's settings, and which version it speaks."""

from dataclasses import dataclass
from typing import ClassVar

from fabric_check.model.dcb import DcbxRole
from fabric_check.model.switch import SwitchFacts
from fabric_check.remedy.change import Safety, SwitchChange, Touched

_ANEW = "DCBX negotiates anew, and a link whose ends do not agree is taken down"


@dataclass(frozen=True, slots=True)
class Role(SwitchChange):
    """A port's DCBX role; None returns to the default."""

    port: str
    role: DcbxRole | None
    was: DcbxRole | None

    template: ClassVar[str] = "dcbx-role"
    rank: ClassVar[int] = 55

    @property
    def target(self) -> tuple[object, ...]:
        """The role."""
        return ("dcbx-role", self.device, self.port)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: Dell OS9 guides, DCBX port roles."""
        return Safety.DISRUPTIVE, _ANEW

    def touches(self, before: SwitchFacts) -> Touched:  # noqa: ARG002 - one signature
        """Name the role, and what was learned by it until now."""
        return frozenset(
            (self.port, f"dcb.{field}") for field in ("role", "advertises", "pfc", "groups", "map")
        )

    def undo(self, before: SwitchFacts) -> "Role":  # noqa: ARG002 - the change itself knows what was
        """Return to the role before."""
        return Role(self.device, self.port, self.was, self.role)


@dataclass(frozen=True, slots=True)
class Version(SwitchChange):
    """The DCBX version, of the whole switch where *port* is None; an empty one returns to the default."""

    port: str | None
    version: str
    was: str

    template: ClassVar[str] = "dcbx-version"
    rank: ClassVar[int] = 55

    @property
    def target(self) -> tuple[object, ...]:
        """The version."""
        return ("dcbx-version", self.device, self.port)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Disruptive: Dell OS9 guides, DCBX."""
        return Safety.DISRUPTIVE, _ANEW

    def touches(self, before: SwitchFacts) -> Touched:
        """Name the version."""
        names = (*before.ports, "") if self.port is None else (self.port,)
        return frozenset((name, "dcb.version") for name in names)

    def undo(self, before: SwitchFacts) -> "Version":  # noqa: ARG002 - the change itself knows what was
        """Return to the version before."""
        return Version(self.device, self.port, self.was, self.version)
