"""A host's NIC sends packets larger than the switches between it and another NIC carry.

## What it checks
For every pair of NICs of a network: neither NIC's IP MTU is above what the path's switch ports carry.

## Why it matters
A NIC sends what its IP MTU allows. TCP agrees on the smaller of two NICs, never on what lies between them, so where both
NICs exceed the path each full-size packet vanishes silently: an error. Where only one does, TCP's MSS saves the pair
and UDP, SMB Direct fallbacks and later changes do not: a warning.

## How it is decided
The NIC's IP MTU (Windows: `NlMtu`, else `*JumboPacket` − 14; Linux: `mtu`) is compared with the smallest switch port
over all ways to each other NIC. All-active alternatives all count: a packet may take any of them. The message names the
limiting ports and whether they are at their hardware maximum: then only the NIC can change.

`caused_by` names a path-below-intent finding where raising that port would cure this one too.

## Example that fails
Two NICs with `*JumboPacket` 9614 (IP MTU 9600) over a PowerConnect 8132 at `mtu 9216`: 9600 is above 9198.

## Example that passes
The same NICs with `*JumboPacket` 9014: 9000 is below 9194.

## Fix and its safety
Lower the NIC's jumbo setting to the path, 9014 for a 9216-byte switch. Setting it restarts the NIC: disruptive.
Lower hosts before switches.

## Limits
A port of unknown size makes the answer unknown, unless a known port is exceeded already.

## References
RFC 879 and RFC 9293 clause 3.7.1 for the MSS. Microsoft, standardized keywords for jumbo frames.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.measured import MeasuredPair, measured_pairs
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.routes import Route, passes
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, Group, NetworkView, Relation
from fabric_check.model.outcome import (
    Answer,
    Evidence,
    Finding,
    Gap,
    NotApplicable,
    Pass,
    Severity,
    Subject,
    Unknown,
)
from fabric_check.model.units import IpMtu, IpMtuRange
from fabric_check.rules import mtu101_path_below_intent as mtu101
from fabric_check.rules import words

Raised = Mapping[PortRef, IpMtu]


@dataclass(frozen=True, slots=True)
class _Known:
    """What else is known: pairs that were measured, and what ports below some network's intent will carry once mended."""

    measured: Mapping[tuple[int, int], MeasuredPair]
    raised: Raised


@dataclass(slots=True)
class _Excess:
    """Where one NIC exceeds: the worst way, how many pairs, and whether some pair exceeds at both ends.

    *limit* is what the ports carry at most, or what was measured where they leave it open.
    """

    view: NetworkView
    nic: Attachment
    partner: Attachment
    limit: IpMtu
    pairs: int = 0
    both: bool = False
    curable: bool = True
    spare: bool = True


