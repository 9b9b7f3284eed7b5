"""A switch port that a network's path needs is shut, or is not a switchport.

## What it checks
Where a pair of NICs is joined only by way of a port that is administratively down or routed, that port is named.

## Why it matters
Nothing passes a shut port. On Force10 a port is shut and routed until somebody says `no shutdown` and `switchport`.

## How it is decided
A port with `shutdown` is down; on Force10 so is one with neither `shutdown` nor `no shutdown`. A Force10 port without
`switchport` carries no VLAN. A way whose VLANs alone need repair is preferred to one with a shut port; a shut port
beside a way that works is silent: somebody may have meant it.

## Example that fails
```
interface TenGigabitEthernet 0/48
 switchport
 shutdown
```

## Example that passes
```
interface TenGigabitEthernet 0/48
 switchport
 no shutdown
```

## Fix and its safety
`no shutdown`, or `switchport`, once it is known why it was not there. Safe for other ports.

## Limits
The configured state only; a link that is down for want of a cable is seen by measurement, not here.

## References
Dell Force10 command reference, `shutdown`, `switchport`.
"""

from collections.abc import Iterator

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import NetworkView
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Unknown
from fabric_check.model.switch import Port
from fabric_check.rules import words

Need = dict[PortRef, tuple[Hop, Port, int, list[str]]]


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each switch port on a way, once for all networks."""
    needs: Need = {}
    answers: dict[PortRef, Answer] = {}
    for view in scene.views:
        _collect(view, needs)
        for ref, use in view.uses.items():
            gap = use.hop.gap if use.hop.port is None else None
            answers[ref] = Unknown(words.port(ref), (gap,), use.pairs) if gap else Pass(words.port(ref))
    for ref, (_, port, pairs, networks) in needs.items():
        answers[ref] = _finding(ref, port, pairs, networks)
    yield from answers.values()


def _collect(view: NetworkView, needs: Need) -> None:
    for relation in view.relations:
        if relation.route is None or not relation.route.repairs:
            continue
        trunks = [step for step in relation.route.repairs if step in relation.route.trunks]
        for step in trunks:
            _add(view, needs, step.hops, relation.pairs)
        for member, partner, pairs in relation.members():
            for step in view.router.cheapest(member.steps, partner.steps):
                if not step.usable:
                    _add(view, needs, step.hops, pairs)


def _add(view: NetworkView, needs: Need, hops: tuple[Hop, ...], pairs: int) -> None:
    for hop in hops:
        if hop.port is not None and (not hop.up or not hop.port.switching):
            _, _, before, networks = needs.get(hop.ref, (hop, hop.port, 0, []))
            if view.network.name not in networks:
                networks = [*networks, view.network.name]
            needs[hop.ref] = (hop, hop.port, before + pairs, networks)


def _finding(ref: PortRef, port: Port, pairs: int, networks: list[str]) -> Finding:
    states = [] if port.up else ["shut" if port.down_line else "shut (no line says `no shutdown`)"]
    states += [] if port.switching else ["not a switchport"]
    return Finding(
        Severity.ERROR,
        words.port(ref),
        tuple(networks),
        f"{ref.interface} is {' and '.join(states)}, and {', '.join(networks)} needs it ({words.pairs(pairs)} cut off).",
        words.evidence(ref.device, port.down_line or port.stanza),
        pairs,
    )
