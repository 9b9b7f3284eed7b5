"""Findings that no line of a configuration repairs, and why."""

from collections.abc import Iterator

from fabric_check.remedy.case import Case, Left, Step

_WHY = {
    "LNK102": "a cable, or a line of fabric.yaml, is missing: no configuration brings it",
    "VLN104": "another VLAN for this network has to be chosen, and set on every host and switch of it",
}
RULES = tuple(_WHY)


def repair(case: Case) -> Iterator[Step | Left]:
    """Leave each finding, with what a person has to do."""
    for judged in case.findings:
        yield Left(judged.id, _WHY[judged.rule.id])