@dataclass(slots=True)
class _Verdict:
    """What is known of one NIC over all its networks."""

    excesses: list[_Excess] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    unknown_pairs: int = 0
    judged: bool = False


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each NIC, once for all its networks: one setting repairs them all."""
    verdicts: dict[Subject, _Verdict] = {}
    for view in scene.views:
        _network(verdicts, view, _Known(scene.once(measured_pairs).of(view), scene.once(mtu101.raised)))
    for subject, verdict in verdicts.items():
        if verdict.excesses:
            yield _finding(scene, subject, verdict.excesses)
        elif verdict.gaps:
            yield Unknown(subject, tuple(verdict.gaps), verdict.unknown_pairs)
        elif verdict.judged:
            yield Pass(subject)
        else:
            yield NotApplicable(subject, "no switch lies between it and another NIC")


def _network(verdicts: dict[Subject, _Verdict], view: NetworkView, known: _Known) -> None:
    """Add what one network says of its NICs."""
    for attachment in view.attachments:
        verdicts.setdefault(words.port(attachment.ref), _Verdict())
    judged: set[int] = set()
    for relation in view.relations:
        if relation.route is not None and (relation.route.access or relation.route.trunks):
            for group, other in relation.sides():
                judged.add(id(group))
                _compare(verdicts, view, known, relation, group, other)
    for group in view.groups:
        for member in group.members if id(group) in judged else ():
            verdicts[words.port(member.ref)].judged = True


def _compare(
    verdicts: dict[Subject, _Verdict],
    view: NetworkView,
    known: _Known,
    relation: Relation,
    group: Group,
    other: Group,
) -> None:
    """Add what one kind of pair says of a group's NICs; only where something is wrong, each is looked at by itself."""
    mtu, route = group.members[0].state.mtu, relation.route
    if route is None:
        return
    limit = route.known
    exceeds = mtu is not None and limit is not None and mtu.ip_mtu > limit.high
    undecided = mtu is None or bool(route.gaps) or (limit is not None and mtu.ip_mtu > limit.low)
    for member in group.members if exceeds or undecided else ():
        verdict = verdicts[words.port(member.ref)]
        partner = other.partner(member)
        own = view.route(member, partner) if partner else None
        if partner is None or own is None:
            continue
        if exceeds:
            _exceeds(verdict, known, view, member, partner, own, other.partners(member), own.known)
            continue
        left = other.partners(member)
        for pair, far in _measured(known, member, other):
            left -= _settled(verdict, known, pair, member, far)
        if left > 0:
            verdict.gaps.extend(_gaps(view, member, own))
            verdict.unknown_pairs += left


def _measured(known: _Known, nic: Attachment, other: Group) -> Iterator[tuple[MeasuredPair, Attachment]]:
    """Yield the measured pairs of a NIC with the members of a group."""
    for far in other.members if known.measured else ():
        pair = known.measured.get((min(nic.index, far.index), max(nic.index, far.index)))
        if pair is not None:
            yield pair, far


def _settled(verdict: _Verdict, known: _Known, pair: MeasuredPair, nic: Attachment, far: Attachment) -> bool:
    """Return whether a measurement tells if the NIC's packets pass; where they do not, add that."""
    mtu, size, route = nic.state.mtu, pair.known, pair.route
    if mtu is None or size is None or route is None or route.gaps:
        return False
    if mtu.ip_mtu > size.high:
        _exceeds(verdict, known, pair.view, nic, far, route, 1, size)
    return mtu.ip_mtu > size.high or mtu.ip_mtu <= size.low


def _gaps(view: NetworkView, nic: Attachment, route: Route) -> Iterable[Gap]:
    """Return why it cannot be said whether a NIC's packets pass."""
    mtu = nic.state.mtu
    if mtu is None:
        return (words.nic_mtu_gap(nic),)
    if route.gaps:
        return route.gaps
    return [words.size_gap(view.fabric, hop) for hop in route.hops if hop.size and mtu.ip_mtu > hop.size.low]


def _exceeds(
    verdict: _Verdict,
    known: _Known,
    view: NetworkView,
    nic: Attachment,
    partner: Attachment,
    route: Route,
    pairs: int,
    size: IpMtuRange | None,
) -> None:
    mtu, other = nic.state.mtu, partner.state.mtu
    if mtu is None or size is None:
        return
    excess = next((one for one in verdict.excesses if one.view is view), None)
    if excess is None:
        excess = _Excess(view, nic, partner, size.high)
        verdict.excesses.append(excess)
    if size.high < excess.limit:
        excess.partner, excess.limit = partner, size.high
    excess.pairs += pairs
    excess.both |= other is not None and other.ip_mtu > size.high
    excess.curable &= _cured(known.raised, view, route, mtu.ip_mtu)
    excess.spare &= bool(route.ways.spare) and passes(route.best, mtu.ip_mtu)


def _limiting(raised: Raised, view: NetworkView, route: Route, *, repaired: bool) -> list[Hop]:
    """Return the ports of a route that carry the least; *repaired*: once those below an intent are raised."""
    sizes = [
        (_repaired(raised, view, hop) if repaired else hop.size.high, hop)
        for hop in route.hops
        if hop.size is not None
    ]
    smallest = min((size for size, _ in sizes), default=None)
    return [hop for size, hop in sizes if size == smallest]


