"""One network's view of the fabric: its NICs, the links its frames may take, and the ways between any two NICs.

NICs that are alike (same switches, same sizes) are judged together as a *group*, so that the work grows with the kinds
of NIC and not with their pairs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from fabric_check.fabric.build import Fabric
from fabric_check.fabric.hops import Hop, Step, hop
from fabric_check.fabric.ports import Cable, PortRef
from fabric_check.fabric.routes import Route, Router, passes
from fabric_check.fabric.trunks import Steps, TrunkGraph, Ways
from fabric_check.fabric.unions import Unions
from fabric_check.model.host import NicState
from fabric_check.model.intent import Network, Nic
from fabric_check.model.outcome import Gap


@dataclass(frozen=True, slots=True)
class Attachment:
    """A NIC of the network and the cables by which it reaches its switches.

    *gap*: why a NIC without a cable may have one all the same.
    """

    index: int
    nic: Nic
    state: NicState
    steps: tuple[Step, ...]
    gap: Gap | None

    @property
    def ref(self) -> PortRef:
        """The NIC as ``device:interface``."""
        return PortRef(self.nic.host, self.nic.name)

    @property
    def sends(self) -> int:
        """The NIC's IP MTU in bytes; 0 where it is not known."""
        return self.state.mtu.ip_mtu.bytes if self.state.mtu else 0


@dataclass(frozen=True, slots=True)
class Group:
    """NICs that are alike in everything but their names."""

    members: tuple[Attachment, ...]
    hosts: Counter[str]

    def partners(self, attachment: Attachment) -> int:
        """Return with how many members a NIC forms a pair: those on other hosts."""
        return len(self.members) - self.hosts[attachment.nic.host]

    def partner(self, attachment: Attachment) -> Attachment | None:
        """Return the first member on another host than a NIC's."""
        return next((member for member in self.members if member.nic.host != attachment.nic.host), None)


@dataclass(frozen=True, slots=True)
class Relation:
    """All pairs of a NIC of one group with a NIC of another, or of the same, and the way between them.

    *a* and *b* stand for their groups. *route* None: no cable joins them.
    """

    first: Group
    second: Group
    a: Attachment
    b: Attachment
    pairs: int
    route: Route | None

    def sides(self) -> tuple[tuple[Group, Group], ...]:
        """Return each group with the other; once where they are the same."""
        one = (self.first, self.second)
        return (one,) if self.first is self.second else (one, (self.second, self.first))

    def members(self) -> Iterator[tuple[Attachment, Attachment, int]]:
        """Yield each NIC of either group, one partner of it, and with how many it forms a pair.

        For what is wrong: what is right is told of a group by its representative.
        """
        for group, other in self.sides():
            for member in group.members:
                if partner := other.partner(member):
                    yield member, partner, other.partners(member)


@dataclass(frozen=True, slots=True)
class Use:
    """A switch port on the ways of so many pairs.

    *spare*: each of those pairs has another way that carries what the network needs, and a spanning tree uses one at a
    time: what is wrong here shows after a failover.
    """

    hop: Hop
    pairs: int
    spare: bool


