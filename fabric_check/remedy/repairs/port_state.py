"""A port that a path needs is shut, or is no switchport: it is put to use, once it is known why it was not."""

from collections.abc import Iterator

from fabric_check.fabric.ports import PortRef
from fabric_check.model.switch import Port
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.changes.port import PortState
from fabric_check.rules.run import Judged

RULES = ("LNK103",)


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each port, and for the members of a port-channel that is up with none of them up."""
    for judged in case.findings:
        port = case.port(judged)
        if port is None:
            switch = case.switch(judged) is not None
            why = (
                "the port is not in the config"
                if switch
                else "why the host's NIC is off is for a person to say"
            )
            yield Left(judged.id, why)
            continue
        yield from _one(case, judged, port)


def _one(case: Case, judged: Judged, port: Port) -> Iterator[Step | Left]:
    device, name = judged.finding.device or "", judged.finding.interface or ""
    ref = PortRef(device, name)
    if not port.switching and not case.scene.fabric.members(ref) and _meets_a_port_channel(case, ref):
        yield Left(
            judged.id,
            "the other end is a port-channel: whether this port is to be in one is for a person to say",
        )
        return
    findings = frozenset({judged.id})
    why = f"{', '.join(judged.finding.networks)} needs it; see first why it was left so"
    if not port.up or not port.switching:
        change = PortState(device, name, None if port.up else True, None if port.switching else True)
        yield Step(change, findings, why)
    elif not case.scene.fabric.any_member_up(ref):
        for member in case.scene.fabric.members(ref):
            yield Step(
                PortState(device, member.name, up=True), findings, f"{name} has no member that is up; {why}"
            )


def _meets_a_port_channel(case: Case, ref: PortRef) -> bool:
    fabric = case.scene.fabric
    return any(
        fabric.members(cable.far(ref.device))
        for cable in fabric.cables
        if ref in (cable.a, cable.b) and cable.far(ref.device).device in fabric.switches
    )
