"""What the DCB rules share: the ports that they judge, maps as subjects, evidence, and why something is not known."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fabric_check.fabric.lossless import LosslessPort, lossless_ports, lossless_views
from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import PortDcb, Setting, SwitchDcb
from fabric_check.model.outcome import Evidence, Gap, Subject, Unknown
from fabric_check.model.source import Source
from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.model.text import printable
from fabric_check.rules import words


@dataclass(frozen=True, slots=True)
class Judged:
    """A port on a way of a lossless network, of a switch that has PFC and whose configuration is read."""

    at: LosslessPort
    port: Port
    dcb: PortDcb
    switch: SwitchDcb
    facts: SwitchFacts

    @property
    def device(self) -> str:
        """The switch."""
        return self.at.ref.device

    @property
    def subject(self) -> Subject:
        """The port itself."""
        return words.port(self.at.ref)

    @property
    def queues(self) -> Setting[tuple[int, ...]]:
        """The queue of each priority: the port's own, else the switch's."""
        return self.dcb.queues if self.dcb.queues is not None else self.switch.queues

    def evidence(self, *sources: Source | None) -> tuple[Evidence, ...]:
        """Return the lines that there are; without any, the line that opens the port, else the one that names the model."""
        return shown(self.facts, self.port, *sources)


@dataclass(frozen=True, slots=True)
class Thing:
    """What is repaired at once: a map, with all ports on lossless ways that have it, or a port without one.

    Where a line of the switch says it for all ports without one of their own, the switch, with those ports.
    """

    subject: Subject
    ports: tuple[Judged, ...]

    @property
    def first(self) -> Judged:
        """A port of it: the settings of a map are the same on all."""
        return self.ports[0]

    @property
    def priorities(self) -> frozenset[int]:
        """The priorities that must not lose frames on some of the ports."""
        return frozenset().union(*(one.at.priorities for one in self.ports))

    def named(self) -> str:
        """Return ``dcb-map ROCE (on Te 0/1 and Te 0/2 of s4810-a)``, or the port's name, or the switch's."""
        if self.subject.name is None:
            return printable(self.subject.interface or self.subject.device or "")
        return f"{map_words(self.subject.name)} (on {words.ports(one.at.ref for one in self.ports)})"

    def networks(self, priorities: Collection[int] | None = None) -> tuple[str, ...]:
        """Return the networks that use some priorities, or any lossless one, on these ports."""
        found = (
            name
            for one in self.ports
            for name in one.at.networks(one.at.priorities if priorities is None else priorities)
        )
        return tuple(dict.fromkeys(found))

    def evidence(self, *sources: Source | None) -> tuple[Evidence, ...]:
        """Return the lines that there are, else those that make the PFC of the first port."""
        return self.first.evidence(*([one for one in sources if one] or pfc_lines(self.first.dcb)))


def map_words(name: str) -> str:
    """Return ``dcb-map ROCE``; the older policies, which are two, already say what they are."""
    return printable(name) if " " in name else f"dcb-map {printable(name)}"


def shown(facts: SwitchFacts, port: Port | None, *sources: Source | None) -> tuple[Evidence, ...]:
    """Return the lines that there are; without any, the line that opens the port, else the one that names the model."""
    found = words.evidence(facts.device, *sources)
    return found or words.evidence(facts.device, (port.stanza if port else None) or facts.identity)


def pfc_lines(dcb: PortDcb) -> tuple[Source | None, ...]:
    """Return the lines that make a port's PFC, and the one that puts its map there."""
    return (dcb.pfc.line() or dcb.map_source, dcb.apply)


def judged(scene: Scene) -> tuple[Judged, ...]:
    """Return the ports that can be judged; for ``Scene.once``."""
    found = []
    for at in scene.once(lossless_ports).values():
        facts = scene.fabric.switches[at.ref.device]
        if at.port and at.port.dcb and facts.dcb and facts.dcb.capable.value:
            found.append(Judged(at, at.port, at.port.dcb, facts.dcb, facts))
    return tuple(found)


def by_switch(scene: Scene) -> dict[str, list[Judged]]:
    """Return the ports that can be judged, by their switch."""
    found: dict[str, list[Judged]] = {}
    for one in scene.once(judged):
        found.setdefault(one.device, []).append(one)
    return found


def unread(scene: Scene) -> tuple[Unknown, ...]:
    """Return that nothing can be said of the other ports, unless the switch is known to have no PFC; for ``Scene.once``."""
    found = []
    for at in scene.once(lossless_ports).values():
        gap = at.gap or switch_gap(scene.fabric.switches[at.ref.device])
        if gap is not None:
            found.append(Unknown(words.port(at.ref), (gap,), at.pairs))
    return tuple(found)


