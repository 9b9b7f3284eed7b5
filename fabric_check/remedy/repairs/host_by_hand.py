"""Findings about hosts that no setting repairs for sure, and what a person has to do."""

from collections.abc import Iterator

from fabric_check.remedy.case import Case, Left, Step

_LOG = "it is a record of what happened: it goes when what caused it is repaired and the log moves on"
_WHY = {
    "HST105": "which kind of RDMA the network is to speak, and whether each card can, is for a person to say",
    "HST110": "which driver version is the good one is for a person to say, and no setting installs it",
    "HST112": "it shows in connections, not in a setting: it goes when RDMA works at both ends and they connect anew",
    "HST113": "whether the cards or the declaration in fabric.yaml is wrong is for a person to say",
    "EVT101": _LOG,
    "EVT102": _LOG,
    "EVT103": "the domain's trust is broken, which no setting of this fabric mends",
}
RULES = tuple(_WHY)


def repair(case: Case) -> Iterator[Step | Left]:
    """Leave each finding, with what a person has to do."""
    for judged in case.findings:
        yield Left(judged.id, _WHY[judged.rule.id])
