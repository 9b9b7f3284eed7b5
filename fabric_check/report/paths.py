"""The report's paths: what each pair of NICs can send each other, and the ports that limit it."""

import hashlib
from collections.abc import Iterator

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.measured import MeasuredPair, MeasuredPairs
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.routes import Route
from fabric_check.fabric.silent import SilentPairs
from fabric_check.fabric.view import Attachment, NetworkView, Relation
from fabric_check.fabric.walks import Walk, narrowest, walks
from fabric_check.model.text import printable
from fabric_check.model.units import IpMtuRange
from fabric_check.report.schema import HopPart, PathMtuPart, PathPart, PlacePart

MAX_NICS_ONE_BY_ONE = 64
"""Up to this many NICs a network's paths are listed pair by pair; beyond, one entry for each distinct result."""


def paths(view: NetworkView, measured: MeasuredPairs, silent: SilentPairs) -> Iterator[PathPart]:
    """Yield a network's paths in fabric.yaml order."""
    ways = _Ways(view, measured, silent)
    if len(view.attachments) <= MAX_NICS_ONE_BY_ONE:
        for number, first in enumerate(view.attachments):
            for second in view.attachments[number + 1 :]:
                if first.nic.host != second.nic.host:
                    yield _path(view, ways, first, second, None)
        return
    distinct: dict[object, tuple[Relation, int]] = {}
    for relation in view.relations:
        route = relation.route
        key = (
            _verdict(view, route, relation.a, relation.b, None),
            route.size if route and not route.repairs else None,
            tuple(sorted((relation.a.sends, relation.b.sends))),
        )
        example, count = distinct.get(key, (relation, 0))
        distinct[key] = (example, count + relation.pairs)
    for example, count in distinct.values():
        yield _path(view, ways, example.a, example.b, count)


class _Ways:
    """Single ways, remembered for NICs on the same switches, and what was measured."""

    def __init__(self, view: NetworkView, measured: MeasuredPairs, silent: SilentPairs) -> None:
        self.view = view
        self.measured = measured
        self.silent = silent
        self.found: dict[object, tuple[Walk, int]] = {}

    def between(self, first: Attachment, second: Attachment, route: Route) -> tuple[Walk, int]:
        """Return a narrowest way, and how many others there are."""
        key = (first.steps, second.steps)
        if key not in self.found:
            all_ways = walks(route, first.steps, second.steps)
            self.found[key] = (narrowest(all_ways), max(0, len(all_ways) - 1))
        return self.found[key]


def _path(
    view: NetworkView, ways: _Ways, first: Attachment, second: Attachment, count: int | None
) -> PathPart:
    route = view.route(first, second)
    walk, alternatives = ways.between(first, second, route) if route else ((), 0)
    size = route.size if route and not route.repairs else None
    # An entry that stands for many pairs says nothing of a single one's measurement.
    measured = ways.measured.between(view, first, second) if count is None else None
    silent = count is None and (view.network.name, first.index, second.index) in ways.silent
    return PathPart(
        id=hashlib.sha256(f"{view.network.name}\0{first.ref}\0{second.ref}".encode()).hexdigest()[:10],
        network=view.network.name,
        from_=printable(str(first.ref)),
        to=printable(str(second.ref)),
        ip_mtu=PathMtuPart(
            required=view.network.ip_mtu.bytes,
            configured=size.low.bytes if size else None,
            configured_max=size.high.bytes if size else None,
            measured=measured.carried.bytes if measured else None,
            from_nic=_nic(first),
            to_nic=_nic(second),
        ),
        limits=_limits(route, size),
        hops=[_hop(hop) for hop in walk],
        alternatives=alternatives,
        verdict=_heard(_verdict(view, route, first, second, measured), silent=silent),
        count=count,
    )


def _nic(attachment: Attachment) -> int | None:
    return attachment.state.mtu.ip_mtu.bytes if attachment.state.mtu else None


def _limits(route: Route | None, size: IpMtuRange | None) -> list[PlacePart]:
    """Return every port whose size is the smallest, by device and port."""
    if route is None or size is None:
        return []
    refs = {hop.ref for hop in route.hops if hop.size is not None and hop.size.low == size.low}
    return [place(ref) for ref in sorted(refs, key=PortRef.natural)]


def place(ref: PortRef) -> PlacePart:
    """Return a port as the report writes it."""
    return PlacePart(device=ref.device, interface=printable(ref.interface))


def _hop(hop: Hop) -> HopPart:
    return HopPart(
        device=hop.ref.device,
        interface=printable(hop.ref.interface),
        tagged=hop.tagged if hop.port is not None else None,
        ip_mtu=hop.size.low.bytes if hop.size else None,
    )


def _heard(verdict: str, *, silent: bool) -> str:
    """Return ``unknown`` where nothing came back on a way that is right by configuration: it may be broken."""
    return "unknown" if silent and verdict == "ok" else verdict


def _kept_back(view: NetworkView, nic: Attachment) -> bool:
    """Return whether no frame of a NIC gets into the network: it is off, or no switch port takes frames as it tags them."""
    hops = [hop for step in nic.steps if step.usable for hop in step.hops]
    tag = nic.state.tag
    return bool(nic.state.off) or (
        tag is not None
        and bool(hops)
        and all(
            hop.port is not None and (view.network.vlan if hop.tagged else None) != tag.vlan for hop in hops
        )
    )


def _verdict(
    view: NetworkView,
    route: Route | None,
    first: Attachment,
    second: Attachment,
    measured: MeasuredPair | None,
) -> str:
    """Return ``ok`` where both NICs' packets, and those that the network needs, surely pass."""
    if route is None:
        return "unknown" if first.gap or second.gap else "broken"
    if route.repairs or _kept_back(view, first) or _kept_back(view, second):
        return "broken"
    sizes = [view.network.ip_mtu.bytes, *(size for size in (_nic(first), _nic(second)) if size is not None)]
    known = measured.known if measured else route.known
    carried = measured.carried.bytes if measured and measured.limited else None
    if (known is not None and max(sizes) > known.high.bytes) or (
        carried is not None and max(sizes) > carried
    ):
        return "limited"
    if any(size is not None and size < view.network.ip_mtu.bytes for size in (_nic(first), _nic(second))):
        return "limited"
    if (
        route.gaps
        or _nic(first) is None
        or _nic(second) is None
        or (known is not None and max(sizes) > known.low.bytes)
    ):
        return "unknown"
    return "ok"
