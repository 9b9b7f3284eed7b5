"""What networks ask of a switch's ports: which priorities must not lose frames, with which shares, in which queues."""

from collections.abc import Iterable, Mapping

from fabric_check.fabric.ports import PortRef
from fabric_check.model.dcb import PortDcb
from fabric_check.model.switch import Port
from fabric_check.remedy.case import Case
from fabric_check.remedy.dcb.scheme import Demand
from fabric_check.rules import dcb_words
from fabric_check.rules.run import Judged

_OF_SWITCH = {"DCB107": dcb_words.groups_of_switch, "DCB108": dcb_words.queues_of_switch}
"""What the finding of a whole switch is about: the ports that have its setting."""


class Asked:
    """The demands on each port of a fabric."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.crossed: Mapping[PortRef, dcb_words.Judged] = {
            one.at.ref: one for one in case.scene.once(dcb_words.judged)
        }
        self._networks = case.world.folder.intent.networks.values()

    def ports(self, judged: Judged) -> list[Port]:
        """Return the physical ports that a finding wants repaired: all that have the map, or the switch's setting, or its port."""
        finding = judged.finding
        facts = self.case.world.switches[finding.device or ""]
        if finding.subject.kind == "map":
            return [
                port for port in facts.ports.values() if port.dcb and port.dcb.map == finding.subject.name
            ]
        if finding.subject.kind == "device":
            theirs = _OF_SWITCH[judged.rule.id]
            return [one.port for one in self.crossed.values() if one.device == facts.device and theirs(one)]
        ref = PortRef(facts.device, finding.interface or "")
        port = self.case.scene.fabric.port(ref)
        return list(self.case.scene.fabric.members(ref)) or ([port] if port else [])

    def demand(self, device: str, ports: Iterable[Port]) -> Demand | None:
        """Return what is asked of ports that are to have one setting; None where nothing lossless crosses them."""
        used = [one for port in ports if (one := self.crossed.get(PortRef(device, port.name)))]
        if not used:
            return None
        first = used[0]
        declared = {n.lossless.priority for n in self._networks if n.lossless}
        lossless = frozenset(p for one in used for p in one.at.priorities)
        lossless |= (first.dcb.pfc.value or frozenset()) & declared
        shares = {
            n.lossless.priority: n.lossless.bandwidth
            for one in used
            for n, _ in one.at.uses
            if n.lossless and n.lossless.bandwidth is not None
        }
        queues = None if first.switch.limit_counts_priorities else first.queues.value
        lossy = frozenset(n.priority for n in self._networks if n.priority is not None)
        return Demand(lossless, shares, queues, lossy)

    def too_many(self, device: str, demand: Demand) -> str:
        """Return why a switch cannot keep so many classes lossless, or nothing."""
        dcb = self.case.world.switches[device].dcb
        limit = dcb.lossless_limit.value if dcb else None
        queues = demand.queues or tuple(range(8))
        classes = len({queues[p] for p in demand.lossless})
        if limit is None or classes <= limit:
            return ""
        return f"networks ask for {classes} lossless classes and this model keeps {limit}: declare fewer"


def applied(port: Port) -> PortDcb:
    """Return a port's DCB; the caller knows that it is read."""
    if port.dcb is None:
        raise ValueError(f"{port.name} has no DCB")
    return port.dcb
