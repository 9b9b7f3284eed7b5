"""A configured MTU is above what the switch model can do.

## What it checks
The `mtu` of each port on a path, of a port-channel's members, or of the whole switch, is at most the model's maximum for
the release that it runs.

## Why it matters
The command was refused, or the text is another switch's, or an upgrade lowered the maximum: a C9010 took 12000 until 9.9
and takes 9216 since 9.10. The size that the config promises is not the size that passes.

## How it is decided
The platform's own number against the profile's maximum for the release in the config's head. Where the maximum is not
known from a source, the answer is unknown, with the reason.

## Example that fails
`mtu 12000` on an S4048-ON, whose maximum is 9216.

## Example that passes
`mtu 9216` on it.

## Fix and its safety
Set the port to the maximum, and the hosts to fit. Disruptive on that port.

## Limits
Only ports on a path are judged.

## References
Each profile names its sources: `fabric-check profiles show dell/s4048-on`.
"""

from collections.abc import Iterator

from fabric_check.fabric.build import Fabric
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import NetworkView
from fabric_check.model.outcome import Answer, Finding, Gap, Pass, Severity, Subject, Unknown
from fabric_check.model.switch import Port
from fabric_check.rules import words


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each port, or each device whose MTU is one setting."""
    answers: dict[Subject, Answer] = {}
    for view in scene.views:
        for ref, use in view.uses.items():
            members = view.fabric.members(ref)
            for port in (use.hop.port, *members):
                if port is not None and port.mtu is not None:
                    answer = _port(view, ref, port, use.pairs)
                    answers.setdefault(answer.subject, answer)
    yield from answers.values()


def _port(view: NetworkView, ref: PortRef, port: Port, pairs: int) -> Answer:
    fabric = view.fabric
    facts = fabric.switches[ref.device]
    whole = port.mtu is not None and port.mtu.device_wide
    subject = (
        Subject("device", ref.device) if whole else Subject("port", ref.device, port.name or ref.interface)
    )
    if facts.profile is None or port.mtu is None or port.mtu.source is None:
        return Pass(subject)
    maximum = facts.profile.mtu.maximum
    if maximum.value is None:
        why = f"the maximum of {facts.profile.id} is not known: {maximum.source}"
        return Unknown(subject, (Gap(ref.device, "", "maximum MTU", why),), pairs)
    if port.mtu.value <= maximum.value:
        return Pass(subject)
    return _finding(fabric, subject, view.network.name, port, maximum.value, pairs)


def _finding(fabric: Fabric, subject: Subject, network: str, port: Port, maximum: int, pairs: int) -> Finding:
    facts = fabric.switches[subject.device or ""]
    model = facts.profile.name if facts.profile else ""
    release = f" on {facts.release}" if facts.release else ""
    value = port.mtu.value if port.mtu else 0
    return Finding(
        Severity.ERROR,
        subject,
        (network,),
        f"{subject.interface or subject.device} has mtu {value}, above the {maximum} that a {model}{release} can do.",
        words.evidence(subject.device or "", port.mtu.source if port.mtu else None),
        pairs,
    )
