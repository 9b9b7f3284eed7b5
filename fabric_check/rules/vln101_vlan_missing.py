"""A switch port on a network's path does not carry the network's VLAN.

## What it checks
On every cable between two NICs of a network, the switch port at each end carries the network's VLAN, tagged or untagged.

## Why it matters
Frames of a VLAN that a port does not carry are dropped at that port. Where it is one leg of several, traffic works until
the hash, or a failure, picks that leg.

## How it is decided
Where a pair of NICs is cut off, the ports whose repair joins it again by the fewest changes are named: an error. Where
the pair is joined by other cables, a cable of which one end carries the VLAN and the other does not is a warning: one
leg. A cable of which neither end carries it is pruned on purpose, as long as it cuts nobody off.

## Example that fails
```
interface Vlan 120
 tagged TenGigabitEthernet 0/1
```
on a switch whose uplink is TenGigabitEthernet 0/48: the uplink lacks VLAN 120.

## Example that passes
```
interface Vlan 120
 tagged TenGigabitEthernet 0/1,48
```

## Fix and its safety
Add the port to the VLAN (`tagged` on Force10, `switchport trunk allowed vlan add` on PowerConnect, after creating the
VLAN). Safe: no other VLAN changes. The link between VLT peers is in every VLAN that its switch has: a finding there goes
away with the first on the same switch.

## Limits
A port whose configuration is unknown is taken to carry the VLAN, and reported as unknown.

## References
IEEE 802.1Q clause 8.8.9 and 8.8.10 (member set, untagged set).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from fabric_check.fabric.hops import Hop, Step
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.trunks import Steps
from fabric_check.fabric.view import NetworkView
from fabric_check.model.outcome import Answer, Evidence, Finding, Pass, Severity, Subject, Unknown
from fabric_check.rules import vlan_lines, words


@dataclass(slots=True)
class _Lack:
    """A port that lacks the VLAN: on which cable, for how many pairs, and whether a spanning tree may hold it back."""

    step: Step
    hop: Hop
    pairs: int
    spare: bool


Lacks = dict[PortRef, _Lack]


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each switch port on a way of each network."""
    routed: dict[PortRef, list[tuple[NetworkView, _Lack]]] = {}
    for view in scene.views:
        cut, legs = _lacking(view)
        for ref, lack in cut.items():
            yield replace(_finding([(view, lack)], cut_off=True), cause=_joins_by_itself(view, ref, cut))
        for ref, lack in legs.items():
            if lack.hop.port is not None and not lack.hop.port.switching:
                routed.setdefault(ref, []).append((view, lack))
            elif ref not in cut:
                yield _finding([(view, lack)], cut_off=False)
        for ref, use in view.uses.items():
            if use.hop.gap is not None and use.hop.port is None:
                yield Unknown(words.port(ref), (use.hop.gap,), use.pairs)
            elif ref not in cut and ref not in legs:
                yield Pass(words.port(ref))
    for lacks in routed.values():
        # A port that switches nothing is repaired once, for all its networks.
        yield _finding(lacks, cut_off=False)


def _lacking(view: NetworkView) -> tuple[Lacks, Lacks]:
    """Return the ports that lack the VLAN and cut pairs off, and those that are one leg of several."""
    cut: Lacks = {}
    legs: Lacks = {}
    for relation in view.relations:
        route = relation.route
        if route is not None and route.repairs:
            _add(cut, [step for step in route.trunks if not step.usable], relation.pairs)
            for member, partner, pairs in relation.members():
                used = view.router.cheapest(member.steps, partner.steps)
                _add(cut, [step for step in used if not step.usable], pairs)
    for group in view.groups:
        # The cables of a NIC are further ways to the very same partners as its usable ones.
        if any(step.usable for step in group.members[0].steps):
            for member in group.members:
                lame = [step for step in member.steps if step.lacking and not step.down]
                if lame:
                    _add(legs, lame, view.partners(member), routed=True)
    for ways, pairs in view.legs.items():
        _add(legs, [step for step in ways.trunks if not step.usable], pairs, ways.spare, routed=True)
    return cut, legs


