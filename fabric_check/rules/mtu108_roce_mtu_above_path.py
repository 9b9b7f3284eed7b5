"""A NIC's RDMA MTU, with its headers, does not fit the path of its RoCE network.

## What it checks
On networks that declare `roce`: the RDMA MTU of each NIC, where it is known, plus 60 bytes of IPv4, UDP, BTH, RETH and
ICRC, is at most what the path carries.

## Why it matters
RDMA splits messages by its own MTU, not by the NIC's jumbo size. Where that does not fit the path, every full RDMA packet
is dropped and SMB Direct falls back or stalls.

## How it is decided
`*NetworkDirectRoCEFrameSize`, or `RoceMaxFrameSize` on ConnectX-3: 256 to 4096. Linux takes the NIC's own MTU − 96, rounded
down to 256, 512, 1024, 2048 or 4096; where that does not fit, neither does the NIC's MTU, and MTU102 is the cause. A RoCE v2 write of m bytes is an IP packet
of m + 60: 20 IPv4, 8 UDP, 12 BTH, 16 RETH, m, 4 ICRC. 4096 needs an IP MTU of 4156.

## Example that fails
`*NetworkDirectRoCEFrameSize` 4096 over switch ports that carry 1500.

## Example that passes
1024 over the same ports: 1084 fits 1500.

## Fix and its safety
Raise the path, or lower the RDMA MTU. Setting it restarts the NIC: disruptive.

## Limits
A Windows driver without either keyword does not state its RDMA MTU, and is not judged.

## References
InfiniBand Architecture Specification, annex A17 (RoCE v2) and clause 9.2 (BTH, RETH, ICRC). Linux: iboe_get_mtu in
include/rdma/ib_addr.h.
"""

from collections.abc import Iterator

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.routes import Route
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, Group, NetworkView
from fabric_check.model.host import RdmaMtu
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject
from fabric_check.model.units import IpMtu
from fabric_check.rules import mtu101_path_below_intent as mtu101
from fabric_check.rules import words

HEADERS = 60
"""IPv4 20, UDP 8, BTH 12, RETH 16, ICRC 4."""


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each NIC of a RoCE network whose RDMA MTU is known."""
    answers: dict[Subject, Answer] = {}
    for view in scene.views:
        if view.network.lossless is None or not view.network.lossless.rdma:
            continue
        for group, ways in _narrowest_first(view):
            for member in group.members:
                for rdma in member.state.rdma:
                    answer = _nic(view, ways, member, rdma)
                    if not isinstance(answers.get(answer.subject), Finding):
                        answers[answer.subject] = answer
    yield from answers.values()


def _narrowest_first(view: NetworkView) -> Iterator[tuple[Group, list[tuple[Route, Group]]]]:
    """Yield each group with its ways and the group at their other end, the narrowest first."""
    found: dict[int, list[tuple[Route, Group]]] = {}
    for relation in view.relations:
        for group, other in relation.sides() if relation.route and relation.route.known else ():
            if relation.route:
                found.setdefault(id(group), []).append((relation.route, other))
    for group in view.groups:
        ways = found.get(id(group), [])
        if ways:
            yield group, sorted(ways, key=lambda way: way[0].known.high if way[0].known else IpMtu(0))


def _nic(view: NetworkView, ways: list[tuple[Route, Group]], nic: Attachment, rdma: RdmaMtu) -> Answer:
    subject = Subject("port", nic.nic.host, rdma.interface)
    needs = IpMtu(rdma.bytes + HEADERS)
    narrow = [(known, other) for route, other in ways if (known := route.known) and needs > known.high]
    if not narrow:
        return Pass(subject)
    partner = narrow[0][1].partner(nic)
    route = (view.route(nic, partner) if partner else None) or ways[0][0]
    known = narrow[0][0]
    limit = next(hop for hop in route.hops if hop.size is not None and hop.size.high == known.high)
    pairs = sum(other.partners(nic) for _, other in narrow)
    return Finding(
        Severity.WARNING,
        subject,
        (view.network.name,),
        f"{rdma.interface} has an RDMA MTU of {rdma.bytes}, which needs {rdma.bytes} + {HEADERS} = {needs} bytes, but "
        f"{words.ports([limit.ref])} can carry at most {known} ({words.mtu_words(view.fabric, limit)}).",
        words.evidence(nic.nic.host, rdma.evidence() if rdma.evidence else None),
        pairs,
        cause=_cause(view, limit, needs) or (("MTU102", words.port(nic.ref)) if rdma.derived else None),
    )


def _cause(view: NetworkView, hop: Hop, needs: IpMtu) -> tuple[str, Subject] | None:
    """Return the finding on the limiting port whose repair makes these packets fit, where it surely does."""
    if hop.narrow is not None:
        return ("MTU106", Subject("port", hop.ref.device, hop.narrow.name))
    if mtu101.is_below(hop, view.network) and needs <= view.network.ip_mtu:
        return ("MTU101", words.mtu_subject(hop))
    return None
