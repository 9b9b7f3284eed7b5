"""A lossless network's VLAN is untagged on a switch port, so its priority bits are lost there.

## What it checks
On each port of the paths of a network that declares `roce` or `lossless`: the VLAN is tagged, unless `trust` is `dscp`.

## Why it matters
The 802.1p priority lives in the tag. An untagged frame has none, lands in the default queue, and PFC does not protect it:
fast in the lab, drops under load.

## How it is decided
The VLAN is the port's native VLAN, PVID or access VLAN, or stands in its `untagged` list.

## Example that fails
```
interface Vlan 110
 untagged TenGigabitEthernet 0/1
```
for a network `{vlan: 110, roce: {priority: 3}}`.

## Example that passes
`tagged TenGigabitEthernet 0/1`, and VLAN 110 on the NIC.

## Fix and its safety
Tag the VLAN on the port and on the host, in one step: traffic stops between the two.

## Limits
Networks whose trust is DSCP need no tag for their priority and are not judged.

## References
IEEE 802.1Q clause 6.9.3 (priority of untagged frames) and clause 36 (PFC).
"""

from collections.abc import Iterator

from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import NetworkView, Use
from fabric_check.model.intent import Network
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity, Unknown
from fabric_check.rules import vlan_lines, words
from fabric_check.rules import vln104_roce_default_vlan as vln104


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each switch port on a way of a lossless network."""
    for view in scene.views:
        if not needs_tag(view.network):
            continue
        for ref, use in view.uses.items():
            hop = use.hop
            if hop.port is None:
                yield Unknown(words.port(ref), (hop.gap,) if hop.gap else (), use.pairs)
            elif not hop.allowed:
                yield NotApplicable(words.port(ref), "the port does not carry the VLAN")
            elif hop.tagged:
                yield Pass(words.port(ref))
            else:
                yield _finding(view, ref, use)


def needs_tag(network: Network) -> bool:
    """Return whether a network's priority lives in its tag."""
    return network.lossless is not None and network.lossless.trust == "pcp"


def _finding(view: NetworkView, ref: PortRef, use: Use) -> Finding:
    network, facts = view.network, view.fabric.switches[ref.device]
    priority = network.lossless.priority if network.lossless else 0
    return Finding(
        Severity.ERROR,
        words.port(ref),
        (network.name,),
        f"{ref.interface} carries VLAN {network.vlan} of {network.name} untagged, so priority {priority} is lost there.",
        words.evidence(ref.device, vlan_lines.where(facts, use.hop.port, network.vlan)),
        use.pairs,
        cause=("VLN104", vln104.subject(network)) if vln104.default_of(view) else None,
    )
