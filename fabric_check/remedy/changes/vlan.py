"""A VLAN of a switch: that it exists, and the ``mtu`` of its interface."""

from dataclasses import dataclass
from typing import ClassVar

from fabric_check.model.switch import SwitchFacts
from fabric_check.remedy.change import Safety, SwitchChange, Touched


@dataclass(frozen=True, slots=True)
class VlanExists(SwitchChange):
    """Create a VLAN; with *exists* False, delete it. *database*: firmware that keeps VLANs in ``vlan database``."""

    vlan: int
    exists: bool = True
    database: bool = False

    template: ClassVar[str] = "vlan"
    rank: ClassVar[int] = 10

    @property
    def target(self) -> tuple[object, ...]:
        """The VLAN."""
        return ("vlan", self.device, self.vlan)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: no port is in a VLAN that was not there."""
        return Safety.SAFE, "no port changes by it"

    def touches(self, before: SwitchFacts) -> Touched:
        """Name the list of VLANs; and the ports to which a switch adds every VLAN by itself (VLT's peer link)."""
        link = before.peer_domain.peer_link if before.peer_domain else None
        own = {port.name for port in before.ports.values() if link and link in (port.name, port.lag)}
        if before.ports_list_vlans and not before.members_follow_lag:
            # An I/O Aggregator adds its uplinks.
            own |= set(before.ports)
        return frozenset({("", "vlans"), *((name, "tagged") for name in own)})

    def undo(self, before: SwitchFacts) -> "VlanExists":
        """Delete it again where it was not there."""
        return VlanExists(self.device, self.vlan, self.vlan in before.vlans, self.database)


@dataclass(frozen=True, slots=True)
class VlanMtu(SwitchChange):
    """``mtu`` of a VLAN's interface, in the platform's own number; None: no line. It limits routed packets alone."""

    vlan: int
    value: int | None

    template: ClassVar[str] = "vlan-mtu"
    rank: ClassVar[int] = 35

    @property
    def target(self) -> tuple[object, ...]:
        """The VLAN's MTU."""
        return ("vlan-mtu", self.device, self.vlan)

    @property
    def safety(self) -> tuple[Safety, str]:
        """Safe: frames that are switched do not heed it."""
        return Safety.SAFE, "it limits what the switch itself routes, and no switched frame"

    def touches(self, before: SwitchFacts) -> Touched:  # noqa: ARG002 - one signature
        """Name the MTUs of VLANs."""
        return frozenset({("", "vlan_mtus")})

    def undo(self, before: SwitchFacts) -> "VlanMtu":
        """Return to the number before."""
        own = before.vlan_mtus.get(self.vlan)
        return VlanMtu(self.device, self.vlan, own.value if own else None)
