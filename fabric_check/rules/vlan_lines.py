"""Which line of a configuration says how a port treats one VLAN: what a person has to look at."""

import re
from bisect import bisect

from fabric_check.model.source import Source
from fabric_check.model.switch import Port, SwitchFacts

_RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


def vlan_line(facts: SwitchFacts, port: Port, vlan: int) -> Source | None:
    """Return the VLAN's own line about a port, or the port's about the VLAN; else the longest of the port's lists of VLANs.

    None where no line tells: then the place where it is missing is the line to look at.
    """
    openers: dict[int, int | None] = {}
    for number, source in facts.vlans.items():
        openers[source.line] = None if facts.ports_list_vlans else number
    if port.stanza is not None:
        openers[port.stanza.line] = None
    places = sorted(openers)
    own, listed = [], []
    for line in port.vlan_lines:
        # A line belongs to the section that is opened last before it: the port's, or a VLAN's.
        before = bisect(places, line.line)
        opener = openers[places[before - 1]] if before else None
        if opener is None:
            own.append(line)
        elif opener == vlan:
            listed.append(line)
    naming = [line for line in own if _names(line.text, vlan)]
    lists = sorted(
        (line for line in own if _RANGE.search(line.text)), key=lambda line: len(_RANGE.findall(line.text))
    )
    return next((lines[-1] for lines in (listed, naming, lists, own) if lines), None)


def where(facts: SwitchFacts, port: Port | None, vlan: int) -> Source | None:
    """Return the line about a VLAN, else the one that opens the port's section, else the one that tells the model."""
    line = vlan_line(facts, port, vlan) if port else None
    return line or (port.stanza if port else None) or facts.identity


def _names(text: str, vlan: int) -> bool:
    return any(int(low) <= vlan <= int(high or low) for low, high in _RANGE.findall(text))
