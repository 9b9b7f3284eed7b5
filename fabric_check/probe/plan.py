"""What to measure: ordered pairs of NICs, the sizes that the configurations let expect, and what cannot be. No I/O."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from fabric_check.fabric.routes import Route
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.folder.read import HostFacts
from fabric_check.model.host import NicState
from fabric_check.model.intent import Network
from fabric_check.probe.addresses import address
from fabric_check.probe.choose import Chooser

MEMBER_FLOWS = 8
"""Flows tried where a port-channel is on the way: of two members, 8 miss one in about 1 of 128 cases."""


@dataclass(frozen=True, slots=True)
class End:
    """A NIC to be measured from or to."""

    host: str
    nic: str
    address: str

    def __str__(self) -> str:
        """Return ``host:nic``."""
        return f"{self.host}:{self.nic}"


@dataclass(frozen=True, slots=True)
class Tag:
    """The tagged frames to send besides: VLAN and priority; *size*: also as long as an IP packet of so many bytes."""

    vlan: int
    pcp: int
    size: int | None


@dataclass(frozen=True, slots=True)
class Pair:
    """One ordered pair. *expected*: sizes to try first; *flows*: how many; *tag*: None where the sender does not tag."""

    network: str
    sender: End
    receiver: End
    expected: tuple[int, ...] = ()
    flows: int = 1
    tag: Tag | None = None

    def __str__(self) -> str:
        """Return what people call it."""
        return f"{self.network}: {self.sender} to {self.receiver}"


@dataclass(frozen=True, slots=True)
class NotProbed:
    """A NIC of a network that is neither measured from nor to, and why."""

    network: str
    nic: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Pairs in the order in which each host takes its own, and NICs that are left out."""

    pairs: tuple[Pair, ...]
    left_out: tuple[NotProbed, ...] = field(default=())

    def by_sender(self) -> dict[str, list[Pair]]:
        """Return each sending host's pairs."""
        found: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            found.setdefault(pair.sender.host, []).append(pair)
        return found


def plan(
    scene: Scene,
    facts: Mapping[str, HostFacts],
    chooser: Chooser,
    networks: Collection[str] = (),
    flows: int | None = None,
) -> Plan:
    """Return what to measure. *networks*: these alone; *flows*: for each pair, None: as many as its way asks for."""
    pairs: list[Pair] = []
    left_out: list[NotProbed] = []
    for view in scene.views:
        if networks and view.network.name not in networks:
            continue
        ends: dict[int, End] = {}
        for one in view.attachments:
            found = address(one.nic, view.network, one.state, facts.get(one.nic.host))
            if isinstance(found, str):
                ends[one.index] = End(one.nic.host, one.nic.name, found)
            else:
                left_out.append(NotProbed(view.network.name, str(one.ref), str(found)))
        known = [one for one in view.attachments if one.index in ends]
        pairs += [_pair(view, first, second, ends, flows) for first, second in chooser.choose(view, known)]
    return Plan(tuple(pairs), tuple(left_out))


def _pair(
    view: NetworkView, first: Attachment, second: Attachment, ends: Mapping[int, End], flows: int | None
) -> Pair:
    route = view.route(first, second)
    return Pair(
        view.network.name,
        ends[first.index],
        ends[second.index],
        tuple(expected(route, first, second, view.network)),
        flows or (MEMBER_FLOWS if _has_members(view, route) else 1),
        _tag(first.state, view.network),
    )


def expected(route: Route | None, first: Attachment, second: Attachment, network: Network) -> Iterator[int]:
    """Yield the sizes that the configurations let expect, the likeliest first.

    Both NICs and every port on the way limit; where a platform leaves its size open, either end of the range may be it.
    """
    nics = [size for size in (first.sends, second.sends) if size]
    known = route.known if route is not None and not route.repairs else None
    ports = dict.fromkeys((known.high.bytes, known.low.bytes)) if known else {}
    if ports:
        yield from dict.fromkeys(min([size, *nics]) for size in ports)
    elif nics:
        yield min(nics)
    else:
        yield network.ip_mtu.bytes


def _has_members(view: NetworkView, route: Route | None) -> bool:
    """Return whether a port-channel with several live members is on the way."""
    return route is not None and any(
        sum(member.up for member in view.fabric.members(hop.ref)) > 1 for hop in route.hops
    )


def _tag(state: NicState, network: Network) -> Tag | None:
    """Return the tagged frames that tell something: those of a sender whose own frames are tagged so."""
    if state.tag is None or state.tag.vlan != network.vlan:
        return None
    if network.lossless:
        return Tag(network.vlan, network.lossless.priority, network.ip_mtu.bytes)
    return Tag(network.vlan, network.priority or 0, None)
