"""A Windows host's traffic classes do not give a lossless network the bandwidth that it declares.

## What it checks
On Windows hosts with a NIC in a network that declares `roce` or `lossless`: where the network declares `bandwidth`, its priority
has a traffic class of its own with that share. There are no more classes than the NIC supports.

## Why it matters
Without a class of its own, storage takes what it can get, and the cluster's heartbeat may starve beside it. With more classes
than the NIC has, Windows configures none of them.

## How it is decided
`Get-NetQosTrafficClass`, of a NIC with a policy set of its own that one; the default class counts as one. Against it stand
`bandwidth` in fabric.yaml and `NumberOfTrafficClasses` of `Get-NetAdapterQos`. A priority that shares a class with priority 0
is in the default class: it has none of its own. Where the fabric leaves DCB to the switch (`dcbx: switch`) nothing is judged.

## Example that fails
`roce: {priority: 3, bandwidth: 50}` and a class with `BandwidthPercentage` 60 for priority 3.

## Example that passes
A class with 50 for priority 3. Without `bandwidth`, any share.

## Fix and its safety
`New-NetQosTrafficClass SMB -Priority 3 -BandwidthPercentage 50 -Algorithm ETS`, or `Set-NetQosTrafficClass`. Safe.

## Limits
Shares of networks that declare no `bandwidth` are not judged. A NIC that does not say how many classes it has is taken to
have three, which 802.1Q asks for.

## References
IEEE 802.1Q clause 37 (ETS). Microsoft, New-NetQosTrafficClass, and host network requirements for the shares.
"""

from collections.abc import Iterator, Sequence

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import Group
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity, Subject
from fabric_check.model.source import Source
from fabric_check.rules import host_nics
from fabric_check.rules.host_nics import HostNic, LosslessHost, Need
from fabric_check.rules.host_pfc import learns

AT_LEAST = 3
"""Traffic classes that every port with ETS has (IEEE 802.1Q clause 37.3)."""


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each Windows host, and for NICs with traffic classes of their own."""
    for host in host_nics.lossless_hosts(scene):
        if host.os != "windows":
            continue
        if host.not_installed:
            yield NotApplicable(host.subject, "Data-Center-Bridging is not installed: see HST111")
            continue
        following: list[HostNic] = []
        for nic in host.physical:
            if nic.outside or learns(scene, nic):
                yield NotApplicable(nic.subject, nic.outside or "the switch decides its traffic classes")
            elif nic.get(lambda one: one.classes) == host.get(lambda dcb: dcb.classes):
                following.append(nic)
            else:
                yield _answer(host, nic.subject, nic.shown, [nic])
        if following:
            yield _answer(host, host.subject, host.name, following)


def _answer(host: LosslessHost, subject: Subject, shown: str, nics: Sequence[HostNic]) -> Answer:
    classes = nics[0].get(lambda one: one.classes)
    needs = [need for nic in nics for need in nic.needs]
    declaring = [need for need in needs if need.lossless.bandwidth is not None]
    if classes.value is None:
        if not declaring:
            return NotApplicable(subject, "no network of the host declares a bandwidth")
        return host.nic_unknown(nics[0], lambda one: one.get(lambda adapter: adapter.classes))
    wrong = [need for need in declaring if _share(need, classes.value)]
    says = dict.fromkeys(_share(need, classes.value) for need in wrong)
    many = [nic for nic in nics if _limit(nic) < len(classes.value)]
    for nic in many[:1]:
        counted = f"{len(classes.value)} traffic classes are configured, and {nic.shown} has {_limit(nic)}"
        says[f"{counted}: Windows configures none of them"] = None
    if not says:
        return Pass(subject)
    suffering = [*wrong, *(need for nic in many for need in nic.needs)]
    return Finding(
        Severity.WARNING,
        subject,
        host_nics.networks(suffering),
        f"On {shown}, {'; '.join(says)}.",
        host_nics.evidence(
            host.name, suffering, *_lines(wrong, classes.value), classes.line() if many else None
        ),
        host_nics.affects(suffering),
    )


def _limit(nic: HostNic) -> int:
    return nic.get(lambda one: one.class_limit).value or AT_LEAST


def _of(need: Need, classes: Sequence[Group]) -> Group | None:
    """Return the traffic class of a network's priority; None where it has none of its own."""
    priority = need.lossless.priority
    return next(
        (one for one in classes if priority in one.priorities and (priority == 0 or 0 not in one.priorities)),
        None,
    )


def _share(need: Need, classes: Sequence[Group]) -> str:
    """Return what is wrong with the share of a network's priority; empty where nothing is."""
    group, wants = _of(need, classes), need.lossless.bandwidth
    declares = f"but {need.network.name} declares {wants} %"
    if group is None:
        return f"priority {need.lossless.priority} has no traffic class of its own, {declares}"
    if group.strict:
        return f"the traffic class of priority {need.lossless.priority} is strict, {declares}"
    if group.bandwidth != wants:
        return f"the traffic class of priority {need.lossless.priority} has {group.bandwidth} %, {declares}"
    return ""


def _lines(wrong: Sequence[Need], classes: Sequence[Group]) -> Iterator[Source | None]:
    for need in wrong:
        if group := _of(need, classes):
            yield group.line()