def switch_gap(facts: SwitchFacts) -> Gap | None:
    """Return why nothing is known of a switch's DCB."""
    if facts.dcb is None:
        return Gap(facts.device, "", "DCB", "the DCB commands of its command language are not read")
    if not facts.dcb.capable.known:
        return Gap(facts.device, "", "DCB", facts.dcb.capable.why)
    return None


def things(scene: Scene) -> tuple[Thing, ...]:
    """Return what is repaired at once, of ports whose PFC is known; for ``Scene.once``."""
    return gathered(one for one in scene.once(judged) if one.dcb.pfc.known)


def gathered(
    ports: Iterable[Judged], of_switch: Callable[[Judged], bool] = lambda _: False
) -> tuple[Thing, ...]:
    """Return what is repaired at once, of some ports. *of_switch*: whether it is the switch that says it for a port."""
    found: dict[Subject, list[Judged]] = {}
    for one in ports:
        found.setdefault(Subject("device", one.device) if of_switch(one) else thing(one), []).append(one)
    return tuple(Thing(subject, tuple(ports)) for subject, ports in found.items())


def groups_of_switch(one: Judged) -> bool:
    """Return whether a port's ETS groups are those that the switch gives to ports that say nothing."""
    silent = one.facts.unmentioned
    return (
        one.dcb.map is None
        and silent is not None
        and silent.dcb is not None
        and silent.dcb.groups == one.dcb.groups
    )


def queues_of_switch(one: Judged) -> bool:
    """Return whether it is the switch's queues that part the priorities of a port, which itself pauses priorities alone."""
    return one.switch.limit_counts_priorities and one.dcb.queues is None


def thing(one: Judged) -> Subject:
    """Return the map of a port, or the port where it has none."""
    return map_subject(one) if one.dcb.map is not None else one.subject


def map_subject(one: Judged) -> Subject:
    """Return the map of a port as a subject."""
    return Subject("map", one.device, None, name=one.dcb.map)


def unknown(one: Judged, what: str, setting: Setting[Any]) -> Unknown:
    """Return that a setting of a port is not known, and why; without PFC nothing else of it is missing for itself."""
    what, setting = ("PFC", one.dcb.pfc) if not one.dcb.pfc.known else (what, setting)
    return Unknown(one.subject, (Gap(one.device, one.at.ref.interface, what, setting.why),), one.at.pairs)


def unknown_pfc(scene: Scene) -> Iterator[Unknown]:
    """Yield each port whose PFC is not known, and each of which nothing is."""
    yield from scene.once(unread)
    for one in scene.once(judged):
        if not one.dcb.pfc.known:
            yield unknown(one, "PFC", one.dcb.pfc)


def affected(scene: Scene, ports: Iterable[Judged]) -> int:
    """Return how many pairs have a way over some ports of one switch; at most those that cross the switch."""
    ports = tuple(ports)
    here: dict[str, int] = {}
    for one in ports:
        for network, pairs in one.at.uses:
            here[network.name] = here.get(network.name, 0) + pairs
    crossing = scene.once(_crossing)
    return sum(min(pairs, crossing.get((name, ports[0].device), 0)) for name, pairs in here.items())


def switch_pairs(scene: Scene, device: str) -> int:
    """Return how many pairs of lossless networks have a way through a switch."""
    return sum(pairs for (_, switch), pairs in scene.once(_crossing).items() if switch == device)


def _crossing(scene: Scene) -> dict[tuple[str, str], int]:
    """Return how many pairs of each lossless network have a way through each switch; for ``Scene.once``."""
    found: dict[tuple[str, str], int] = {}
    for view in lossless_views(scene):
        for relation in view.relations:
            if relation.route is not None:
                entries = {step.hops[0].ref.device for step in relation.route.access}
                for device in relation.route.ways.devices | entries:
                    key = (view.network.name, device)
                    found[key] = found.get(key, 0) + relation.pairs
    return found


def switches(scene: Scene) -> dict[str, tuple[LosslessPort, ...]]:
    """Return the switches on lossless ways, each with its ports on them."""
    found: dict[str, list[LosslessPort]] = {}
    for at in scene.once(lossless_ports).values():
        found.setdefault(at.ref.device, []).append(at)
    return {device: tuple(ports) for device, ports in found.items()}


def names(ports: Iterable[LosslessPort]) -> tuple[str, ...]:
    """Return the lossless networks that cross some ports."""
    return tuple(dict.fromkeys(name for at in ports for name in at.networks(at.priorities)))


def numbers(priorities: Iterable[int]) -> str:
    """Return ``priority 3`` or ``priorities 3 and 4``."""
    found = [str(priority) for priority in sorted(priorities)]
    if len(found) == 1:
        return f"priority {found[0]}"
    return f"priorities {', '.join(found[:-1])} and {found[-1]}"
