"""Pairs of switches that act as one towards port-channels: VLT (Force10) and vPC (PowerConnect)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fabric_check.fabric.ports import Cable, PortRef
from fabric_check.model.switch import SwitchFacts


@dataclass(frozen=True, slots=True)
class PeerPair:
    """Two peers, by name."""

    a: str
    b: str

    def link(self, switches: Mapping[str, SwitchFacts]) -> tuple[PortRef, PortRef] | None:
        """Return the ends of the link between the two, which their configs name; it need not be in fabric.yaml."""
        ends = [_peer_link(switches[device]) for device in (self.a, self.b)]
        return (ends[0], ends[1]) if ends[0] and ends[1] else None

    def halves(self, first: PortRef, second: PortRef, switches: Mapping[str, SwitchFacts]) -> bool:
        """Return whether two port-channels, one of each peer, are halves of one."""
        if {first.device, second.device} != {self.a, self.b}:
            return False
        numbers = [
            domain.lags.get(ref.interface) if (domain := switches[ref.device].peer_domain) else None
            for ref in (first, second)
        ]
        return numbers[0] is not None and numbers[0] == numbers[1]


def find_peers(switches: Mapping[str, SwitchFacts], cables: Iterable[Cable]) -> tuple[PeerPair, ...]:
    """Return the pairs: whose peer links are cabled to each other, else those that a port-channel of a third joins.

    Else the only two whose domain has one name: many racks number every pair's domain 1, so a name that more than two
    switches share tells nothing by itself.
    """
    pairs = []
    cables = tuple(cables)
    paired: set[str] = set()
    for cable in cables:
        ends = [_peer_link(switches[ref.device]) for ref in (cable.a, cable.b) if ref.device in switches]
        if ends == [cable.a, cable.b]:
            pairs.append(PeerPair(cable.a.device, cable.b.device))
            paired |= {cable.a.device, cable.b.device}
    for pair in _joined(switches, cables):
        if not paired & {pair.a, pair.b}:
            pairs.append(pair)
            paired |= {pair.a, pair.b}
    domains: dict[tuple[str, str], list[str]] = {}
    for facts in switches.values():
        if facts.peer_domain is not None and facts.profile is not None and facts.device not in paired:
            domains.setdefault((facts.profile.dialect, facts.peer_domain.name), []).append(facts.device)
    return (*pairs, *(PeerPair(*devices) for devices in domains.values() if len(devices) == 2))


def _joined(switches: Mapping[str, SwitchFacts], cables: Iterable[Cable]) -> Iterator[PeerPair]:
    """Yield two switches of one domain's name to whose halves of one number one port-channel leads, and to no third."""
    far: dict[PortRef, dict[PortRef, None]] = {}
    for cable in cables:
        for ref, other in ((cable.a, cable.b), (cable.b, cable.a)):
            if other.device in switches:
                far.setdefault(ref, {})[other] = None
    for ends in far.values():
        if len(ends) == 2:
            first, second = ends
            pair = PeerPair(first.device, second.device)
            domains = [switches[device].peer_domain for device in (pair.a, pair.b)]
            named = {domain.name for domain in domains if domain}
            if pair.a != pair.b and all(domains) and len(named) == 1 and pair.halves(first, second, switches):
                yield pair


def _peer_link(facts: SwitchFacts) -> PortRef | None:
    domain = facts.peer_domain
    return PortRef(facts.device, domain.peer_link) if domain and domain.peer_link else None
