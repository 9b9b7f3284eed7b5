"""Who on a host decides what a NIC pauses: the host-wide setting, the NIC's own, or the switch by DCBX. Holds no rule."""

from collections.abc import Iterator
from dataclasses import dataclass

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import Priorities, Setting
from fabric_check.model.outcome import Subject
from fabric_check.rules.host_nics import HostNic, LosslessHost, Need


@dataclass(frozen=True, slots=True)
class Owner:
    """A setting of PFC and the interfaces that follow it. *learned*: by DCBX, from the switch."""

    subject: Subject
    shown: str
    pfc: Setting[Priorities]
    nics: tuple[HostNic, ...]
    learned: bool = False

    @property
    def needs(self) -> tuple[Need, ...]:
        """What needs it."""
        return tuple(need for nic in self.nics for need in nic.needs)


def owners(scene: Scene, host: LosslessHost) -> Iterator[Owner]:
    """Yield each setting of a host that decides what an Ethernet NIC which needs PFC pauses: once for all NICs."""
    following: list[HostNic] = []
    wide = host.get(lambda dcb: dcb.pfc)
    for nic in host.physical:
        if nic.outside:
            continue
        pfc, learned = pfc_of(scene, nic), learns(scene, nic)
        if host.not_installed or (wide.known and pfc.value == wide.value and not learned):
            following.append(nic)
        else:
            yield Owner(nic.subject, nic.shown, pfc, (nic,), learned)
    if following:
        pfc = Setting(frozenset[int](), why="not installed") if host.not_installed else wide
        yield Owner(host.subject, host.name, pfc, tuple(following))


def pfc_of(scene: Scene, nic: HostNic) -> Setting[Priorities]:
    """Return what a NIC pauses by configuration; where the fabric leaves that to the switch, what its driver says."""
    if not learns(scene, nic):
        return nic.get(lambda one: one.pfc)
    told = nic.get(lambda one: one.operational_pfc)
    return told if told.known else Setting(None, why=f"{nic.shown} takes its PFC from the switch: {told.why}")


def learns(scene: Scene, nic: HostNic) -> bool:
    """Return whether a NIC takes its DCB from the switch, as the fabric's `dcbx: switch` wants."""
    return scene.fabric.intent.dcbx == "switch" and nic.get(lambda one: one.willing).value is True
