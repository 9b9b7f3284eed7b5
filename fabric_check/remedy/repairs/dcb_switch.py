"""DCB of a whole switch: turned on, its buffers, its trust of 802.1p, and 802.3x pause on a port beside PFC."""

from collections.abc import Iterator

from fabric_check.model.switch import SwitchFacts
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.change import SwitchChange
from fabric_check.remedy.changes.dcb_switch import DcbOn, PfcBuffers
from fabric_check.remedy.changes.pfc import FlowControl
from fabric_check.remedy.changes.qos import TrustDot1p
from fabric_check.remedy.dcb.asked import applied
from fabric_check.rules import dcb_words
from fabric_check.rules.run import Judged

RULES = ("DCB101", "DCB106", "DCB109", "DCB112", "DCB114")


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each switch, or port."""
    for judged in case.findings:
        facts = case.switch(judged)
        answer = _one(case, judged, facts) if facts and facts.dcb else "the switch's DCB is not read"
        if isinstance(answer, str):
            yield Left(judged.id, answer)
        else:
            yield Step(answer[0], frozenset({judged.id}), answer[1])


def _one(case: Case, judged: Judged, facts: SwitchFacts) -> tuple[SwitchChange, str] | str:
    names = ", ".join(judged.finding.networks)
    match judged.rule.id:
        case "DCB101":
            if facts.dcb is None or facts.dcb.capable.value is False:
                return "this hardware has no PFC: move the NICs to a switch that has it"
            return DcbOn(
                facts.device
            ), f"without DCB the switch pauses nothing, and {names} must not lose frames"
        case "DCB106":
            return _pause(case, judged, facts)
        case "DCB109":
            return _trust(case, judged, facts)
        case "DCB114":
            return _buffers(case, facts)
        case _:
            return "the line holds from the next reload on: plan one"


def _pause(case: Case, judged: Judged, facts: SwitchFacts) -> tuple[SwitchChange, str] | str:
    port = case.port(judged)
    if port is None:
        return "the port is not in the config"
    if facts.dcb is not None and facts.dcb.flow_control_yields:
        return "it goes away when the port has PFC"
    line = applied(port).flow_control.line()
    change = FlowControl(facts.device, port.name, on=False, line=line.text if line else "")
    return change, "802.3x pause stops all classes of a link at once, and PFC excludes it"


def _trust(case: Case, judged: Judged, facts: SwitchFacts) -> tuple[SwitchChange, str] | str:
    port = case.port(judged)
    some = port or facts.unmentioned or next(iter(facts.ports.values()))
    line = applied(some).trusts_dot1p.line()
    change = TrustDot1p(facts.device, judged.finding.interface, line=line.text if line else "")
    return (
        change,
        f"the priority of {', '.join(judged.finding.networks)} lives in the tag, and has to choose the queue",
    )


def _buffers(case: Case, facts: SwitchFacts) -> tuple[SwitchChange, str] | str:
    dcb = facts.dcb
    ports = dcb_words.by_switch(case.scene).get(facts.device, [])
    if dcb is None or dcb.buffers is None or not ports:
        return "no line reserves buffers"
    if "stack-unit all pfc-buffering" not in dcb.buffers.source.text:
        return "buffers are reserved unit by unit: which unit needs more is for a person to say"
    queues = dcb.queues.value or tuple(range(8))
    paused = max(len({queues[p] for p in one.dcb.pfc.value or ()}) for one in ports)
    change = PfcBuffers(
        facts.device,
        max(len(ports), dcb.buffers.ports),
        max(paused, dcb.buffers.queues),
        dcb.buffers.source.text,
    )
    return change, f"{len(ports)} ports pause up to {paused} queues"
