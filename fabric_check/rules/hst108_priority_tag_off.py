"""A NIC's driver removes the 802.1p priority from what it sends.

## What it checks
For each physical NIC of a network that declares `roce` or `lossless` with `trust: pcp`: the driver keeps the priority in the
tag.

## Why it matters
The switch sees priority 0 and puts storage where nothing protects it, while the host's own settings look right.

## How it is decided
`*PriorityVLANTag`: 1 (priority) and 3 (priority and VLAN) keep it, 0 and 2 remove it. A driver without that keyword keeps it.

## Example that fails
`*PriorityVLANTag` 2.

## Example that passes
`*PriorityVLANTag` 3, or no such keyword.

## Fix and its safety
`Set-NetAdapterAdvancedProperty NIC -RegistryKeyword *PriorityVLANTag -RegistryValue 3`. Setting it restarts the NIC: disruptive.

## Limits
`IeeePriorityTag` of a host vNIC is not judged: Microsoft's tests want it on, and a published measurement shows SMB Direct tagged
whatever it says, so that only TCP loses its priority. The egress map of a Linux VLAN device is not judged either: whether RDMA
goes by it depends on the NIC's traffic classes and on the program ([limits](../limits.md)).

## References
Microsoft, standardized keyword PriorityVLANTag.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity
from fabric_check.rules import host_nics
from fabric_check.rules import vln103_roce_untagged as vln103
from fabric_check.rules.host_nics import HostNic, LosslessHost


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each physical NIC of a lossless network."""
    return host_nics.each_physical(host_nics.lossless_hosts(scene), lambda one: one.priority_tag, _nic)


def _nic(host: LosslessHost, nic: HostNic, kept: bool) -> Answer:
    needs = [need for need in nic.needs if vln103.needs_tag(need.network)]
    if not needs:
        return NotApplicable(nic.subject, "its networks trust DSCP, not the tag")
    if kept:
        return Pass(nic.subject)
    return Finding(
        Severity.ERROR,
        nic.subject,
        host_nics.networks(needs),
        f"{nic.shown} sends no 802.1p priority (`*PriorityVLANTag`), but {host_nics.wanted(needs)}.",
        host_nics.evidence(host.name, needs, nic.get(lambda one: one.priority_tag).line()),
        host_nics.affects(needs),
    )
