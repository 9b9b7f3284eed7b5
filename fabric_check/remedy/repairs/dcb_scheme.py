"""PFC and ETS of ports that lossless traffic crosses: what networks ask for, and nothing else.

Where a map says it, the map is what is repaired, for all ports that have it; members of a port-channel get the same.
"""

from collections.abc import Iterator

from fabric_check.model.switch import Port
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.dcb.asked import Asked
from fabric_check.remedy.dcb.maps import Maps
from fabric_check.remedy.dcb.ports import Ports
from fabric_check.rules.run import Judged

RULES = ("DCB102", "DCB103", "DCB104", "DCB105", "DCB107", "DCB108")


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each map, or port."""
    asked = Asked(case)
    maps: dict[str, Maps] = {}
    for judged in case.findings:
        facts = case.switch(judged)
        if facts is None or facts.dcb is None:
            yield Left(judged.id, "the switch's DCB is not read")
            continue
        ports = asked.ports(judged)
        if facts.dcb.maps is None:
            answers = Ports(case, asked, facts.device).repair(judged.rule.id, ports)
        else:
            answers = maps.setdefault(facts.device, Maps(case, asked, facts.device)).repair(
                _alike(judged, ports)
            )
        if isinstance(answers, str):
            yield Left(judged.id, answers)
        else:
            yield from (Step(change, frozenset({judged.id}), why) for change, why in answers)


def _alike(judged: Judged, ports: list[Port]) -> list[Port]:
    """Return the ports to give one map; of a link's end with a map, all ports that have it are not this finding's."""
    return ports if judged.finding.subject.kind != "link" else [port for port in ports if port.dcb]
