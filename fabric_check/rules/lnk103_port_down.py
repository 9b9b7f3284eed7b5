"""A port that a network's path needs is shut, or is not a switchport; or a NIC of it is disabled, or has no link.

## What it checks
Where a pair of NICs is joined only by way of a port that is administratively down or routed, that port is named. So is
a host's interface that all frames of a NIC pass and that is disabled, and a NIC none of whose uplinks has a link.

## Why it matters
Nothing passes a shut port. On Force10 a port is shut and routed until somebody says `no shutdown` and `switchport`.

## How it is decided
A port with `shutdown` is down; on Force10 so is one with neither `shutdown` nor `no shutdown`. A Force10 port without
`switchport` carries no VLAN. A way whose VLANs alone need repair is preferred to one with a shut port; a shut port
beside a way that works is silent: somebody may have meant it. So is one uplink of several.

Of a host counts what its facts say: `Status` and `MediaConnectState` of Windows, the flags of `ip link` on Linux.

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
Of switches the configured state only; a link that is down for want of a cable is seen at a host, or by measurement.

## References
Dell Force10 command reference, `shutdown`, `switchport`.
"""

from collections.abc import Iterator

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.host import NO_LINK, NicOff
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject, Unknown
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
    for ref, (hop, port, pairs, networks) in needs.items():
        answers[ref] = _finding(scene, hop, port, pairs, networks)
    yield from answers.values()
    yield from _hosts(scene)


def _hosts(scene: Scene) -> Iterator[Answer]:
    """Answer for each host's interface that keeps every frame of a NIC back, once for all networks."""
    kept: dict[tuple[str, ...], list[tuple[NetworkView, Attachment]]] = {}
    for view in scene.views:
        for attachment in view.attachments:
            if attachment.state.off and view.partners(attachment):
                names = (attachment.nic.host, *(one.interface for one in attachment.state.off))
                kept.setdefault(names, []).append((view, attachment))
    for (host, *off_names), uses in kept.items():
        off = uses[0][1].state.off
        networks = tuple(dict.fromkeys(view.network.name for view, _ in uses))
        pairs = sum(view.partners(one) for view, one in uses)
        how = " and ".join(dict.fromkeys(one.how for one in off))
        yield Finding(
            Severity.ERROR,
            Subject("port", host, off[0].interface),
            networks,
            f"{' and '.join(off_names)} {'is' if len(off) == 1 else 'are'} {how}, and {', '.join(networks)} "
            f"{'needs' if len(networks) == 1 else 'need'} {'it' if len(off) == 1 else 'one of them'} "
            f"({words.pairs(pairs)} cut off).",
            words.evidence(host, *(one.evidence() for one in off if one.evidence)),
            pairs,
            cause=_shut_beyond(off, uses),
        )


def _shut_beyond(
    off: tuple[NicOff, ...], uses: list[tuple[NetworkView, Attachment]]
) -> tuple[str, Subject] | None:
    """Return the shut switch port that takes a NIC's link away."""
    shut = [hop.ref for _, one in uses for step in one.steps for hop in step.down]
    lost = all(one.how == NO_LINK for one in off)
    return ("LNK103", words.port(shut[0])) if lost and shut else None


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


def _finding(scene: Scene, hop: Hop, port: Port, pairs: int, networks: list[str]) -> Finding:
    ref, lines = hop.ref, [port.down_line or port.stanza]
    states = [] if port.up else ["shut" if port.down_line else "shut (no line says `no shutdown`)"]
    states += [] if port.switching else ["not a switchport"]
    if not states:
        members = scene.fabric.members(ref)
        states = [f"down: its members {' and '.join(member.name for member in members)} are shut"]
        lines = [member.down_line or member.stanza for member in members]
    return Finding(
        Severity.ERROR,
        words.port(ref),
        tuple(networks),
        f"{ref.interface} is {' and '.join(states)}, and {', '.join(networks)} "
        f"{'needs' if len(networks) == 1 else 'need'} it ({words.pairs(pairs)} cut off).",
        words.evidence(ref.device, *lines),
        pairs,
    )
