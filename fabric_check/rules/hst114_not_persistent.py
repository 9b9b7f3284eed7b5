"""A QoS policy that a lossless network needs is active on a Windows host, and not stored: the next boot takes it away.

## What it checks
On Windows hosts with a NIC in a network that declares `roce` or `lossless`: each policy that matches SMB Direct, or gives the
network's priority, is stored.

## Why it matters
Everything works until the host restarts, perhaps months later and alone among its cluster. Then its storage is unprotected.

## How it is decided
`Get-NetQosPolicy` shows what is stored on the host, `Get-NetQosPolicy -PolicyStore ActiveStore` what is in effect. A policy of the second
that the first does not have was made with `-PolicyStore ActiveStore`. Policies of a group policy count as stored.

## Example that fails
`SMBDirect` in the active store alone.

## Example that passes
`SMBDirect` in both.

## Fix and its safety
Make the policy again without `-PolicyStore`. Safe.

## Limits
Where the facts hold one of the two stores alone, whether a policy is stored is not known; policies other than those named above
are not judged.

## References
Microsoft, New-NetQosPolicy: PolicyStore, ActiveStore.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import QosPolicy
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity
from fabric_check.model.text import printable
from fabric_check.rules import host_nics
from fabric_check.rules import hst103_no_rdma_policy as hst103
from fabric_check.rules.host_nics import LosslessHost


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each Windows host with a NIC in a lossless network."""
    for host in host_nics.lossless_hosts(scene):
        if host.os == "windows":
            yield _host(host)


def _host(host: LosslessHost) -> Answer:
    needs = host.needs
    if not needs:
        return NotApplicable(host.subject, host.nics[0].outside)
    policies = host.get(lambda dcb: dcb.policies)
    if policies.value is None:
        if not any(need.lossless.rdma for need in needs):
            return NotApplicable(host.subject, "its networks need no QoS policy")
        return host.unknown(needs, policies.why)
    priorities = {need.lossless.priority for need in needs}
    used = [one for one in policies.value if hst103.for_rdma(one) or one.priority in priorities]
    lost = [one for one in used if one.stored is False]
    if lost:
        return _finding(host, lost)
    unsaid = next((one for one in used if one.stored is None), None)
    if unsaid is not None:
        why = f"whether QoS policy {printable(unsaid.name)} is stored: the facts hold one policy store alone"
        return host.unknown(needs, why)
    return Pass(host.subject)


def _finding(host: LosslessHost, lost: list[QosPolicy]) -> Finding:
    names = dict.fromkeys(printable(one.name) for one in lost)
    one = len(names) == 1
    return Finding(
        Severity.WARNING,
        host.subject,
        host_nics.networks(host.needs),
        f"QoS {'policy' if one else 'policies'} {' and '.join(names)} of {host.name} {'is' if one else 'are'} active and "
        "not stored: gone at the next boot.",
        host_nics.evidence(host.name, host.needs, *(policy.find() for policy in lost if policy.find)),
        host_nics.affects(host.needs),
    )
