"""Port-channels that fabric.yaml takes to more than one partner: no switch bundles such links, so which come up is open.

One partner is one host, one port of a switch, or the two halves of a pair of peers. The halves of a shared port-channel have one
together.
"""

from collections.abc import Iterable, Mapping

from fabric_check.fabric.peers import PeerPair
from fabric_check.fabric.ports import Cable, PortRef
from fabric_check.model.switch import SwitchFacts
from fabric_check.model.text import printable


def split(
    switches: Mapping[str, SwitchFacts],
    cables: Iterable[Cable],
    peers: Iterable[PeerPair],
    bundles: Iterable[PortRef],
) -> Mapping[PortRef, str]:
    """Return, for each port-channel of *bundles* with more than one partner, why it is not known which of its links come up."""
    pairs = tuple(peers)
    partners: dict[PortRef, list[PortRef]] = {ref: [] for ref in bundles}
    for cable in cables:
        for ref, far in ((cable.a, cable.b), (cable.b, cable.a)):
            if ref in partners and far.device != ref.device and _switches(switches, far):
                partners[ref].append(far)
    found = {}
    for ref, own in partners.items():
        halves = [other for other in partners if any(pair.halves(ref, other, switches) for pair in pairs)]
        ends = {*own, *(one for half in halves for one in partners[half])}
        if own and not _is_one(tuple(ends), switches, pairs):
            names = " and ".join(printable(str(one)) for one in sorted(ends, key=PortRef.natural))
            found[ref] = (
                f"its links lead to {names}, and a port-channel has one partner: which come up is not known"
            )
    return found


def _switches(switches: Mapping[str, SwitchFacts], ref: PortRef) -> bool:
    """Return whether a port may bundle at all; a routed one is a finding of its own."""
    facts = switches.get(ref.device)
    port = facts.ports.get(ref.interface, facts.unmentioned) if facts else None
    return port is None or port.switching


def _is_one(
    far: tuple[PortRef, ...], switches: Mapping[str, SwitchFacts], peers: tuple[PeerPair, ...]
) -> bool:
    """Return whether ports are, or may be, one partner: of a switch that is not known nobody can tell."""
    if len(far) == 1 or (len({ref.device for ref in far}) == 1 and far[0].device not in switches):
        return True
    if any(ref.device in switches and switches[ref.device].unknown for ref in far):
        return True
    return len(far) == 2 and any(pair.halves(far[0], far[1], switches) for pair in peers)
