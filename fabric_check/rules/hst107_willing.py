"""A NIC's Willing bit does not fit the way in which the fabric is configured.

## What it checks
For each physical NIC of a network that declares `roce` or `lossless`: it is willing where fabric.yaml says `dcbx: switch`, and not
willing where it says `off` (the default: both ends are configured) or `host`.

## Why it matters
A willing NIC drops its own settings as soon as its switch sends DCBX, whatever that says. One that is not willing never takes
those of a switch that is meant to decide.

## How it is decided
Windows: `Get-NetQosDcbxSetting`, of the NIC where it has a row of its own, else of the host. Linux: `dcb dcbx`.

## Example that fails
`Willing` true, with `dcbx` absent from fabric.yaml.

## Example that passes
`Willing` false; or `dcbx: switch` in fabric.yaml, where the switches are meant to decide.

## Fix and its safety
`Set-NetQosDcbxSetting -InterfaceAlias NIC -Willing $false`. Safe where the host's own settings are complete: they take effect
with it.

## Limits
Whether the switch sends DCBX at all is not part of this rule.

## References
IEEE 802.1Q clause 38 and annex D (DCBX, willing). Microsoft, Set-NetQosDcbxSetting.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity
from fabric_check.rules import host_nics
from fabric_check.rules.host_nics import HostNic, LosslessHost

_CONFLICTS = {
    "off": "is willing, so that its switch's DCBX would replace its settings; the fabric says `dcbx: off`",
    "host": "is willing, so that its switch's DCBX would replace its settings; the fabric says `dcbx: host`",
    "switch": "is not willing, so that it does not take its switch's settings; the fabric says `dcbx: switch`",
}


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each physical NIC of a lossless network."""
    dcbx = scene.fabric.intent.dcbx

    def answer(host: LosslessHost, nic: HostNic, willing: bool) -> Answer:
        if willing is (dcbx == "switch"):
            return Pass(nic.subject)
        return Finding(
            Severity.WARNING,
            nic.subject,
            host_nics.networks(nic.needs),
            f"{nic.shown} {_CONFLICTS[dcbx]}.",
            host_nics.evidence(host.name, nic.needs, nic.get(lambda one: one.willing).line()),
            host_nics.affects(nic.needs),
        )

    for host in host_nics.lossless_hosts(scene):
        if host.not_installed:
            yield NotApplicable(host.subject, "Data-Center-Bridging is not installed: see HST111")
        else:
            yield from host_nics.each_physical([host], lambda one: one.willing, answer)
