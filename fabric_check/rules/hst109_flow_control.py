"""A NIC of a lossless network has 802.3x pause on beside PFC.

## What it checks
For each physical NIC of a network that declares `roce` or `lossless`: 802.3x pause (global flow control) is off in both directions.

## Why it matters
Pause stops every priority of the link at once. One slow receiver of storage then stops the cluster's heartbeat too; and a port has
one or the other, so that pause may switch PFC off.

## How it is decided
Windows: `*FlowControl`: 0 is off, 1 to 3 (transmit, receive, both) are on, 4 is negotiated with the switch and unknown. Linux:
`ethtool -a`.

## Example that fails
`*FlowControl` 3.

## Example that passes
`*FlowControl` 0.

## Fix and its safety
`Set-NetAdapterAdvancedProperty NIC -RegistryKeyword *FlowControl -RegistryValue 0`. Setting it restarts the NIC: disruptive. On Linux
`ethtool -A NIC rx off tx off`.

## Limits
Some drivers put pause aside by themselves once PFC is on; the setting is reported all the same, since it comes back with the
first change of PFC.

## References
IEEE 802.1Q clause 36.1.1: PFC and 802.3x pause exclude each other on a link. Microsoft, standardized keyword FlowControl.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Finding, Pass, Severity
from fabric_check.rules import host_nics
from fabric_check.rules.host_nics import HostNic, LosslessHost


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each physical NIC of a lossless network."""
    return host_nics.each_physical(host_nics.lossless_hosts(scene), lambda one: one.flow_control, _nic)


def _nic(host: LosslessHost, nic: HostNic, pause: bool) -> Answer:
    if not pause:
        return Pass(nic.subject)
    return Finding(
        Severity.WARNING,
        nic.subject,
        host_nics.networks(nic.needs),
        f"{nic.shown} has 802.3x pause on, which stops every priority at once; {host_nics.wanted(nic.needs)}, by PFC.",
        host_nics.evidence(host.name, nic.needs, nic.get(lambda one: one.flow_control).line()),
        host_nics.affects(nic.needs),
    )
