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
VLAN). Safe: no other VLAN changes.

## Limits
A port whose configuration is unknown is taken to carry the VLAN, and reported as unknown.

## References
IEEE 802.1Q clause 8.8.9 and 8.8.10 (member set, untagged set).
"""

from collections.abc import Iterator

from fabric_check.fabric.build import PortRef
from fabric_check.fabric.hops import Hop, Step
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import NetworkView
from fabric_check.model.outcome import Answer, Evidence, Finding, Pass, Severity, Unknown
from fabric_check.rules import words

ID, NAME = "VLN101", "vlan-missing"

Lack = dict[PortRef, tuple[Step, Hop, int]]


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each switch port on a way of each network."""
    for view in scene.views:
        cut, legs = _lacking(view)
        for ref, (step, hop, pairs) in cut.items():
            yield _finding(view, ref, step, hop, pairs, cut_off=True)
        for ref, (step, hop, pairs) in legs.items():
            if ref not in cut:
                yield _finding(view, ref, step, hop, pairs, cut_off=False)
        for ref, (hop, pairs) in view.uses.items():
            if hop.gap is not None and hop.port is None:
                yield Unknown(words.port(ref), (hop.gap,), pairs)
            elif ref not in cut and ref not in legs:
                yield Pass(words.port(ref))


def _lacking(view: NetworkView) -> tuple[Lack, Lack]:
    """Return the ports that lack the VLAN and cut pairs off, and those that are one leg of several."""
    cut: Lack = {}
    legs: Lack = {}
    for relation in view.relations:
        route = relation.route
        if route is None:
            continue
        trunks = [step for step in route.repairs if step in route.trunks]
        _add(cut, trunks, relation.pairs)
        for member, partner, pairs in relation.members():
            used = view.router.cheapest(member.steps, partner.steps)
            _add(cut, [step for step in used if route.repairs and not step.usable], pairs)
            if not route.repairs:
                _add(legs, [step for step in member.steps if not step.down], pairs)
        if not route.repairs:
            _add(legs, view.router.legs(relation.a.steps, relation.b.steps), relation.pairs)
    return cut, legs


def _add(lack: Lack, steps: list[Step] | tuple[Step, ...], pairs: int) -> None:
    for step in steps:
        for hop in step.lacking:
            # A port that switches nothing is another rule's finding: it is not a question of one VLAN.
            if hop.port is not None and hop.port.switching:
                lack[hop.ref] = (step, hop, pairs + lack.get(hop.ref, (step, hop, 0))[2])


def _finding(view: NetworkView, ref: PortRef, step: Step, hop: Hop, pairs: int, *, cut_off: bool) -> Finding:
    network = view.network
    far = step.cable.b if step.cable.a == ref else step.cable.a
    others = [other for other in step.hops if other.ref != ref]
    carried = bool(others) and others[0].carries and others[0].gap is None
    end = f"its other end, {far}, does" if carried else f"at its other end is {far}"
    result = (
        f"{words.pairs(pairs)} cut off"
        if cut_off
        else f"one leg: {words.pairs(pairs)} still joined by other cables"
    )
    facts = view.fabric.switches[ref.device]
    own = hop.port.vlan_lines[:1] if hop.port else ()
    source = (
        facts.vlans.get(network.vlan) or (own[0] if own else None) or (hop.port.stanza if hop.port else None)
    )
    lines = words.evidence(ref.device, source or facts.identity)
    other_lines = tuple(
        Evidence(other.ref.device, line)
        for other in others
        if other.port
        for line in other.port.vlan_lines[:1]
    )
    return Finding(
        ID,
        NAME,
        Severity.ERROR if cut_off else Severity.WARNING,
        words.port(ref),
        ref.device,
        ref.interface,
        (network.name,),
        f"{ref.interface} does not carry VLAN {network.vlan} of {network.name}; {end} ({result}).",
        (*lines, *other_lines),
        pairs,
    )