def _add(lacks: Lacks, steps: Iterable[Step], pairs: int, spare: Steps = (), *, routed: bool = False) -> None:
    """Note the ports that lack the VLAN; *routed*: those that are no switchports too, which no other rule names there."""
    seen: set[PortRef] = set()
    for step in steps:
        for hop in step.lacking:
            # A port that switches nothing, or lets a VLAN pass that nobody created, is another rule's finding.
            if hop.port is None or hop.allowed or not (routed or hop.port.switching):
                continue
            lack = lacks.setdefault(hop.ref, _Lack(step, hop, 0, spare=True))
            lack.spare &= step in spare
            # A port-channel with several cables is one port: a pair counts once.
            lack.pairs += 0 if hop.ref in seen else pairs
            seen.add(hop.ref)


def _finding(lacks: list[tuple[NetworkView, _Lack]], *, cut_off: bool) -> Finding:
    view, lack = lacks[0]
    ref = lack.hop.ref
    far = lack.step.cable.b if lack.step.cable.a == ref else lack.step.cable.a
    others = [other for other in lack.step.hops if other.ref != ref]
    carried = bool(others) and others[0].carries and others[0].gap is None
    end = f"its other end, {far}, does" if carried else f"at its other end is {far}"
    affected = sum(one.pairs for _, one in lacks)
    pairs = words.pairs(affected)
    leg = "after failover" if all(one.spare for _, one in lacks) else "one leg"
    result = f"{pairs} cut off" if cut_off else f"{leg}: {pairs} still joined by other cables"
    vlans = " and ".join(f"VLAN {each.network.vlan} of {each.network.name}" for each, _ in lacks)
    routed = lack.hop.port is not None and not lack.hop.port.switching
    why = "is no switchport, so it does not carry" if routed else "does not carry"
    return Finding(
        Severity.ERROR if cut_off else Severity.WARNING,
        words.port(ref),
        tuple(each.network.name for each, _ in lacks),
        f"{ref.interface} {why} {vlans}; {end} ({result}).{_nowhere(view, cut_off=cut_off)}",
        (*_own_line(view, lack.hop), *(item for other in others for item in _other_line(view, other))),
        affected,
        cause=("LNK103", words.port(ref)) if routed else None,
    )


def _nowhere(view: NetworkView, *, cut_off: bool) -> str:
    """Return the question that a VLAN raises which no switch has, though each one is known."""
    switches = view.fabric.switches.values()
    if not cut_off or any(facts.unknown or view.network.vlan in facts.vlans for facts in switches):
        return ""
    return f" No switch has VLAN {view.network.vlan}: is it the one that fabric.yaml means?"


def _joins_by_itself(view: NetworkView, ref: PortRef, cut: Lacks) -> tuple[str, Subject] | None:
    """Return the port whose repair makes the VLAN exist: the link between VLT peers is then in it without a line."""
    facts = view.fabric.switches[ref.device]
    own = facts.peer_domain is not None and facts.peer_domain.peer_link == ref.interface
    if not own or facts.ports_list_vlans or view.network.vlan in facts.vlans:
        return None
    others = sorted((one for one in cut if one.device == ref.device and one != ref), key=PortRef.natural)
    return ("VLN101", words.port(others[0])) if others else None


def _own_line(view: NetworkView, hop: Hop) -> tuple[Evidence, ...]:
    """Return the line to look at: where the VLAN's members are listed, else the port's own VLAN lines, else the port."""
    facts = view.fabric.switches[hop.ref.device]
    stanza = hop.port.stanza if hop.port else None
    own = vlan_lines.vlan_line(facts, hop.port, view.network.vlan) if hop.port else None
    listing = None if facts.ports_list_vlans else facts.vlans.get(view.network.vlan)
    return words.evidence(hop.ref.device, own or listing or stanza or facts.identity)


def _other_line(view: NetworkView, hop: Hop) -> tuple[Evidence, ...]:
    facts = view.fabric.switches[hop.ref.device]
    return words.evidence(
        hop.ref.device, vlan_lines.vlan_line(facts, hop.port, view.network.vlan) if hop.port else None
    )
