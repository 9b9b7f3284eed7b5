"""A lossless network uses VLAN 1, or the default VLAN of a switch on its paths.

## What it checks
Networks that declare `roce` or `lossless` have a VLAN of their own.

## Why it matters
Ports send their default VLAN untagged, and an untagged frame has no priority; every port that nobody configured is in it.

## How it is decided
The network's `vlan` is 1, or what `default vlan-id` says on a switch that one of its paths crosses.

## Example that fails
`smb-a: {vlan: 1, ip_mtu: 9000, roce: {priority: 3}}`

## Example that passes
`smb-a: {vlan: 110, ip_mtu: 9000, roce: {priority: 3}}`

## Fix and its safety
Move the network to a VLAN of its own: a change on every host and switch of it.

## Limits
Switches of unknown configuration are not asked for their default VLAN.

## References
IEEE 802.1Q clause 9.6 (default PVID 1).
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import NetworkView
from fabric_check.model.intent import Network
from fabric_check.model.outcome import Answer, Evidence, Finding, Pass, Severity, Subject
from fabric_check.model.source import Source

DEFAULT = 1


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each lossless network."""
    for view in scene.views:
        if view.network.lossless is not None:
            yield _network(view)


def subject(network: Network) -> Subject:
    """Return a network as a subject."""
    return Subject("network", name=network.name)


def default_of(view: NetworkView) -> list[str] | None:
    """Return the switches whose default VLAN a network uses, none where it is VLAN 1 all the same; None where it is not."""
    vlan = view.network.vlan
    moved = [
        name
        for name in sorted({ref.device for ref in view.uses})
        if view.fabric.switches[name].default_vlan == vlan
    ]
    return moved if moved or vlan == DEFAULT else None


def _network(view: NetworkView) -> Answer:
    network = view.network
    moved = default_of(view)
    if moved is None:
        return Pass(subject(network))
    whose = f"the default VLAN of {', '.join(moved)}" if moved else "the default VLAN"
    place = Source("fabric.yaml", network.place.line, network.name)
    return Finding(
        Severity.ERROR,
        subject(network),
        (network.name,),
        f"{network.name} is lossless and uses VLAN {network.vlan}, {whose}: its frames are untagged wherever nobody says "
        f"otherwise.",
        (Evidence(moved[0] if moved else "", place),),
        sum(relation.pairs for relation in view.relations),
    )
