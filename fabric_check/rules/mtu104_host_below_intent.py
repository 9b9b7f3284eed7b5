"""A host's NIC sends smaller packets than the network's declared IP MTU.

## What it checks
Each NIC's IP MTU is at least the `ip_mtu` of each of its networks. Where a NIC lies above a vSwitch, team, bond or VLAN
device, each setting on the way counts, down to the physical NICs: every one that is too small is a finding of its own.

## Why it matters
A host left at 1500 in a 9000-byte network receives jumbo frames that it drops, and sends small ones that cost CPU.

## How it is decided
Windows: `NlMtu` of the interface where it has an IP stack; else `*JumboPacket` − 14, unless `MtuSize` shows another
allowance. Behind a vSwitch `NlMtu` of the vNIC and `*JumboPacket` of each physical NIC below it both count. Linux: `mtu`
is the IP MTU; slaves follow their bond and a bridge follows its ports, so that equal sizes there are one finding.

## Example that fails
`*JumboPacket` 1514 (IP MTU 1500) in a network with `ip_mtu: 9000`, be it on the NIC itself or on the physical NIC below
its vSwitch.

## Example that passes
`*JumboPacket` 9014 (IP MTU 9000).

## Fix and its safety
Raise the NIC's jumbo setting, after the switches. Setting it restarts the NIC: disruptive.

## Limits
A driver that counts otherwise than by 14, 18, 22 or 0 is reported as unknown. So is a NIC whose uplinks the
facts do not tell, unless a setting that is known is already too small.

## References
Microsoft, standardized keywords for jumbo frames; MSFT_NetIPInterface.NlMtu. ip-link(8).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.host import NicMtu
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject, Unknown
from fabric_check.rules import words


@dataclass(frozen=True, slots=True)
class _Setting:
    """One size on a NIC's way in one network."""

    view: NetworkView
    attachment: Attachment
    mtu: NicMtu


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each setting on a NIC's way, once for all its networks: one change repairs them all."""
    found: dict[Subject, list[_Setting]] = {}
    unknown: dict[Subject, list[tuple[NetworkView, Attachment]]] = {}
    for view in scene.views:
        for attachment in view.attachments:
            for mtu in attachment.state.layers:
                subject = Subject("port", attachment.nic.host, mtu.interface)
                found.setdefault(subject, []).append(_Setting(view, attachment, mtu))
            if attachment.state.mtu is None:
                unknown.setdefault(words.port(attachment.ref), []).append((view, attachment))
    for subject, settings in found.items():
        below = [one for one in settings if one.mtu.ip_mtu < one.view.network.ip_mtu]
        if below:
            unknown.pop(subject, None)
            yield _finding(subject, below)
        elif subject not in unknown:
            yield Pass(subject)
    for subject, uses in unknown.items():
        gaps = tuple(dict.fromkeys(words.nic_mtu_gap(one) for _, one in uses))
        yield Unknown(subject, gaps, sum(view.partners(one) for view, one in uses))


def _finding(subject: Subject, below: list[_Setting]) -> Finding:
    attachment, mtu = below[0].attachment, below[0].mtu
    needed = dict.fromkeys((one.view.network.name, one.view.network.ip_mtu) for one in below)
    needs = ", ".join(f"{name} needs {ip_mtu}" for name, ip_mtu in needed)
    others = dict.fromkeys(
        one.attachment.nic.name for one in below if one.attachment.nic.name != subject.interface
    )
    below_what = f", on the way of {' and '.join(others)}," if others else ""
    return Finding(
        Severity.ERROR,
        subject,
        tuple(name for name, _ in needed),
        f"{subject.interface}{below_what} has IP MTU {mtu.ip_mtu} ({mtu.arithmetic}), but {needs}.",
        words.evidence(attachment.nic.host, mtu.evidence() if mtu.evidence else None),
        sum(_pairs(one.view, one.attachment) for one in below),
        words.basis(attachment),
    )


def _pairs(view: NetworkView, attachment: Attachment) -> int:
    return sum(group.partners(attachment) for group in view.groups)
