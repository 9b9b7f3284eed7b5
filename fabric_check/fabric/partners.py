"""Ports whose partner no switch bundles with: there is more than one, or it speaks no LACP. Which of their links there are is open.

One partner is one host, one port of a switch, or the two halves of a pair of peers. The halves of a shared port-channel have one
together. A port that is no port-channel has one cable; with several hosts at it, something that is not in fabric.yaml is taken to
lie between.
"""

from collections.abc import Collection, Iterable, Mapping

from fabric_check.fabric.peers import PeerPair
from fabric_check.fabric.ports import Cable, PortRef
from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.model.text import printable


def split(
    switches: Mapping[str, SwitchFacts],
    cables: Iterable[Cable],
    peers: Iterable[PeerPair],
    bundles: Mapping[PortRef, tuple[Port, ...]],
) -> Mapping[PortRef, str]:
    """Return, for each switch port that no partner bundles with, why it is not known which of its links there are.

    *bundles*: the port-channels' members.
    """
    partners: dict[PortRef, list[PortRef]] = {}
    for cable in cables:
        for ref, far in ((cable.a, cable.b), (cable.b, cable.a)):
            if ref.device in switches and far.device != ref.device and _switches(switches, far):
                partners.setdefault(ref, []).append(far)
    whole = _whole(switches, peers)
    ends: dict[object, set[PortRef]] = {}
    for ref, own in partners.items():
        ends.setdefault(whole.get(ref, ref), set()).update(own)
    found = {}
    for ref, own in partners.items():
        together = ends[whole.get(ref, ref)]
        if ref in bundles and not _is_one(together, switches, whole):
            found[ref] = (
                f"its links lead to {_named(together)}, and a port-channel has one partner: which come up is not known"
            )
        elif ref not in bundles and len(own) > 1 and any(one.device in switches for one in own):
            found[ref] = (
                f"its links lead to {_named(own)}, and a port has one cable: which it is is not known"
            )
        elif _speaks_lacp(ref, bundles) and (
            deaf := [far for far in own if _is_deaf(far, switches, bundles)]
        ):
            found[ref] = (
                f"its members speak LACP and {_named(deaf)} does not: which of its links come up is not known"
            )
    return found


def _speaks_lacp(ref: PortRef, bundles: Mapping[PortRef, tuple[Port, ...]]) -> bool:
    """Return whether a port is a port-channel that needs LACP of its partner (IEEE 802.1AX)."""
    members = bundles.get(ref, ())
    return bool(members) and all(member.lacp for member in members)


def _is_deaf(
    ref: PortRef, switches: Mapping[str, SwitchFacts], bundles: Mapping[PortRef, tuple[Port, ...]]
) -> bool:
    """Return whether a port is known to speak no LACP; one that is in no config may be anything."""
    facts = switches.get(ref.device)
    if facts is None or facts.unknown or (ref not in bundles and ref.interface not in facts.ports):
        return False
    return not any(member.lacp for member in bundles.get(ref, ()))


def _whole(switches: Mapping[str, SwitchFacts], peers: Iterable[PeerPair]) -> Mapping[PortRef, object]:
    """Return, for each half of a shared port-channel, what stands for the whole."""
    return {
        PortRef(device, name): (pair, number)
        for pair in peers
        for device in (pair.a, pair.b)
        if (domain := switches[device].peer_domain)
        for name, number in domain.lags.items()
    }


def _named(ends: Iterable[PortRef]) -> str:
    return " and ".join(printable(str(one)) for one in sorted(ends, key=PortRef.natural))


def _switches(switches: Mapping[str, SwitchFacts], ref: PortRef) -> bool:
    """Return whether a port may bundle at all; a routed one is a finding of its own."""
    facts = switches.get(ref.device)
    port = facts.ports.get(ref.interface, facts.unmentioned) if facts else None
    return port is None or port.switching


def _is_one(
    far: Collection[PortRef], switches: Mapping[str, SwitchFacts], whole: Mapping[PortRef, object]
) -> bool:
    """Return whether ports are, or may be, one partner: of a switch that is not known nobody can tell."""
    devices = {ref.device for ref in far}
    if any(device in switches and switches[device].unknown for device in devices):
        return True
    return len({whole.get(ref, ref) for ref in far}) == 1 or (
        len(devices) == 1 and not devices & switches.keys()
    )
