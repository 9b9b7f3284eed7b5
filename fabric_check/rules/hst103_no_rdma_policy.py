"""No QoS policy of a Windows host gives SMB Direct the priority that its RoCE network declares.

## What it checks
On Windows hosts with a NIC in a network that declares `roce`: a policy matches NetworkDirect port 445 and gives the
network's priority.

## Why it matters
PFC protects a priority. Without this policy SMB Direct travels in priority 0, which nothing protects, and every other setting
looks right.

## How it is decided
`Get-NetQosPolicy`: `NetDirectPortMatchCondition` 445 with `PriorityValue8021Action` of the network's priority. RDMA has ports of
its own: a policy for TCP 445, which is also what the template SMB makes, never matches it. The message says which was found.

## Example that fails
`New-NetQosPolicy SMB -SMB -PriorityValue8021Action 3` alone.

## Example that passes
`New-NetQosPolicy SMBDirect -NetDirectPortMatchCondition 445 -PriorityValue8021Action 3`.

## Fix and its safety
Add that policy. Safe: new connections take the priority.

## Limits
Where a second policy gives SMB Direct a priority that no RoCE network of the host declares, which of them wins is unknown. Linux hosts are not judged: their applications or their driver choose the priority. Policies for one user or one program
count as if they matched everything.

## References
Microsoft, New-NetQosPolicy: NetDirectPortMatchCondition matches NetworkDirect alone, the SMB filter TCP 445.
"""

from collections.abc import Iterator, Sequence

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import QosPolicy
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity
from fabric_check.model.text import printable
from fabric_check.rules import host_nics
from fabric_check.rules.host_nics import IWARP, LosslessHost, Need

SMB = 445


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each Windows host with a NIC in a RoCE network."""
    for host in host_nics.lossless_hosts(scene, rdma=True):
        if host.os == "windows":
            yield _host(host)


def for_rdma(policy: QosPolicy) -> bool:
    """Return whether a policy matches SMB Direct."""
    return policy.net_direct_port == SMB


def _host(host: LosslessHost) -> Answer:
    needs = host.needs
    policies = host.get(lambda dcb: dcb.policies)
    if not needs:
        return NotApplicable(host.subject, host.nics[0].outside or IWARP)
    if policies.value is None:
        return host.unknown(needs, policies.why)
    giving = [policy for policy in policies.value if for_rdma(policy) and policy.priority is not None]
    wanted = {need.lossless.priority for need in needs}
    lacking = [need for need in needs if need.lossless.priority not in {one.priority for one in giving}]
    if lacking:
        return _finding(host, lacking, policies.value)
    if other := next((policy for policy in giving if policy.priority not in wanted), None):
        right = next(policy for policy in giving if policy.priority in wanted)
        return host.unknown(needs, _either(right, other))
    return Pass(host.subject)


def _either(right: QosPolicy, other: QosPolicy) -> str:
    names = f"QoS policies {right.name} and {other.name} both match SMB Direct"
    return f"{names}, with priorities {right.priority} and {other.priority}: which of them wins is not told"


def _finding(host: LosslessHost, lacking: list[Need], policies: Sequence[QosPolicy]) -> Finding:
    near = [policy for policy in policies if for_rdma(policy)] or [
        policy for policy in policies if _for_tcp(policy)
    ]
    wants = ", ".join(
        dict.fromkeys(f"{need.network.name} needs priority {need.lossless.priority}" for need in lacking)
    )
    return Finding(
        Severity.ERROR,
        host.subject,
        host_nics.networks(lacking),
        f"{_found(near)} on {host.name}, but for its SMB Direct traffic (NetworkDirect port 445) {wants}.",
        host_nics.evidence(host.name, lacking, *(policy.find() for policy in near[:1] if policy.find)),
        host_nics.affects(lacking),
    )


def _for_tcp(policy: QosPolicy) -> bool:
    return policy.ip_port == SMB or policy.template.casefold() == "smb"


def _found(near: list[QosPolicy]) -> str:
    if not near:
        return "No QoS policy matches SMB Direct"
    name, priority = printable(near[0].name), near[0].priority
    if for_rdma(near[0]):
        gives = "no priority" if priority is None else f"priority {priority}"
        return f"QoS policy {name} gives SMB Direct {gives}"
    return f"QoS policy {name} matches TCP port 445 alone, and no policy matches SMB Direct"
