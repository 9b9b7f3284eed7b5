"""A port lets a network's VLAN pass, but the switch has not created that VLAN.

## What it checks
For each switch port on a path that allows the network's VLAN: the VLAN exists on that switch.

## Why it matters
A PowerConnect trunk without a list allows every VLAN, and a list may name any; both look right, and nothing passes until
`vlan 120` stands in the configuration.

## How it is decided
PowerConnect: the VLANs of `vlan LIST` blocks, or of `vlan database`; VLAN 1 always exists. Force10: a VLAN exists where it
has an `interface Vlan` block, and ports become members there, so nothing can be missing. The finding is on the switch.

## Example that fails
```
interface Te1/0/1
switchport mode trunk
switchport trunk allowed vlan 120
exit
```
without `vlan 120` anywhere.

## Example that passes
`vlan 120` / `exit` before it.

## Fix and its safety
Create the VLAN. Safe: no other VLAN changes.

## Limits
VLANs that GVRP or MVRP would create are not known from the configuration.

## References
Dell PowerConnect 7000 user guide, default VLAN behavior: a VLAN is added to the VLAN database, and only then has ports.
Dell Networking N-Series configuration guide, trunk mode: tagged packets are forwarded if the port is a member of the VLAN.
"""

from collections.abc import Iterator

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import NetworkView
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject
from fabric_check.rules import vlan_lines, words


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each switch on a way of each network."""
    for view in scene.views:
        switches: dict[str, list[Hop]] = {}
        for hop in view.all_hops:
            if hop.port is not None:
                switches.setdefault(hop.ref.device, []).append(hop)
        for device, hops in switches.items():
            undefined = [hop for hop in hops if hop.allowed and not hop.carries]
            yield _finding(view, device, undefined) if undefined else Pass(Subject("device", device))


def _finding(view: NetworkView, device: str, hops: list[Hop]) -> Finding:
    vlan = view.network.vlan
    return Finding(
        Severity.ERROR,
        Subject("device", device),
        (view.network.name,),
        f"VLAN {vlan} of {view.network.name} is allowed on {words.ports(hop.ref for hop in hops)}, but the switch has not "
        f"created it.",
        words.evidence(device, vlan_lines.where(view.fabric.switches[device], hops[0].port, vlan)),
        view.device_pairs(device),
    )