def _cured(raised: Raised, view: NetworkView, route: Route, ip_mtu: IpMtu) -> bool:
    """Return whether raising each port that is below an intent, as far as it can go, would make this packet pass."""
    return all(ip_mtu <= _repaired(raised, view, hop) for hop in route.hops if hop.size is not None)


def _repaired(raised: Raised, view: NetworkView, hop: Hop) -> IpMtu:
    """Return what a port carries once what is wrong with it is mended; else what it carries as it is.

    A port below the intent of any network that crosses it is raised to its hardware's maximum, a member to its port-channel.
    """
    facts = view.fabric.switches[hop.ref.device]
    if hop.size is None or facts.profile is None or hop.port is None:
        return hop.size.high if hop.size is not None else view.network.ip_mtu
    own = facts.port_ip_mtu(hop.port, view.network.vlan) or hop.size
    asked = max(raised.get(hop.ref, IpMtu(0)), view.network.ip_mtu)
    if own.high >= asked:
        return own.high
    maximum = facts.profile.mtu.maximum.value
    most = facts.profile.mtu.ip_mtu(maximum, tagged=hop.tagged).high if maximum is not None else asked
    return max(asked, most)


def _cause(raised: Raised, view: NetworkView, hops: list[Hop], limit: IpMtu) -> tuple[str, Subject] | None:
    """Return the finding on a limiting port whose repair lets the packet pass."""
    for hop in hops:
        if hop.narrow is not None:
            return ("MTU106", Subject("port", hop.ref.device, hop.narrow.name))
        if hop.ref in raised:
            return ("MTU101", words.mtu_subject(hop))
        if hop.size and limit < min(hop.size.high, view.network.ip_mtu) and _can_be_raised(view, hop):
            return ("MTU201", words.mtu_subject(hop))
    return None


def _can_be_raised(view: NetworkView, hop: Hop) -> bool:
    profile = view.fabric.switches[hop.ref.device].profile
    maximum = profile.mtu.maximum.value if profile else None
    return (
        maximum is not None
        and hop.port is not None
        and hop.port.mtu is not None
        and hop.port.mtu.value < maximum
    )


def _finding(scene: Scene, subject: Subject, excesses: list[_Excess]) -> Finding:
    worst = min(excesses, key=lambda excess: excess.limit)
    route = worst.view.route(worst.nic, worst.partner)
    curable = all(excess.curable for excess in excesses)
    raised = scene.once(mtu101.raised)
    hops = _limiting(raised, worst.view, route, repaired=not curable) if route else []
    shown = max(hops, key=lambda hop: hop.size.high if hop.size else IpMtu(0))
    spare = all(excess.spare for excess in excesses)
    both = any(excess.both for excess in excesses) and not spare
    consequence = (
        "full-size packets vanish silently" if both else "only TCP's MSS keeps such packets off the path"
    )
    if spare:
        consequence = "another way is wide enough, so they vanish after failover"
    cause = _cause(raised, worst.view, hops, worst.limit)
    return Finding(
        Severity.ERROR if both else Severity.WARNING,
        subject,
        tuple(excess.view.network.name for excess in excesses),
        f"{subject.interface} sends IP packets of up to {words.nic_words(worst.nic)}, but "
        f"{words.ports(hop.ref for hop in hops)} on the way to {worst.partner.ref} can carry at most "
        f"{shown.size} ({words.mtu_words(scene.fabric, shown)}): {consequence}.",
        (*words.nic_mtu_evidence(worst.nic), *_limit_evidence(scene, hops)),
        sum(excess.pairs for excess in excesses),
        words.basis(worst.nic),
        cause if curable else None,
    )


def _limit_evidence(scene: Scene, hops: list[Hop]) -> tuple[Evidence, ...]:
    order = sorted(hops, key=lambda hop: hop.ref.natural())
    return tuple(dict.fromkeys(item for hop in order for item in words.mtu_evidence(scene.fabric, hop)))
