"""The switch's side of a NIC that sends more than its path carries: the ports that are too small go up, if they can."""

from collections.abc import Iterator

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.units import IpMtu
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.sizes import device_wide, least, maximum, resize, usual
from fabric_check.rules.run import Judged

RULES = ("MTU102",)


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each NIC, by every port on its ways that is too small."""
    for judged in case.findings:
        yield from _nic(case, judged)


def _nic(case: Case, judged: Judged) -> Iterator[Step | Left]:
    found = _narrow(case, judged)
    for hop, needs in found.values():
        facts = case.world.switches[hop.ref.device]
        lowest, most = least(facts, hop.port, needs), maximum(facts)
        if lowest is None or most is None or lowest > most:
            yield Left(judged.id, f"{hop.ref} stops at mtu {most}, and {needs} bytes need {lowest}")
            return
    if not found:
        yield Left(judged.id, "no port is known that is too small")
    for hop, needs in found.values():
        yield from _up(case, judged, hop, needs)


def _narrow(case: Case, judged: Judged) -> dict[object, tuple[Hop, IpMtu]]:
    """Return the ports that carry less than the NIC sends, by what is to change, with the largest size asked of each."""
    found: dict[object, tuple[Hop, IpMtu]] = {}
    for view in case.scene.views:
        for nic in view.attachments:
            if (nic.nic.host, nic.nic.name) != (judged.finding.device, judged.finding.interface):
                continue
            for hop in _hops(view, nic):
                if hop.size is not None and nic.state.mtu is not None and nic.state.mtu.ip_mtu > hop.size.low:
                    facts = case.world.switches[hop.ref.device]
                    key = hop.ref.device if device_wide(facts, hop.ref.interface) else hop.ref
                    before = found.get(key)
                    needs = max(nic.state.mtu.ip_mtu, before[1]) if before else nic.state.mtu.ip_mtu
                    found[key] = (hop, needs)
    return found


def _hops(view: NetworkView, nic: Attachment) -> Iterator[Hop]:
    """Yield the ports on the ways to one partner of each kind."""
    for relation in view.relations:
        for group, other in relation.sides():
            partner = other.partner(nic) if nic in group.members else None
            route = view.route(nic, partner) if partner else None
            if route is not None:
                yield from route.hops


def _up(case: Case, judged: Judged, hop: Hop, needs: IpMtu) -> Iterator[Step]:
    facts = case.world.switches[hop.ref.device]
    lowest, most = least(facts, hop.port, needs) or 0, maximum(facts) or 0
    value, why = usual(case, facts, lowest, most)
    port = hop.narrow or hop.port
    at_default = port is not None and port.mtu is not None and port.mtu.source is None
    for change in resize(case, hop.ref.device, hop.ref.interface, value):
        yield Step(change, frozenset({judged.id}), f"{why}; {needs} bytes need {lowest}", natural=at_default)
