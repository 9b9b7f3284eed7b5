"""A host pauses priorities that no network declares lossless.

## What it checks
On hosts with a NIC in a network that declares `roce` or `lossless`: PFC is on for no priority beyond those that some network
of the fabric declares lossless.

## Why it matters
A priority that is paused at one end and not at the other stalls traffic that was never meant to wait, and takes one of
the few lossless queues of a switch. The usual cause is a script that switches PFC on for all eight.

## How it is decided
As [HST101](HST101.md) reads PFC: the host-wide setting, the NIC's own, or `dcb pfc`. A priority that any network of the fabric
declares lossless is never extra, whether this host is in that network or not. `caused_by` names HST101 where the same setting
lacks a priority too: it is set right once.

## Example that fails
PFC on for 3 and 7, where 3 is the RoCE network's priority and `cluster` declares `priority: 7` without `lossless`.

## Example that passes
PFC on for 3 alone; also for 3 and 4, where an iSCSI network declares `lossless: {priority: 4}`.

## Fix and its safety
`Disable-NetQosFlowControl -Priority 7`; on Linux `dcb pfc set dev NIC prio-pfc 7:off`. Safe, unless something undeclared
needs that priority: then declare it.

## Limits
Hosts without a NIC in a lossless network are not judged.

## References
IEEE 802.1Q clause 36 (PFC). Microsoft, host network requirements: PFC for RDMA alone.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import Priorities
from fabric_check.model.outcome import Answer, Finding, Pass, Severity
from fabric_check.rules import host_nics
from fabric_check.rules.host_nics import LosslessHost
from fabric_check.rules.host_pfc import Owner, owners, pfc_of


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each setting of PFC on a host that a lossless network needs."""
    declared = frozenset(
        network.lossless.priority
        for network in scene.fabric.intent.networks.values()
        if network.lossless is not None
    )
    for host in host_nics.lossless_hosts(scene):
        for owner in owners(scene, host):
            yield _owner(scene, host, owner, declared)


def _owner(scene: Scene, host: LosslessHost, owner: Owner, declared: Priorities) -> Answer:
    pfc = owner.pfc.value
    if pfc is None:
        return host.nic_unknown(owner.nics[0], lambda nic: pfc_of(scene, nic))
    extra = pfc - declared
    if not extra:
        return Pass(owner.subject)
    return Finding(
        Severity.WARNING,
        owner.subject,
        host_nics.networks(owner.needs),
        f"{owner.shown} pauses {host_nics.priorities(extra)}, which no network declares lossless; "
        f"{host_nics.priorities(declared)} should be paused alone.",
        host_nics.evidence(host.name, owner.needs, owner.pfc.line()),
        host_nics.affects(owner.needs),
        cause=("HST101", owner.subject) if _lacks(owner, pfc) else None,
    )


def _lacks(owner: Owner, pfc: Priorities) -> bool:
    """Return whether the same setting lacks a priority as well: then it is set once, to what is declared."""
    return any(need.lossless.priority not in pfc for need in owner.needs)
