"""DCB is off on a Windows NIC of a lossless network, or the host does not have the feature.

## What it checks
On Windows hosts with a NIC in a network that declares `roce` or `lossless`: the feature Data-Center-Bridging is installed, and
QoS is enabled on each physical NIC that the network's frames leave by.

## Why it matters
Without either, nothing that `Get-NetQosFlowControl` and `Get-NetQosTrafficClass` show reaches the wire.

## How it is decided
The feature: where its cmdlets do not exist (`CommandNotFound`), it is not installed: one finding for the host, of which the others
are consequences. The NIC: `Enabled` of `Get-NetAdapterQos`, else the keyword `*QOS`; a NIC that the cmdlet does not list has no DCB.

## Example that fails
`Get-NetAdapterQos` with `Enabled` false for `SLOT 3 Port 1`.

## Example that passes
`Enabled` true.

## Fix and its safety
`Enable-NetAdapterQos NIC`; for the host `Install-WindowsFeature Data-Center-Bridging`. The first restarts the NIC: disruptive. The
second is safe.

## Limits
Linux has no such switch: there [HST101](HST101.md) says all.

## References
Microsoft, Get-NetAdapterQos, and Data Center Bridging: the DcbQos module comes with the feature.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity
from fabric_check.rules import host_nics
from fabric_check.rules.host_nics import HostNic, LosslessHost


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each Windows host with a NIC in a lossless network, and for each physical NIC of it."""
    windows = [host for host in host_nics.lossless_hosts(scene) if host.os == "windows"]
    for host in windows:
        yield _host(host)
    yield from host_nics.each_physical(windows, lambda one: one.qos, _nic)


def _host(host: LosslessHost) -> Answer:
    needs, installed = host.needs, host.get(lambda dcb: dcb.installed)
    if not needs:
        return NotApplicable(host.subject, host.nics[0].outside)
    if installed.value is None:
        return host.unknown(needs, installed.why)
    if installed.value:
        return Pass(host.subject)
    return Finding(
        Severity.ERROR,
        host.subject,
        host_nics.networks(needs),
        f"{host.name} does not have the feature Data-Center-Bridging, but {host_nics.wanted(needs)}.",
        host_nics.evidence(host.name, needs, installed.line()),
        host_nics.affects(needs),
    )


def _nic(host: LosslessHost, nic: HostNic, enabled: bool) -> Answer:
    if enabled:
        return Pass(nic.subject)
    return Finding(
        Severity.ERROR,
        nic.subject,
        host_nics.networks(nic.needs),
        f"{nic.shown} has DCB off, so that none of the host's PFC settings reaches it; {host_nics.wanted(nic.needs)}.",
        host_nics.evidence(host.name, nic.needs, nic.get(lambda one: one.qos).line()),
        host_nics.affects(nic.needs),
        cause=("HST111", host.subject) if host.not_installed else None,
    )
