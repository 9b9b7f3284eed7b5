"""Devices that only descriptions name: most often hosts whose facts are not in the folder. Always left to the person."""

import re
from collections.abc import Iterator, Mapping

from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.parse.proposal.directory import LONGEST, Directory
from fabric_check.parse.proposal.model import End, ProposedLink, Stranger
from fabric_check.parse.proposal.nics import usable
from fabric_check.parse.proposal.quote import remark

_WORD = re.compile(r"(?<![A-Za-z0-9._-])[A-Za-z0-9][A-Za-z0-9._-]{0,62}(?![A-Za-z0-9_/-])", re.ASCII)
_NO_NAME = re.compile(
    r"(?:te|tengig|gi|gig|fo|po|ch|lag|port|port-channel|portchannel|vlan|slot|nic|eth|ens|eno|idrac|ilo|ipmi|unit|rack|row|"
    r"u|bay|blade|patch|panel|cable|room|ticket|chg|inc)[-_.]?[0-9].*|[0-9].*",
    re.ASCII | re.IGNORECASE,
)
"""Words with a digit that name a place or a port rather than a device."""


def strangers(
    switches: Mapping[str, SwitchFacts], directory: Directory, by_vlan: Mapping[int, str]
) -> tuple[tuple[Stranger, ...], tuple[ProposedLink, ...]]:
    """Return the devices that are named and not in the folder, and the links to them."""
    names: dict[str, str] = {}
    nics: dict[str, dict[str | None, tuple[tuple[str, ...], str]]] = {}
    links: list[ProposedLink] = []
    networks = {name.casefold() for name in by_vlan.values()}
    for device, facts in switches.items():
        for port in facts.ports.values():
            if not (port.description and port.up and port.switching):
                continue
            if directory.named(port.description, device):
                continue
            for name, nic in _named(port.description, {device.casefold(), *networks}):
                known = names.setdefault(name.casefold(), name)
                who = f"{device} {port.name}: {remark(port.description)}"
                nics.setdefault(known, {}).setdefault(nic, (_networks(facts, port, by_vlan), who))
                why = f"{known} is not in the folder"
                links.append(ProposedLink(End(device, port.name), End(known, nic), why, likely=True))
    return tuple(Stranger(name, found) for name, found in nics.items()), tuple(links)


def _named(text: str, known: set[str]) -> Iterator[tuple[str, str | None]]:
    """Yield the first word that looks like a device's name, with what follows it as the name of its NIC; not what is *known*."""
    text = text[:LONGEST]
    for match in _WORD.finditer(text):
        name = match[0].rstrip(".-_")
        if name.casefold() in known or _NO_NAME.fullmatch(name):
            continue
        # Names of hosts are numbered, or of several parts; `uplink` and `server` are just words.
        if re.search(r"[0-9]|[a-z]-[a-z]", name, re.IGNORECASE):
            nic = text[match.end() :].strip(" \t:,;.-_/|()[]")
            yield name, nic if usable(nic) else None
            return


def _networks(facts: SwitchFacts, port: Port, by_vlan: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(name for vlan, name in by_vlan.items() if vlan in facts.vlans and port.carries(vlan))
