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
from fabric_check.model.outcome import Answer, Evidence, Finding, Pass, Severity, Subject
from fabric_check.model.source import Source

ID, NAME = "VLN104", "roce-default-vlan"

DEFAULT = 1


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each lossless network."""
    for view in scene.views:
        if view.network.lossless is not None:
            yield _network(view)


def _network(view: NetworkView) -> Answer:
    network = view.network
    subject = Subject("network", name=network.name)
    switches = sorted({ref.device for ref in view.uses})
    moved = [name for name in switches if view.fabric.switches[name].default_vlan == network.vlan]
    if network.vlan != DEFAULT and not moved:
        return Pass(subject)
    whose = f"the default VLAN of {', '.join(moved)}" if moved else "the default VLAN"
    place = Source("fabric.yaml", network.place.line, network.name)
    return Finding(
        ID,
        NAME,
        Severity.ERROR,
        subject,
        None,
        None,
        (network.name,),
        f"{network.name} is lossless and uses VLAN {network.vlan}, {whose}: its frames are untagged wherever nobody says otherwise.",
        (Evidence(moved[0] if moved else "", place),),
        sum(relation.pairs for relation in view.relations),
    )
