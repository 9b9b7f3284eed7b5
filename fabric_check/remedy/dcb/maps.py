"""Repairs where dcb-maps say PFC and ETS (Force10): a map that is right is applied, else a new one is made of what was.

Dell advises to build a new map and to move the ports to it, since a map that is edited drops its ports to defaults meanwhile.
"""

import re
from collections.abc import Iterator, Sequence

from fabric_check.model.dcb import Group, PortDcb
from fabric_check.model.release import release_key
from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.model.text import printable
from fabric_check.remedy.case import Case
from fabric_check.remedy.change import SwitchChange
from fabric_check.remedy.changes.dcb_map import Applied, NewMap, PortPfc
from fabric_check.remedy.dcb.asked import Asked, applied
from fabric_check.remedy.dcb.scheme import Demand, groups

_SAFE = re.compile(r"[^A-Za-z0-9_-]")
_LONGEST = 32
"""Dell OS9 administrator guide, `dcb-map`: a name has up to 32 characters."""
_FIRST_WITH_MAPS = 9
"""Guides of 8.3 know dcb-input and dcb-output alone."""

Answer = tuple[SwitchChange, str]


class Maps:
    """Makes the changes of one switch; a map that several findings need is made once."""

    def __init__(self, case: Case, asked: Asked, device: str) -> None:
        self.case = case
        self.asked = asked
        self.facts: SwitchFacts = case.world.switches[device]
        dcb = self.facts.dcb
        self.taken = set(dcb.maps or ()) if dcb else set()
        self.made: dict[tuple[Group, ...], NewMap] = {}

    def repair(self, ports: Sequence[Port]) -> Iterator[Answer] | str:
        """Return the changes that give ports with one setting what is asked of them, or why there are none."""
        demand = self.asked.demand(self.facts.device, ports)
        if demand is None:
            return "no lossless network crosses it"
        paused = demand.paused()
        if isinstance(paused, str):
            return paused
        if why := self.asked.too_many(self.facts.device, demand):
            return why
        if Applied.of(applied(ports[0])).priorities is not None:
            why = f"it pauses what must not lose frames, and what shares a queue with it: {_listed(paused)}"
            becomes = Applied(priorities=paused)
            return ((change, why) for port in ports if (change := self._port(port, becomes)))
        return self._by_map(ports, demand)

    def _by_map(self, ports: Sequence[Port], demand: Demand) -> Iterator[Answer] | str:
        right = self._right(demand)
        if right is not None:
            name = right.map or " and ".join(filter(None, (right.input, right.output)))
            why = f"{printable(name)} has it right already, and is on other ports of the switch"
            return ((change, why) for port in ports if (change := self._port(port, right)))
        if not _knows_maps(self.facts):
            return "this release has no dcb-maps: its dcb-input and dcb-output are changed by hand"
        base = self._base(ports)
        wanted = groups(applied(base).groups.value or (), demand)
        if isinstance(wanted, str):
            return wanted
        return self._new(ports, wanted, applied(base).map or "LOSSLESS")

    def _new(self, ports: Sequence[Port], wanted: tuple[Group, ...], old: str) -> Iterator[Answer]:
        made = self.made.get(wanted)
        if made is None:
            made = self.made[wanted] = NewMap(self.facts.device, self._name(old), wanted)
        yield made, "a new map, since one that is edited in place drops its ports to defaults meanwhile"
        for port in ports:
            if change := self._port(port, Applied(map=made.name)):
                yield change, f"dcb-map {made.name} has what the networks ask for"

    def _port(self, port: Port, becomes: Applied) -> PortPfc | None:
        """Return what gives a port a map or priorities, in place of what it has; None where it has them."""
        if Applied.of(applied(port)) == becomes:
            return None
        start = self.case.start.switches[self.facts.device].ports[port.name]
        return PortPfc(self.facts.device, port.name, Applied.of(applied(start)), becomes)

    def _right(self, demand: Demand) -> Applied | None:
        """Return what other ports have that needs no change to meet the demand, what most of them have."""
        dcbs = [port.dcb for port in self.facts.ports.values() if port.dcb and port.dcb.map is not None]
        found = [Applied.of(dcb) for dcb in dcbs if _meets(dcb, demand)]
        return max(found, key=found.count, default=None)

    def _base(self, ports: Sequence[Port]) -> Port:
        """Return a port whose groups a new map is made of: one of them, else one of the switch's that has groups."""
        others = [port for port in self.facts.ports.values() if port.dcb is not None]
        return next((port for port in (*ports, *others) if applied(port).groups.value), ports[0])

    def _name(self, old: str) -> str:
        stem = _SAFE.sub("-", old)[: _LONGEST - 4].lstrip("-_") or "LOSSLESS"
        names = (f"{stem}-{number}" for number in range(2, 100))
        name = next(name for name in names if name not in self.taken)
        self.taken.add(name)
        return name


def _meets(dcb: PortDcb, demand: Demand) -> bool:
    now = dcb.groups.value or ()
    wanted = groups(now, demand)
    same = bool(now) and not isinstance(wanted, str) and _plain(wanted) == _plain(now)
    return same and dcb.pfc.value == demand.paused()


def _plain(some: Sequence[Group]) -> list[tuple[object, ...]]:
    return [(g.number, g.priorities, g.bandwidth, g.strict) for g in some if g.priorities]


def _knows_maps(facts: SwitchFacts) -> bool:
    """Return whether the release has dcb-maps: its config shows one, or it is of 9."""
    key = release_key(facts.release) if facts.release else ()
    return bool(facts.dcb and facts.dcb.maps) or (bool(key) and key[0] >= _FIRST_WITH_MAPS)


def _listed(priorities: frozenset[int]) -> str:
    return ", ".join(str(one) for one in sorted(priorities))