class NetworkView:
    """A fabric as one network sees it."""

    def __init__(self, fabric: Fabric, network: Network) -> None:
        self.fabric = fabric
        self.network = network
        self._access: dict[PortRef, list[Step]] = {}
        self._direct = Unions()
        self.router = Router(TrunkGraph(self._place_cables(), fabric.peers, fabric.switches))
        self.attachments = [
            self._attach(index, nic) for index, nic in enumerate(fabric.intent.nics(network.name))
        ]

    def _place_cables(self) -> list[Step]:
        """Sort the cables: between switches (returned), at a host, between two hosts."""
        trunks = []
        for cable in self.fabric.cables:
            ends = [ref for ref in (cable.a, cable.b) if ref.device in self.fabric.switches]
            step = Step(cable, tuple(hop(self.fabric, ref, self.network) for ref in ends))
            if len(ends) == 2:
                trunks.append(step)
            elif ends:
                self._access.setdefault(cable.far(ends[0].device), []).append(step)
            else:
                self._direct.join(cable.a, cable.b)
        return trunks

    def _attach(self, index: int, nic: Nic) -> Attachment:
        state = self.fabric.nic_state(nic, self.network.name)
        steps = tuple(step for name in state.ends for step in self._access.get(PortRef(nic.host, name), ()))
        return Attachment(index, nic, state, steps, None if steps else self._gap(nic, state))

    def _gap(self, nic: Nic, state: NicState) -> Gap | None:
        """Return why a NIC without a cable may have one all the same: the facts that tell its uplinks are missing."""
        if state.why_no_uplink:
            return Gap(nic.host, nic.name, "uplink", state.why_no_uplink)
        if self.fabric.hosts[nic.host].interfaces is not None or state.declared:
            return None
        # Without facts nobody can tell what lies below the NIC, so a link may be there under another name.
        return Gap(nic.host, nic.name, "uplink", state.why_no_mtu or "the facts do not list the host's NICs")

    @cached_property
    def _hosts(self) -> Counter[str]:
        return Counter(attachment.nic.host for attachment in self.attachments)

    def partners(self, attachment: Attachment) -> int:
        """Return with how many NICs of the network a NIC forms a pair: those on other hosts."""
        return len(self.attachments) - self._hosts[attachment.nic.host]

    @cached_property
    def groups(self) -> list[Group]:
        """The NICs by what is alike in them, in fabric.yaml order of each group's first."""
        alike: dict[object, list[Attachment]] = {}
        for attachment in self.attachments:
            alike.setdefault(self._alike(attachment), []).append(attachment)
        return [Group(tuple(members), Counter(one.nic.host for one in members)) for members in alike.values()]

    def _alike(self, attachment: Attachment) -> object:
        if not attachment.steps:
            return attachment.index
        mtu = attachment.state.mtu
        steps = tuple(
            (step.hops[0].ref.device, step.repairs, step.hops[0].size, step.hops[0].gap)
            for step in attachment.steps
        )
        return (steps, mtu.ip_mtu if mtu else None)

    @cached_property
    def relations(self) -> list[Relation]:
        """Every pair of groups that holds at least one pair of NICs on different hosts."""
        found = []
        for number, first in enumerate(self.groups):
            for second in self.groups[number:]:
                pairs = _pairs(first, second)
                if pairs:
                    a, b = _representatives(first, second)
                    found.append(Relation(first, second, a, b, pairs, self.route(a, b)))
        return found

    def route(self, first: Attachment, second: Attachment) -> Route | None:
        """Return all ways between two NICs at once; None where no cable joins them."""
        for one in first.state.ends:
            for other in second.state.ends:
                if self._direct.same(PortRef(first.nic.host, one), PortRef(second.nic.host, other)):
                    return Route((), Ways())
        return self.router.route(first.steps, second.steps)

    def reach(self, attachment: Attachment) -> frozenset[object]:
        """Return the parts of the fabric that cables join a NIC with, whatever has to be repaired on the way.

        Two NICs are joined where their parts have one in common; a host with a NIC in two parts joins nothing.
        """
        parts: set[object] = {self.router.part(step.hops[0].ref.device) for step in attachment.steps}
        parts |= {
            root
            for end in attachment.state.ends
            if (root := self._direct.known_root(PortRef(attachment.nic.host, end)))
        }
        return frozenset(parts)

    @cached_property
    def ways(self) -> dict[Ways, int]:
        """The ways between switches that pairs of NICs have, each with how many pairs."""
        found: dict[Ways, int] = {}
        for relation in self.relations:
            if relation.route is not None:
                found[relation.route.ways] = found.get(relation.route.ways, 0) + relation.pairs
        return found

    @cached_property
    def uses(self) -> dict[PortRef, Use]:
        """Each switch port on a way of some pair, with how many pairs' ways it is on."""
        uses: dict[PortRef, Use] = {}

        def count(hops: Iterable[Hop], pairs: int, spare: frozenset[PortRef] = frozenset()) -> None:
            for one in hops:
                before = uses.get(one.ref)
                held_back = one.ref in spare and (before is None or before.spare)
                uses[one.ref] = Use(one, pairs + (before.pairs if before else 0), held_back)

        for ways, pairs in self.ways.items():
            wide = passes(ways.best, self.network.ip_mtu)
            count(
                ways.hops,
                pairs,
                frozenset(one.ref for step in ways.spare for one in step.hops) if wide else frozenset(),
            )
        for steps, pairs in self._access_uses():
            count({one.ref: one for step in steps for one in step.hops}.values(), pairs)
        return uses

    def _access_uses(self) -> Iterator[tuple[Steps, int]]:
        """Yield each NIC's cables with how many pairs use them: all of them, but for a pair that is cut off."""
        joined: dict[int, list[Group]] = {}
        for relation in self.relations:
            if relation.route is None:
                continue
            if relation.route.repairs:
                for member, partner, pairs in relation.members():
                    yield self.router.cheapest(member.steps, partner.steps), pairs
            else:
                for group, other in relation.sides():
                    joined.setdefault(id(group), []).append(other)
        for group in self.groups:
            others = joined.get(id(group), [])
            total = sum(len(other.members) for other in others)
            shared: Counter[str] = Counter()
            for other in others:
                shared.update({host: count for host, count in other.hosts.items() if host in group.hosts})
            for member in group.members if total else ():
                usable = tuple(step for step in member.steps if step.usable)
                yield usable, total - shared[member.nic.host]

    @cached_property
    def trunk_uses(self) -> dict[int, tuple[Step, int]]:
        """Each link between switches on a way of some pair, by its number, with how many pairs' ways it is on."""
        uses: dict[int, tuple[Step, int]] = {}
        for ways, pairs in self.ways.items():
            for step in ways.trunks:
                number = step.cable.number
                uses[number] = (step, uses.get(number, (step, 0))[1] + pairs)
        return uses

    def link_pairs(self, cable: Cable) -> int:
        """Return how many pairs have a way over a link."""
        return self.trunk_uses[cable.number][1] if cable.number in self.trunk_uses else 0

    @cached_property
    def largest_packets(self) -> dict[int, Attachment]:
        """For each link between switches, by its number, a NIC that sends the largest packets across it."""
        by_ways: dict[Ways, Attachment] = {}
        for relation in self.relations:
            for nic in (relation.a, relation.b) if relation.route else ():
                largest = by_ways.get(relation.route.ways) if relation.route else None
                if relation.route and nic.sends > (largest.sends if largest else 0):
                    by_ways[relation.route.ways] = nic
        found: dict[int, Attachment] = {}
        for ways, nic in by_ways.items():
            for step in ways.trunks:
                before = found.get(step.cable.number)
                if before is None or (nic.sends, -nic.index) > (before.sends, -before.index):
                    found[step.cable.number] = nic
        return found

    @cached_property
    def legs(self) -> dict[Ways, int]:
        """The ways that pairs would have, were one-sided links mended (and what cuts them off), with how many pairs."""
        found: dict[Ways, int] = {}
        for relation in self.relations:
            if relation.route is not None:
                ways = self.router.legs(relation.a.steps, relation.b.steps, relation.route.repairs)
                if ways is not None:
                    found[ways] = found.get(ways, 0) + relation.pairs
        return found

    @cached_property
    def all_hops(self) -> list[Hop]:
        """Each switch port on a way of some pair, and on a leg that would be a further way but for a missing VLAN."""
        hops = {use.hop.ref: use.hop for use in self.uses.values()}
        for ways in self.legs:
            hops |= {one.ref: one for one in ways.hops}
        return list(hops.values())

    def device_pairs(self, device: str) -> int:
        """Return how many pairs have a way through a switch."""
        return sum(
            relation.pairs
            for relation in self.relations
            if relation.route is not None
            and (
                device in relation.route.ways.devices
                or any(device == step.hops[0].ref.device for step in relation.route.access)
            )
        )


def _pairs(first: Group, second: Group) -> int:
    """Return how many unordered pairs on different hosts two groups form."""
    if first is second:
        size = len(first.members)
        return (size * size - sum(count * count for count in first.hosts.values())) // 2
    same_host = sum(count * second.hosts[host] for host, count in first.hosts.items())
    return len(first.members) * len(second.members) - same_host


def _representatives(first: Group, second: Group) -> tuple[Attachment, Attachment]:
    """Return a NIC of each group such that the two are on different hosts; the caller knows that there are some."""
    return next((a, b) for a in first.members for b in second.members if a.nic.host != b.nic.host)
