"""What the rules on measurements share: what explains a measured size, pairs that one fault may explain, and words.

Blames nobody: a port explains a size where its own configuration says that size, and else nothing does.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.measured import MeasuredPair, measured_pairs
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.shared import Shared, crossed, share
from fabric_check.fabric.view import Attachment
from fabric_check.model.measured import Measurement
from fabric_check.model.outcome import Evidence, Subject
from fabric_check.model.text import printable
from fabric_check.model.units import IpMtu
from fabric_check.rules import words

MAX_LINES = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """What a measured pair means. *below*: it carries less than its network needs, and that is proven.

    *ports* and *nics* explain the size by what is configured. *hidden*: nothing does. *less*: it is less than everything on
    the way is configured for. *own*: the sender whose interface takes less than its facts say.
    """

    pair: MeasuredPair
    below: bool = False
    ports: tuple[Hop, ...] = ()
    nics: tuple[Attachment, ...] = ()
    hidden: bool = False
    less: bool = False
    own: Attachment | None = None


def readings(scene: Scene) -> tuple[Reading, ...]:
    """Return what each measured pair that is not cut off by configuration means."""
    pairs = scene.once(measured_pairs)
    return tuple(_read(pair) for pair in pairs if pair.route is not None and not pair.route.repairs)


def _read(pair: MeasuredPair) -> Reading:
    below = pair.carried < pair.view.network.ip_mtu
    if not pair.limited:
        return _read_clear(pair) if below else Reading(pair)
    nics = tuple(nic for nic in (pair.a, pair.b) if nic.state.mtu and nic.state.mtu.ip_mtu == pair.carried)
    if pair.explaining or nics:
        return Reading(pair, below, pair.explaining, nics)
    less = pair.carried < expected(pair) if _all_known(pair) else False
    return Reading(pair, below, hidden=below or less, less=less)


def _read_clear(pair: MeasuredPair) -> Reading:
    """Read a sweep that got everything through that it tried, which is less than the network needs."""
    sender = pair.a if pair.worst.sender == pair.a.nic else pair.b
    mtu = sender.state.mtu
    if pair.worst.local != pair.carried:
        return Reading(pair)
    if mtu is None or mtu.ip_mtu == pair.carried:
        return Reading(pair, below=True, nics=(sender,))
    if mtu.ip_mtu > pair.carried:
        return Reading(pair, below=True, hidden=True, less=True, own=sender)
    return Reading(pair)


def _all_known(pair: MeasuredPair) -> bool:
    gaps = pair.route.gaps if pair.route else ()
    return not gaps and pair.a.state.mtu is not None and pair.b.state.mtu is not None


def expected(pair: MeasuredPair) -> IpMtu:
    """Return what a pair carries at least by all that is configured on its way; the caller knows that all of it is known."""
    known = pair.route.known if pair.route else None
    sizes = [IpMtu(pair.a.sends), IpMtu(pair.b.sends), *([known.low] if known else [])]
    return min(sizes)


def hidden(scene: Scene) -> Sequence[Shared[Reading]]:
    """Return the readings that nothing configured explains, in lots that one fault may explain."""
    shown: dict[PortRef, IpMtu] = {}
    for pair in scene.once(measured_pairs):
        for ref in pair.sure | {pair.a.ref, pair.b.ref}:
            shown[ref] = max(shown.get(ref, pair.carried), pair.carried)

    def suspects(one: Reading) -> frozenset[PortRef]:
        if one.own is not None:
            return frozenset({one.own.ref})
        everything = crossed(one.pair.route, one.pair.a, one.pair.b)
        return frozenset(ref for ref in everything if shown.get(ref, one.pair.carried) <= one.pair.carried)

    alike: dict[object, list[Reading]] = {}
    for one in scene.once(readings):
        if one.hidden:
            narrow = one.pair.narrow_way is not None
            key = (one.pair.carried, one.below, one.less, narrow, one.own is not None)
            alike.setdefault(key, []).append(one)
    return tuple(lot for ones in alike.values() for lot in share(ones, suspects))


def subject(pair: MeasuredPair) -> Subject:
    """Return a pair as a subject."""
    return words.pair(pair.a, pair.b)


def networks(pairs: Sequence[MeasuredPair]) -> tuple[str, ...]:
    """Return the names of the pairs' networks, each once."""
    return tuple(dict.fromkeys(pair.view.network.name for pair in pairs))


def needs(pairs: Sequence[MeasuredPair]) -> str:
    """Return ``live-migration needs 9000``, for each network of the pairs."""
    found = dict.fromkeys((pair.view.network.name, pair.view.network.ip_mtu) for pair in pairs)
    return ", ".join(f"{name} needs {ip_mtu}" for name, ip_mtu in found)


def measured(pairs: Sequence[MeasuredPair]) -> str:
    """Return what was measured: ``packets of 9198 bytes get through from … to … and larger ones vanish``."""
    first = pairs[0]
    worst = first.worst
    return (
        f"packets of {first.carried} bytes get through from {_nic(worst, 0)} to {_nic(worst, 1)} and {_larger(worst)}"
        f"{words.more_pairs(len(pairs) - 1)}"
    )


def _nic(worst: Measurement, end: int) -> str:
    nic = (worst.sender, worst.receiver)[end]
    return printable(f"{nic.host}:{nic.name}")


def _larger(worst: Measurement) -> str:
    if not worst.limited:
        return "the sender's interface takes no larger ones"
    if worst.limited_by.startswith("router "):
        return f"larger ones are refused by {printable(worst.limited_by)}"
    return "larger ones vanish without a word" if worst.silent else "larger ones do not"


def evidence(pairs: Sequence[MeasuredPair]) -> tuple[Evidence, ...]:
    """Return the lines of the first few measurements that show it."""
    return tuple(
        Evidence(pair.worst.sender.host, pair.worst.find(("sweep", "ip_mtu"))) for pair in pairs[:MAX_LINES]
    )


def look_at(lot: Shared[Reading]) -> str:
    """Return the ports that all pairs of a lot cross and no better pair does; empty where that tells nothing."""
    if len(lot.things) == 1 or not lot.ports:
        return ""
    return f" What all of them cross, and no pair that carries more, is {words.ports(lot.ports)}."
