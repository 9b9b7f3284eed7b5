"""A host does not pause the priority that its lossless network declares.

## What it checks
For each NIC of a network that declares `roce` or `lossless`: PFC is on for the network's priority, on each physical NIC
that its frames leave by.

## Why it matters
Without PFC at the host the switch cannot slow it down, nor it the switch. RDMA then loses frames under load and collapses,
while pings, and copies on an idle network, look perfect.

## How it is decided
Windows: `Get-NetQosFlowControl`, of a NIC with a policy set of its own that one. Where the host-wide setting is at fault the
finding is the host's, once; else the NIC's. Linux: `dcb pfc` of each NIC. In a fabric with `dcbx: switch`, what the driver of
a willing NIC says is in operation.

`caused_by` names the missing feature (HST111), or the switch port that does not pause the priority where the NIC takes
its PFC from there (DCB102).

## Example that fails
`Get-NetQosFlowControl` with `Enabled` false for priority 3, for a network with `roce: {priority: 3}`.

## Example that passes
`Enabled` true for priority 3.

## Fix and its safety
`Enable-NetQosFlowControl -Priority 3`; on Linux `dcb pfc set dev NIC prio-pfc 3:on`. Safe with the switch port ready for it;
otherwise frames of that priority may stall.

## Limits
An iWARP NIC needs no PFC ([HST113](HST113.md)), and an InfiniBand link knows no priorities of Ethernet.

## References
IEEE 802.1Q clause 36 (PFC). Microsoft, Get-NetQosFlowControl and host network requirements for RDMA. dcb-pfc(8).
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity, Subject
from fabric_check.rules import host_nics, words
from fabric_check.rules.host_nics import LosslessHost
from fabric_check.rules.host_pfc import Owner, owners, pfc_of


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each setting of PFC on a host that a lossless network needs."""
    for host in host_nics.lossless_hosts(scene):
        for nic in host.physical:
            if nic.outside:
                yield NotApplicable(nic.subject, nic.outside)
        for owner in owners(scene, host):
            yield _owner(scene, host, owner)


def _owner(scene: Scene, host: LosslessHost, owner: Owner) -> Answer:
    pfc = owner.pfc.value
    if pfc is None:
        return host.nic_unknown(owner.nics[0], lambda nic: pfc_of(scene, nic))
    lacking = [need for need in owner.needs if need.lossless.priority not in pfc]
    if not lacking:
        return Pass(owner.subject)
    learned = ", as its switch tells it by DCBX" if owner.learned else ""
    return Finding(
        Severity.ERROR,
        owner.subject,
        host_nics.networks(lacking),
        f"{owner.shown} pauses {host_nics.priorities(pfc)}{learned}, but {host_nics.wanted(lacking)}.",
        host_nics.evidence(host.name, lacking, owner.pfc.line()),
        host_nics.affects(lacking),
        cause=_cause(host, owner),
    )


def _cause(host: LosslessHost, owner: Owner) -> tuple[str, Subject] | None:
    """Return the finding that the feature is missing, or that the switch which decides does not pause it."""
    if host.not_installed:
        return ("HST111", host.subject)
    steps = owner.needs[0].attachment.steps if owner.learned else ()
    return ("DCB102", words.port(steps[0].hops[0].ref)) if len(steps) == 1 else None
