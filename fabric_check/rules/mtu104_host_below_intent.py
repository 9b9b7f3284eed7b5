"""A host's NIC sends smaller packets than the network's declared IP MTU.

## What it checks
Each NIC's IP MTU is at least the `ip_mtu` of each of its networks. Where a NIC lies above a vSwitch, team, bond or VLAN
device, the physical NIC below counts too: the smaller of the two is the NIC's IP MTU.

## Why it matters
A host left at 1500 in a 9000-byte network receives jumbo frames that it drops, and sends small ones that cost CPU.

## How it is decided
Windows: `NlMtu` of the interface where it has an IP stack; else `*JumboPacket` − 14, unless `MtuSize` shows another
allowance. Linux: `mtu` is the IP MTU.

## Example that fails
`*JumboPacket` 1514 (IP MTU 1500) in a network with `ip_mtu: 9000`.

## Example that passes
`*JumboPacket` 9014 (IP MTU 9000).

## Fix and its safety
Raise the NIC's jumbo setting, after the switches. Setting it restarts the NIC: disruptive.

## Limits
A driver that counts otherwise than by 14, 18, 22 or 0 is reported as unknown.

## References
Microsoft, standardized keywords for jumbo frames; MSFT_NetIPInterface.NlMtu. ip-link(8).
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject, Unknown
from fabric_check.rules import words

ID, NAME = "MTU104", "host-below-intent"


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each NIC, once for all its networks: one setting repairs them all."""
    nics: dict[Subject, list[tuple[NetworkView, Attachment]]] = {}
    for view in scene.views:
        for attachment in view.attachments:
            mtu = attachment.state.mtu
            # The one to change is the one whose setting is the smallest: the NIC or what lies below it.
            subject = Subject("port", attachment.nic.host, mtu.interface if mtu else attachment.nic.name)
            nics.setdefault(subject, []).append((view, attachment))
    for subject, uses in nics.items():
        below = [
            (view, one) for view, one in uses if one.state.mtu and one.state.mtu.ip_mtu < view.network.ip_mtu
        ]
        unknown = [words.nic_mtu_gap(one) for _, one in uses if one.state.mtu is None]
        if below:
            yield _finding(subject, below)
        elif unknown:
            yield Unknown(subject, tuple(unknown), sum(_pairs(view, one) for view, one in uses))
        else:
            yield Pass(subject)


def _finding(subject: Subject, below: list[tuple[NetworkView, Attachment]]) -> Finding:
    _, attachment = below[0]
    needs = ", ".join(f"{view.network.name} needs {view.network.ip_mtu}" for view, _ in below)
    return Finding(
        ID,
        NAME,
        Severity.ERROR,
        subject,
        subject.device,
        subject.interface,
        tuple(view.network.name for view, _ in below),
        f"{subject.interface} has IP MTU {words.nic_words(attachment)}, but {needs}.",
        words.nic_mtu_evidence(attachment),
        sum(_pairs(view, one) for view, one in below),
        words.basis(attachment),
    )


def _pairs(view: NetworkView, attachment: Attachment) -> int:
    return sum(group.partners(attachment) for group in view.groups)
