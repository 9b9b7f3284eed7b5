"""Members of a port-channel whose DCB differs get the same: what networks ask for, else what most of them have."""

from collections import Counter
from collections.abc import Iterator

from fabric_check.model.dcb import DcbxRole, Setting
from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.change import SwitchChange
from fabric_check.remedy.changes.dcbx import Role
from fabric_check.remedy.changes.pfc import FlowControl
from fabric_check.remedy.changes.qos import TrustDot1p
from fabric_check.remedy.dcb.asked import Asked, applied
from fabric_check.remedy.dcb.maps import Maps
from fabric_check.remedy.dcb.ports import Ports

RULES = ("DCB113",)
Answer = tuple[SwitchChange, str]


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each port-channel."""
    asked = Asked(case)
    for judged in case.findings:
        facts = case.switch(judged)
        ports = asked.ports(judged) if facts else []
        if facts is None or facts.dcb is None or any(port.dcb is None for port in ports):
            yield Left(judged.id, "the switch's DCB is not read")
            continue
        answers = [*_alike(facts, ports), *_scheme(case, asked, facts, ports)]
        for change, why in answers:
            yield Step(change, frozenset({judged.id}), why)
        if not answers:
            yield Left(judged.id, "which member is right is for a person to say")


def _scheme(case: Case, asked: Asked, facts: SwitchFacts, ports: list[Port]) -> Iterator[Answer]:
    """Yield what makes PFC and ETS alike, where they differ."""
    if len({applied(port).pfc.value for port in ports}) == 1 and len({_shares(port) for port in ports}) == 1:
        return
    if facts.dcb is not None and facts.dcb.maps is not None:
        found = Maps(case, asked, facts.device).repair(ports)
    else:
        found = Ports(case, asked, facts.device).repair("DCB102", ports)
    if not isinstance(found, str):
        yield from found


def _shares(port: Port) -> frozenset[object]:
    return frozenset((g.priorities, g.bandwidth, g.strict) for g in applied(port).groups.value or ())


def _alike(facts: SwitchFacts, ports: list[Port]) -> Iterator[Answer]:
    """Yield what makes trust, pause and role alike."""
    roles = [applied(port).role.value for port in ports]
    usual = max(roles, key=Counter(roles).__getitem__)
    for port in ports:
        dcb = applied(port)
        if dcb.trusts_dot1p.value is False and _differ([applied(one).trusts_dot1p for one in ports]):
            yield (
                TrustDot1p(facts.device, port.name, line=_line(dcb.trusts_dot1p)),
                "its other members trust 802.1p",
            )
        if dcb.flow_control.value and _differ([applied(one).flow_control for one in ports]):
            yield (
                FlowControl(facts.device, port.name, on=False, line=_line(dcb.flow_control)),
                "PFC excludes 802.3x pause",
            )
        if dcb.role.value is not usual and isinstance(usual, DcbxRole) and usual is not DcbxRole.OFF:
            was = dcb.role.value if dcb.role.line() else None
            yield Role(facts.device, port.name, usual, was), "its other members have that role"


def _differ(settings: list[Setting[bool]]) -> bool:
    return len({setting.value for setting in settings}) > 1


def _line(setting: Setting[bool]) -> str:
    line = setting.line()
    return line.text if line else ""
