"""A network declares `roce`, and an iWARP NIC is in it: that NIC needs no DCB.

## What it checks
Whether each physical NIC of a network that declares `roce` speaks RoCE. One that speaks iWARP contradicts the declaration.

## Why it matters
iWARP runs over TCP, which repairs losses itself. PFC, ETS and a policy for the priority may be used with it, and none of them is
needed: what this program would demand for RoCE is advice for such a NIC.

## How it is decided
The kind of RDMA as [HST105](HST105.md) reads it. For such a NIC the host rules on DCB are not applied, and RDMA that is off is told as
info instead of as an error. Where all NICs of a network are iWARP, no switch rule on DCB is applied for it either.

`caused_by` names HST105 where other NICs of the network do speak RoCE: they and this NIC do not understand each other.

## Example that fails
`*NetworkDirectTechnology` 1 on a NIC of a network `{vlan: 110, roce: {priority: 3}}`.

## Example that passes
`*NetworkDirectTechnology` 4 on that NIC; or the network without `roce`.

## Fix and its safety
Take `roce` away from the network in fabric.yaml, if its NICs are iWARP by choice. Safe: nothing on a device changes.

## Limits
Where only some NICs of a network are iWARP, all its switch ports are judged as for RoCE.

## References
RFC 5040 and RFC 5041 (iWARP over TCP). Microsoft, host network requirements: DCB is required for RoCE, optional for iWARP.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity
from fabric_check.rules import host_nics
from fabric_check.rules.host_nics import HostNic, LosslessHost


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each physical NIC of a RoCE network whose kind of RDMA is known."""
    for host in host_nics.lossless_hosts(scene, rdma=True):
        for nic in host.physical:
            yield _nic(host, nic)


def _nic(host: LosslessHost, nic: HostNic) -> Answer:
    flavour = nic.get(lambda one: one.flavour)
    if flavour.value is None:
        return NotApplicable(nic.subject, "its kind of RDMA is not known: see HST105")
    if not nic.iwarp:
        return Pass(nic.subject)
    names = host_nics.networks(nic.needs)
    return Finding(
        Severity.INFO,
        nic.subject,
        names,
        f"{nic.shown} speaks iWARP, but {' and '.join(names)} declare{'s' if len(names) == 1 else ''} `roce`: for iWARP, DCB is "
        "optional. Is it RoCE that this network is meant for?",
        host_nics.evidence(host.name, nic.needs, flavour.line()),
        host_nics.affects(nic.needs),
        cause=("HST105", nic.subject),
    )
