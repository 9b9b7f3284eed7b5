"""What the host rules judge: the interfaces of each host that a lossless network needs, and what its facts say of them.

Holds no rule. A NIC counts with its uplinks: the physical interfaces that its frames leave by.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from fabric_check.fabric.lossless import speak_iwarp
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.dcb import AdapterDcb, HostDcb, Setting
from fabric_check.model.intent import Lossless, Network
from fabric_check.model.outcome import Answer, Evidence, Gap, NotApplicable, Subject, Unknown
from fabric_check.model.source import Source
from fabric_check.model.text import printable
from fabric_check.rules import words

Value = TypeVar("Value")

INFINIBAND = "an InfiniBand link, to which none of Ethernet's rules applies"
IWARP = "an iWARP NIC, which needs no DCB: see HST113"


@dataclass(frozen=True, slots=True)
class Need:
    """A NIC of a lossless network, and the network."""

    view: NetworkView
    attachment: Attachment

    @property
    def network(self) -> Network:
        """The network."""
        return self.view.network

    @property
    def lossless(self) -> Lossless:
        """What the network declares."""
        if self.network.lossless is None:
            raise ValueError(f"{self.network.name} is not lossless")
        return self.network.lossless

    @property
    def pairs(self) -> int:
        """With how many NICs of other hosts this one forms a pair."""
        return self.view.partners(self.attachment)


@dataclass(frozen=True, slots=True)
class HostNic:
    """An interface that lossless networks need. *physical*: frames leave by it; else it lies above one that they do.

    *adapter* None: not known, and *why*. *iwarp*: all that its frames leave by is iWARP; *infiniband*: InfiniBand.
    """

    host: str
    name: str
    physical: bool
    adapter: AdapterDcb | None
    why: str
    needs: tuple[Need, ...]
    iwarp: bool
    infiniband: bool

    @property
    def subject(self) -> Subject:
        """The interface as a subject."""
        return Subject("port", self.host, self.name)

    @property
    def shown(self) -> str:
        """Its name, for a message."""
        return printable(self.name)

    @property
    def outside(self) -> str:
        """Why the rules of DCB say nothing about it; empty where they do."""
        return INFINIBAND if self.infiniband else IWARP if self.iwarp else ""

    def get(self, of: Callable[[AdapterDcb], Setting[Value]]) -> Setting[Value]:
        """Return a setting of the interface; unknown where the facts do not list it."""
        return of(self.adapter) if self.adapter else Setting(None, why=self.why)


@dataclass(frozen=True, slots=True)
class LosslessHost:
    """A host with NICs in lossless networks; *dcb* None: there are no facts of it."""

    name: str
    os: str
    dcb: HostDcb | None
    nics: tuple[HostNic, ...]

    @property
    def subject(self) -> Subject:
        """The host as a subject."""
        return Subject("device", self.name)

    @property
    def physical(self) -> tuple[HostNic, ...]:
        """The interfaces that frames leave by."""
        return tuple(nic for nic in self.nics if nic.physical)

    @property
    def needs(self) -> tuple[Need, ...]:
        """What needs DCB of the host."""
        return tuple(
            {
                (need.network.name, need.attachment.index): need
                for nic in self.physical
                if not nic.outside
                for need in nic.needs
            }.values()
        )

    @property
    def not_installed(self) -> bool:
        """Whether the host is known to lack the Data-Center-Bridging feature."""
        return self.dcb is not None and self.dcb.installed.value is False

    def get(self, of: Callable[[HostDcb], Setting[Value]]) -> Setting[Value]:
        """Return a setting of the whole host; unknown where there are no facts."""
        return of(self.dcb) if self.dcb else Setting(None, why=_no_facts(self.name))

    def unknown(self, needs: Iterable[Need], why: str) -> Unknown:
        """Return that something about the whole host is not known."""
        return Unknown(self.subject, (Gap(self.name, "", "DCB", printable(why)),), affects(needs))

    def nic_unknown(self, nic: HostNic, of: Callable[[HostNic], Setting[Value]]) -> Unknown:
        """Return that something about an interface is not known: once for the host where it is so for all of them."""
        why = of(nic).why
        alike = [of(other) for other in self.nics if other.physical == nic.physical]
        everywhere = all(not one.known and one.why == why for one in alike)
        gap = Gap(self.name, "" if everywhere else nic.name, "DCB", printable(why))
        return Unknown(nic.subject, (gap,), affects(nic.needs))


def lossless_hosts(scene: Scene, *, rdma: bool = False) -> Iterator[LosslessHost]:
    """Yield each host with a NIC in a lossless network (*rdma*: one that declares `roce`), in fabric.yaml order."""
    needs: dict[str, list[Need]] = {}
    for view in scene.views:
        lossless = view.network.lossless
        if lossless is not None and (lossless.rdma or not rdma):
            for attachment in view.attachments:
                needs.setdefault(attachment.nic.host, []).append(Need(view, attachment))
    for name, host in scene.fabric.intent.hosts.items():
        if name in needs:
            dcb = scene.fabric.hosts[name].dcb
            yield LosslessHost(name, host.os, dcb, tuple(_nics(name, dcb, needs[name])))


def _nics(host: str, dcb: HostDcb | None, needs: list[Need]) -> Iterator[HostNic]:
    found: dict[str, list[Need]] = {}
    uplinks: dict[str, tuple[str, ...]] = {}
    for need in needs:
        state, own = need.attachment.state, need.attachment.nic.name
        for name in dict.fromkeys((own, *state.uplinks)):
            found.setdefault(name, []).append(need)
        uplinks.setdefault(own, state.uplinks)
        uplinks.update((name, (name,)) for name in state.uplinks)
    for name, its in found.items():
        why = next((need.attachment.state.why_no_uplink for need in its), "")
        physical = name in uplinks[name]
        adapter = None if dcb is None or (why and physical) else dcb.adapters.get(name)
        below = [dcb.adapters.get(one) for one in uplinks[name]] if dcb else []
        yield HostNic(
            host,
            name,
            physical,
            adapter,
            _no_facts(host) if dcb is None else why or f"the facts do not list {printable(name)}",
            tuple(its),
            iwarp=speak_iwarp(dcb, uplinks[name]),
            infiniband=bool(below) and all(one is not None and not one.ethernet for one in below),
        )


def _no_facts(host: str) -> str:
    return f"facts/{host}.json is not in the folder"


def each_physical(
    hosts: Iterable[LosslessHost],
    of: Callable[[AdapterDcb], Setting[Value]],
    answer: Callable[[LosslessHost, HostNic, Value], Answer],
) -> Iterator[Answer]:
    """Answer for each physical interface by one setting of it; unknown where that is not known."""
    for host in hosts:
        for nic in host.physical:
            setting = nic.get(of)
            if nic.outside:
                yield NotApplicable(nic.subject, nic.outside)
            elif setting.value is None:
                yield host.nic_unknown(nic, lambda one: one.get(of))
            else:
                yield answer(host, nic, setting.value)


def affects(needs: Iterable[Need]) -> int:
    """Return how many pairs of NICs depend on these."""
    return sum({(need.network.name, need.attachment.index): need.pairs for need in needs}.values())


def networks(needs: Iterable[Need]) -> tuple[str, ...]:
    """Return the names of the networks, in fabric.yaml order."""
    return tuple(dict.fromkeys(need.network.name for need in needs))


def evidence(host: str, needs: Iterable[Need], *sources: Source | None) -> tuple[Evidence, ...]:
    """Return the lines that there are; where no line makes a setting, those that ask for another."""
    lines = words.evidence(host, *sources)
    return lines or tuple(dict.fromkeys(Evidence(host, declared(need.network)) for need in needs))


def declared(network: Network) -> Source:
    """Return the line of fabric.yaml that declares a network."""
    return Source("fabric.yaml", network.place.line, network.name)


def wanted(needs: Iterable[Need]) -> str:
    """Return ``smb-a needs priority 3 lossless, iscsi-a 4``."""
    pairs = dict.fromkeys((need.network.name, need.lossless.priority) for need in needs)
    (name, priority), *others = pairs
    return ", ".join(
        [f"{name} needs priority {priority} lossless", *(f"{name} {priority}" for name, priority in others)]
    )


def priorities(of: Iterable[int]) -> str:
    """Return ``no priority``, ``priority 3`` or ``priorities 3, 4``."""
    numbers = sorted(of)
    if not numbers:
        return "no priority"
    return f"priorit{'y' if len(numbers) == 1 else 'ies'} {', '.join(map(str, numbers))}"
