"""NICs of one RoCE network speak different kinds of RDMA.

## What it checks
All physical NICs of a network that declares `roce` speak the same: RoCE v1, RoCE v2 or iWARP.

## Why it matters
They do not understand each other. SMB falls back to TCP between such hosts; other RDMA does not connect at all.

## How it is decided
Windows: `*NetworkDirectTechnology` (1 iWARP, 3 RoCE v1, 4 RoCE v2), else the technology that `Get-NetAdapterRdma` states. Linux: the
types of the RDMA device's GIDs; where both versions are there, RoCE v2, which the kernel prefers. The NICs that are not as the
majority are named; without a majority, those that do not speak RoCE v2.

## Example that fails
Two hosts with RoCE v2 and a third whose driver was left at RoCE v1.

## Example that passes
`*NetworkDirectTechnology` 4 on all of them.

## Fix and its safety
Set the technology in the NIC's advanced properties. Setting it restarts the NIC: disruptive. A NIC that cannot speak the others'
kind needs a network of its own.

## Limits
A Windows driver that does not state its kind, as those of ConnectX-3, is unknown beside NICs of another driver. Where all NICs of a
network have that one driver, they are taken to be alike: no fact tells that somebody changed the version of RoCE on one host. A Linux NIC
whose `gid_attrs/types` the facts do not hold is unknown.

## References
Microsoft, standardized keyword NetworkDirectTechnology. InfiniBand Architecture Specification, annexes A16 (RoCE) and A17
(RoCE v2). RFC 5040 (iWARP).
"""

from collections import Counter
from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import RdmaFlavour
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity
from fabric_check.rules import host_nics
from fabric_check.rules.host_nics import HostNic, LosslessHost

Spoken = dict[str, Counter[RdmaFlavour]]
Drivers = dict[str, set[str]]
"""The drivers of each network's NICs; empty text for a NIC that tells its kind, or of which nothing is known."""


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each physical NIC of a RoCE network, once for all its networks."""
    hosts = list(host_nics.lossless_hosts(scene, rdma=True))
    spoken: Spoken = {}
    drivers: Drivers = {}
    for host in hosts:
        for nic in host.physical:
            flavour = nic.get(lambda one: one.flavour).value
            for name in host_nics.networks(nic.needs) if not nic.infiniband else ():
                drivers.setdefault(name, set()).add(_untold(nic))
                if flavour is not None:
                    spoken.setdefault(name, Counter())[flavour] += 1
    for host in hosts:
        for nic in host.physical:
            yield _nic(host, nic, spoken, drivers)


def _untold(nic: HostNic) -> str:
    """Return the driver of a NIC that never tells which of some kinds it speaks; empty for any other NIC."""
    driver = nic.adapter.driver if nic.adapter else None
    return driver.name.casefold() if driver and nic.get(lambda one: one.flavour).one_of else ""


def _common(spoken: Counter[RdmaFlavour]) -> RdmaFlavour:
    """Return what the NICs of a network should speak: what most do, else RoCE v2, else what the first does."""
    flavour, count = spoken.most_common(1)[0]
    if 2 * count > spoken.total() or RdmaFlavour.ROCE_V2 not in spoken:
        return flavour
    return RdmaFlavour.ROCE_V2


def _nic(host: LosslessHost, nic: HostNic, spoken: Spoken, drivers: Drivers) -> Answer:
    flavour = nic.get(lambda one: one.flavour)
    if nic.infiniband:
        return NotApplicable(nic.subject, nic.outside)
    if nic.get(lambda one: one.rdma).value is False:
        return NotApplicable(nic.subject, "it has no RDMA: see HST104")
    if (mine := _untold(nic)) and all(drivers[name] == {mine} for name in host_nics.networks(nic.needs)):
        return Pass(nic.subject)
    if flavour.value is None:
        return host.nic_unknown(nic, lambda one: one.get(lambda adapter: adapter.flavour))
    wrong = [need for need in nic.needs if flavour.value is not _common(spoken[need.network.name])]
    if not wrong:
        return Pass(nic.subject)
    name = wrong[0].network.name
    others = [f"{count} {kind}" for kind, count in spoken[name].items() if kind is not flavour.value]
    return Finding(
        Severity.ERROR,
        nic.subject,
        host_nics.networks(wrong),
        f"{nic.shown} speaks {flavour.value}; other NICs of {name}: {', '.join(others)}.",
        host_nics.evidence(host.name, wrong, flavour.line()),
        host_nics.affects(wrong),
    )
