"""Measurements beside what configuration says: for each pair of NICs what got through, and which ports explain it.

Judges nothing. A measurement speaks of the pair that was measured and of the ports that it surely crossed, of no other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.routes import Route
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.fabric.walks import MAX_WALKS, Walk, walks
from fabric_check.model.measured import Measurement, OneWay
from fabric_check.model.units import IpMtu, IpMtuRange


@dataclass(frozen=True, slots=True)
class NarrowWay:
    """A direction that carries less than the one back. Not *certain*: both were measured there and back, with different ends."""

    sender: Attachment
    receiver: Attachment
    carried: IpMtu
    other: IpMtu
    certain: bool


@dataclass(frozen=True, eq=False)
class MeasuredPair:
    """Two NICs of a network, *a* before *b* in fabric.yaml, and the sweeps between them that told a size, from *a* first."""

    view: NetworkView
    a: Attachment
    b: Attachment
    sweeps: tuple[Measurement, ...]

    @cached_property
    def route(self) -> Route | None:
        """All ways between the two; None where no cable joins them."""
        return self.view.route(self.a, self.b)

    @cached_property
    def worst(self) -> Measurement:
        """The sweep that carried least; of equals, one that shows that larger packets vanish."""
        return min(self.sweeps, key=lambda one: (_bytes(one.carried), not one.limited))

    @property
    def carried(self) -> IpMtu:
        """The largest packet that every sweep got through."""
        return self.worst.carried or IpMtu(0)

    @property
    def limited(self) -> bool:
        """Whether larger packets vanish: else nothing larger was tried."""
        return self.worst.limited

    @cached_property
    def ways(self) -> tuple[OneWay, OneWay]:
        """What the direction from *a* carries, and what the one from *b* does."""
        forth = [one.there if self._from_a(one) else one.back for one in self.sweeps]
        back = [one.back if self._from_a(one) else one.there for one in self.sweeps]
        return _join(forth), _join(back)

    def _from_a(self, one: Measurement) -> bool:
        return (one.sender.host, one.sender.name) == (self.a.nic.host, self.a.nic.name)

    @cached_property
    def narrow_way(self) -> "NarrowWay | None":
        """Where the two directions differ, the one that carries less."""
        forth, back = self.ways
        for sender, receiver, own, other in ((self.a, self.b, forth, back), (self.b, self.a, back, forth)):
            if own.high is not None and own.low <= own.high < other.low:
                return NarrowWay(sender, receiver, own.high, other.low, certain=True)
        more = max((one.carried for one in self.sweeps if one.carried), default=self.carried)
        if self.limited and self.carried < more:
            ends = (self.a, self.b) if self._from_a(self.worst) else (self.b, self.a)
            return NarrowWay(*ends, self.carried, more, certain=False)
        return None

    @cached_property
    def walks(self) -> tuple[Walk, ...]:
        """The single ways between the two; empty where they are cut off, or too many to be told."""
        if self.route is None or self.route.repairs:
            return ()
        found = walks(self.route, self.a.steps, self.b.steps)
        return tuple(found) if len(found) < MAX_WALKS else ()

    @cached_property
    def sure(self) -> frozenset[PortRef]:
        """The ports that every way crosses, so that what was measured surely crossed them."""
        crossed = [frozenset(hop.ref for hop in walk) for walk in self.walks]
        return frozenset.intersection(*crossed) if crossed else frozenset()

    @cached_property
    def explaining(self) -> tuple[Hop, ...]:
        """The ports whose configured size is the one that was measured; none where nothing larger was tried."""
        if not self.limited or self.route is None:
            return ()
        hops = {hop.ref: hop for hop in self.route.hops}.values()
        return tuple(hop for hop in hops if hop.size and hop.size.low <= self.carried <= hop.size.high)

    def size_of(self, hop: Hop) -> IpMtuRange | None:
        """Return what a port of the way carries, by its configuration and by what was measured across it."""
        if hop.size is None or hop.ref not in self.sure or self.carried <= hop.size.low:
            return hop.size
        return IpMtuRange(min(self.carried, hop.size.high), hop.size.high)

    @cached_property
    def known(self) -> IpMtuRange | None:
        """The smallest size over the ports whose size is known, where it is open as far as the measurement leaves it so."""
        if self.route is None or self.route.known is None:
            return None
        known = self.route.known
        sizes = [size for hop in self.route.hops if (size := self.size_of(hop))]
        low = min((size.low for size in sizes), default=known.low)
        high = min(known.high, self.carried) if self.limited and low <= self.carried else known.high
        return IpMtuRange(min(low, high), high)


@dataclass(frozen=True, slots=True)
class MeasuredPairs:
    """The measured pairs of a scene, by network and by the NICs' places in it."""

    by_network: Mapping[str, Mapping[tuple[int, int], MeasuredPair]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[MeasuredPair]:
        """Yield each pair, networks and NICs in fabric.yaml order."""
        for pairs in self.by_network.values():
            yield from pairs.values()

    def of(self, view: NetworkView) -> Mapping[tuple[int, int], MeasuredPair]:
        """Return a network's pairs."""
        return self.by_network.get(view.network.name, {})

    def between(self, view: NetworkView, one: Attachment, other: Attachment) -> MeasuredPair | None:
        """Return the measured pair of two NICs, or None."""
        return self.of(view).get((min(one.index, other.index), max(one.index, other.index)))


def measured_pairs(scene: Scene) -> MeasuredPairs:
    """Return the pairs of NICs of which a sweep told a size."""
    sweeps: dict[str, dict[tuple[int, int], list[Measurement]]] = {}
    views = {view.network.name: view for view in scene.views}
    places = {
        name: {(one.nic.host, one.nic.name): one.index for one in view.attachments}
        for name, view in views.items()
    }
    for one in scene.measurements:
        ends = [places[one.network][nic.host, nic.name] for nic in (one.sender, one.receiver)]
        if one.carried is not None:
            # From the first of the two comes first.
            found = sweeps.setdefault(one.network, {}).setdefault((min(ends), max(ends)), [])
            found.insert(0 if ends[0] < ends[1] else len(found), one)
    return MeasuredPairs(
        {
            name: {
                key: MeasuredPair(
                    view, view.attachments[key[0]], view.attachments[key[1]], tuple(sweeps[name][key])
                )
                for key in sorted(sweeps[name])
            }
            for name, view in views.items()
            if name in sweeps
        }
    )


def _bytes(size: IpMtu | None) -> int:
    return size.bytes if size is not None else 0


def _join(found: list[OneWay]) -> OneWay:
    """Return what several sweeps know of one direction; where they contradict each other, *low* is above *high*."""
    highs = [one.high for one in found if one.high is not None]
    return OneWay(max(one.low for one in found), min(highs, default=None))
