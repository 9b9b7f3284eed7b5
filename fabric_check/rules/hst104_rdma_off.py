"""RDMA is disabled on, missing from, or lost to a NIC of a RoCE network.

## What it checks
For each NIC of a network that declares `roce`: RDMA is on, on the NIC itself and on each physical NIC that its frames leave
by. On Linux the physical NICs alone.

## Why it matters
SMB falls back to TCP without a word. Everything works, at a multiple of the CPU load and a fraction of the speed.

## How it is decided
Windows: `Get-NetAdapterRdma`, and `*NetworkDirect`. A host vNIC needs it on, and so does each member of the team below it. A team
of LBFO takes RDMA away from its members, and so does any vSwitch before Windows Server 2016: that is one finding, on the NIC
above. Linux: a device of `rdma link` belongs to the NIC.

## Example that fails
`Get-NetAdapterRdma` with `Enabled` false for `vEthernet (SMB_1)`.

## Example that passes
`Enabled` true for it and for the NICs below.

## Fix and its safety
`Enable-NetAdapterRdma NIC`. On a physical NIC it restarts the NIC: disruptive. RDMA that a team or an old vSwitch takes away
comes back with another design alone: SET on Server 2016, or NICs of their own.

## Limits
An iWARP NIC in a network that declares `roce` is told as advice, since [HST113](HST113.md) questions the declaration first.

## References
Microsoft, Get-NetAdapterRdma; Windows Server 2016: RDMA and switch embedded teaming. rdma-link(8).
"""

from collections.abc import Iterator, Sequence

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity
from fabric_check.model.text import printable
from fabric_check.rules import host_nics
from fabric_check.rules.host_nics import HostNic


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each NIC of a RoCE network, and each physical NIC below one."""
    for host in host_nics.lossless_hosts(scene, rdma=True):
        off: dict[object, list[HostNic]] = {}
        for nic in sorted(host.nics, key=lambda one: one.physical):
            rdma = nic.get(lambda one: one.rdma)
            if nic.infiniband or not (nic.physical or host.os == "windows"):
                yield NotApplicable(nic.subject, nic.outside or "RDMA is its physical NICs' matter")
            elif rdma.value is None:
                yield host.nic_unknown(nic, lambda one: one.get(lambda adapter: adapter.rdma))
            elif rdma.value:
                yield Pass(nic.subject)
            else:
                off.setdefault(rdma.line() or nic.name, []).append(nic)
        for nics in off.values():
            yield _finding(nics, ": SMB falls back to TCP" if host.os == "windows" else "")


def _finding(nics: Sequence[HostNic], so: str) -> Finding:
    """Return the finding for NICs without RDMA that one line makes so: the first lies above the others."""
    first, rdma = nics[0], nics[0].get(lambda one: one.rdma)
    needs = tuple(need for nic in nics for need in nic.needs)
    names = host_nics.networks(needs)
    why = f" ({printable(rdma.why)})" if rdma.why else ""
    return Finding(
        Severity.INFO if all(nic.iwarp for nic in nics) else Severity.ERROR,
        first.subject,
        names,
        f"{' and '.join(nic.shown for nic in nics)} {'has' if len(nics) == 1 else 'have'} no RDMA{why}, but "
        f"{' and '.join(names)} {'declares' if len(names) == 1 else 'declare'} `roce`{so}.",
        host_nics.evidence(first.host, needs, rdma.line()),
        host_nics.affects(needs),
    )
