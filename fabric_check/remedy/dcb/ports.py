"""Repairs where each port says its PFC itself (PowerConnect): no-drop priorities, a queue of its own, shares of ETS groups."""

from collections.abc import Iterator, Sequence

from fabric_check.model.dcb import Group, PortDcb
from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.remedy.case import Case
from fabric_check.remedy.change import SwitchChange
from fabric_check.remedy.changes.pfc import NoDrop
from fabric_check.remedy.changes.qos import GroupOf, QueueOf, Weights
from fabric_check.remedy.dcb.asked import Asked, applied
from fabric_check.remedy.dcb.scheme import Demand, groups

Answer = tuple[SwitchChange, str]
_QUEUES = range(7)
"""FASTPATH keeps queue 7 for itself."""


class Ports:
    """Makes the changes of one switch."""

    def __init__(self, case: Case, asked: Asked, device: str) -> None:
        self.case = case
        self.asked = asked
        self.facts: SwitchFacts = case.world.switches[device]

    def repair(self, rule: str, ports: Sequence[Port]) -> Iterator[Answer] | str:
        """Return the changes that give ports what is asked of them, or why there are none."""
        demand = self.asked.demand(self.facts.device, ports)
        if demand is None:
            return "no lossless network crosses it"
        if rule == "DCB107":
            return self._shares(ports[0], demand)
        if rule == "DCB108":
            return self._queue(ports[0], demand)
        if why := self.asked.too_many(self.facts.device, demand):
            return why
        return self._no_drop(ports, demand)

    def _no_drop(self, ports: Sequence[Port], demand: Demand) -> Iterator[Answer]:
        why = f"priority {', '.join(map(str, sorted(demand.lossless)))} must not lose frames, and no other is declared so"
        for port in ports:
            start = self.case.start.switches[self.facts.device]
            before = applied(start.ports.get(port.name, start.unmentioned or port))
            now = applied(port).pfc.value
            if now != demand.lossless:
                yield (
                    NoDrop(self.facts.device, port.name, before.pfc.value or frozenset(), demand.lossless),
                    why,
                )

    def _queue(self, port: Port, demand: Demand) -> Iterator[Answer] | str:
        """Return what parts a lossless priority from a lossy one: that one goes back to its default, else this one moves."""
        dcb, profile = self.facts.dcb, self.facts.profile
        queues = dcb.queues.value if dcb else None
        if queues is None or profile is None or applied(port).queues is not None:
            return "the port has queues of its own: which of them is to change is for a person to say"
        default = profile.dcb.dot1p_queues.value
        shared = [
            (lossless, lossy)
            for lossless in sorted(demand.lossless)
            for lossy in sorted(demand.lossy - demand.lossless)
            if queues[lossless] == queues[lossy]
        ]
        lossless, lossy = shared[0]
        if default is not None and default[lossy] not in {queues[p] for p in demand.lossless}:
            return iter(
                [
                    (
                        QueueOf(self.facts.device, lossy, None, queues[lossy]),
                        f"priority {lossy} goes back to its queue",
                    )
                ]
            )
        free = [queue for queue in _QUEUES if queue not in queues]
        if not free:
            return "no queue is free for it"
        was = None if default is not None and default[lossless] == queues[lossless] else queues[lossless]
        return self._moved(lossless, free[-1], was, applied(port))

    def _moved(self, priority: int, queue: int, was: int | None, dcb: PortDcb) -> Iterator[Answer]:
        yield QueueOf(self.facts.device, priority, queue, was), f"priority {priority} gets a queue of its own"
        own = next((g for g in dcb.groups.value or () if priority in g.priorities), None)
        if own is not None:
            yield GroupOf(self.facts.device, None, queue, own.number, None), "the queue shares as before"

    def _shares(self, port: Port, demand: Demand) -> Iterator[Answer] | str:
        """Return the weights that meet the declared shares; a queue whose priorities have to part is for a person."""
        now = applied(port).groups.value or ()
        wanted = groups(now, demand)
        if isinstance(wanted, str):
            return wanted
        if {g.number: g.priorities for g in wanted} != {g.number: g.priorities for g in now if g.priorities}:
            return "a priority shares its group with others, so its share cannot be set alone"
        whole = self.facts.unmentioned is not None and applied(self.facts.unmentioned).groups.value == now
        change = Weights(self.facts.device, None if whole else port.name, _weights(wanted), _weights(now))
        return iter([(change, "the shares that networks declare, and the rest as before")])


def _weights(some: Sequence[Group]) -> tuple[int, ...]:
    shares = {group.number: group.bandwidth or 0 for group in some}
    return tuple(shares.get(number, 0) for number in range(max(shares) + 1))
