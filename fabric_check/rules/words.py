"""Words and numbers that several rules share: subjects, evidence, arithmetic, lists of names."""

from collections.abc import Iterable

from fabric_check.fabric.build import Fabric
from fabric_check.fabric.hops import Hop, Step
from fabric_check.fabric.ports import Cable, PortRef
from fabric_check.fabric.view import Attachment
from fabric_check.model import outcome
from fabric_check.model.outcome import Evidence, Gap, Subject
from fabric_check.model.source import Source
from fabric_check.model.text import printable


def port(ref: PortRef) -> Subject:
    """Return a port as a subject."""
    return Subject("port", ref.device, ref.interface)


def cable(one: Cable) -> Subject:
    """Return a link as a subject."""
    return Subject("link", one.a.device, one.a.interface, one.b.device, one.b.interface)


def pair(a: Attachment, b: Attachment) -> Subject:
    """Return two NICs as a subject."""
    return Subject("pair", a.nic.host, a.nic.name, b.nic.host, b.nic.name)


def link(step: Step) -> Subject:
    """Return the link of a step as a subject."""
    return cable(step.cable)


def mtu_subject(hop: Hop) -> Subject:
    """Return what carries the MTU of a port: itself, or its device where the setting is the whole switch's."""
    if hop.port is not None and hop.port.mtu is not None and hop.port.mtu.device_wide:
        return Subject("device", hop.ref.device)
    return port(hop.ref)


def mtu_evidence(fabric: Fabric, hop: Hop) -> tuple[Evidence, ...]:
    """Return the line that sets a port's MTU; where none does, the line that opens the port, else the model's."""
    facts = fabric.switches[hop.ref.device]
    port = hop.narrow or hop.port
    if port is None or port.mtu is None:
        return ()
    source = port.mtu.source or (None if port.mtu.device_wide else port.stanza) or facts.identity
    return (Evidence(hop.ref.device, source),) if source else ()


def mtu_words(fabric: Fabric, hop: Hop) -> str:
    """Return where a port's size comes from: ``mtu 9216, its hardware maximum: 9216 − 22 = 9194 …``."""
    profile = fabric.switches[hop.ref.device].profile
    port = hop.narrow or hop.port
    if port is None or port.mtu is None or profile is None:
        return "unknown"
    whose = f"its member {port.name}: " if hop.narrow else ""
    arithmetic = profile.mtu.arithmetic(port.mtu.value, tagged=hop.tagged)
    if port.mtu.source is None:
        return f"{whose}no `mtu` line, so the default {port.mtu.value}: {arithmetic}"
    maximum = ", its hardware maximum" if port.mtu.value == profile.mtu.maximum.value else ""
    return f"{whose}`{printable(port.mtu.source.text)}`{maximum}: {arithmetic}"


def size_gap(fabric: Fabric, hop: Hop) -> Gap:
    """Return that a port's size is open between two ends, with its arithmetic: only a measurement can tell."""
    why = f"it carries {hop.size} bytes ({mtu_words(fabric, hop)}): measure it"
    return Gap(hop.ref.device, hop.ref.interface, "MTU", why)


def ports(refs: Iterable[PortRef]) -> str:
    """Return ``Te1/0/1 and Te1/0/2 of pc8132-a``; at most four ports by name, the others as a number."""
    by_device: dict[str, list[str]] = {}
    for ref in sorted(set(refs), key=PortRef.natural):
        by_device.setdefault(ref.device, []).append(printable(ref.interface))
    return ", ".join(f"{_some(names)} of {device}" for device, names in by_device.items())


def _some(names: list[str]) -> str:
    if len(names) > 4:
        return f"{', '.join(names[:3])} and {len(names) - 3} more ports"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def nic_words(attachment: Attachment) -> str:
    """Return a NIC's IP MTU with its arithmetic: ``9600 bytes (*JumboPacket 9614 − 14 = 9600)``."""
    mtu = attachment.state.mtu
    return f"{mtu.ip_mtu} bytes ({mtu.arithmetic})" if mtu else "unknown"


def nic_mtu_evidence(attachment: Attachment) -> tuple[Evidence, ...]:
    """Return the line that sets a NIC's MTU."""
    mtu = attachment.state.mtu
    return (Evidence(attachment.nic.host, mtu.evidence()),) if mtu and mtu.evidence else ()


def nic_mtu_gap(attachment: Attachment) -> Gap:
    """Return why a NIC's MTU is not known."""
    why = attachment.state.why_no_mtu or "fabric.yaml does not declare its ip_mtu"
    return Gap(attachment.nic.host, attachment.nic.name, "MTU", why)


def basis(*attachments: Attachment) -> str:
    """Return ``declared`` where a NIC's numbers stand in fabric.yaml alone."""
    return "declared" if any(attachment.state.declared for attachment in attachments) else "configured"


def pairs(count: int) -> str:
    """Return ``1 pair of NICs`` or ``6 pairs of NICs``."""
    return f"{count} pair of NICs" if count == 1 else f"{count} pairs of NICs"


def more_pairs(count: int) -> str:
    """Return ``, and so it is for 2 more pairs of NICs``; empty for none."""
    return f", and so it is for {count} more {'pair' if count == 1 else 'pairs'} of NICs" if count else ""


def evidence(device: str, *sources: Source | None) -> tuple[outcome.Evidence, ...]:
    """Return the lines that there are; a source without a line stands for a file and shows nothing."""
    return tuple(Evidence(device, source) for source in sources if source is not None and source.line)
