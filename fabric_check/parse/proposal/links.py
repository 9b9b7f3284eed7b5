"""Links from descriptions. Two ports that name each other, and no third, are a link; the rest is only likely.

A port-channel speaks through its members too: what they say of a switch is said of the port-channel. A host cannot
answer, so a port that names a host's NIC is believed unless another port names the same one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fabric_check.model.switch import Port, SwitchFacts
from fabric_check.parse.proposal.directory import Directory
from fabric_check.parse.proposal.model import End, ProposedLink
from fabric_check.parse.proposal.quote import remark

PortKey = tuple[str, str]
"""A switch and one of its ports; of a member, the port-channel."""


@dataclass(slots=True)
class _Said:
    """What one port says of one switch: the ports it names there, and its words."""

    ports: dict[str, None] = field(default_factory=dict)
    words: str = ""


@dataclass(slots=True)
class _Mentions:
    """Everything that descriptions say, by who says it."""

    of_switches: dict[PortKey, dict[str, _Said]] = field(default_factory=dict)
    of_hosts: list[tuple[PortKey, End, str]] = field(default_factory=list)
    of_several: list[tuple[PortKey, str]] = field(default_factory=list)
    blank: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    naming: dict[tuple[str, PortKey], list[str]] = field(default_factory=dict)


def links(switches: Mapping[str, SwitchFacts], directory: Directory) -> tuple[ProposedLink, ...]:
    """Return the links, in the order of the switches and their ports, the certain ones first."""
    mentions = _mentions(switches, directory)
    found = [*_between_switches(mentions), *_to_hosts(mentions)]
    found += [
        ProposedLink(End(*key), End(None, None), f"several devices are named: {remark(words)}", likely=True)
        for key, words in mentions.of_several
    ]
    return tuple(sorted(found, key=lambda link: link.likely))


def _mentions(switches: Mapping[str, SwitchFacts], directory: Directory) -> _Mentions:
    found = _Mentions()
    for device, facts in switches.items():
        own_words: set[tuple[str, str]] = set()
        ports = sorted(facts.ports.values(), key=lambda port: port.lag is None)
        for port in ports:
            if port.description:
                _mention(found, switches, directory, device, port, own_words)
    for (device, port_name), said in found.of_switches.items():
        for peer, what in said.items():
            if not what.ports:
                found.blank.setdefault((device, peer), []).append(port_name)
            for name in what.ports:
                found.naming.setdefault((device, (peer, name)), []).append(port_name)
    return found


def _mention(
    found: _Mentions,
    switches: Mapping[str, SwitchFacts],
    directory: Directory,
    device: str,
    port: Port,
    by_members: set[tuple[str, str]],
) -> None:
    """Note what one port says. *by_members*: the port-channels whose members name a host themselves."""
    words = port.description or ""
    named = directory.named(words, device)
    if len(named) > 1:
        found.of_several.append(((device, port.name), words))
    if len(named) != 1:
        return
    [one] = named
    if one.device not in switches:
        if port.lag is not None:
            by_members.add((port.lag, one.device))
        if (port.name, one.device) not in by_members:
            found.of_hosts.append(((device, port.name), End(one.device, one.interface), words))
        return
    said = found.of_switches.setdefault((device, port.lag or port.name), {}).setdefault(one.device, _Said())
    said.words = said.words or words
    if one.interface is not None:
        said.ports[_logical(switches[one.device], one.interface)] = None


def _logical(facts: SwitchFacts, name: str) -> str:
    port = facts.ports.get(name)
    return port.lag if port and port.lag else name


def _between_switches(mentions: _Mentions) -> Iterator[ProposedLink]:
    done: set[frozenset[PortKey]] = set()
    for key, said in mentions.of_switches.items():
        for peer, what in said.items():
            answers = _answers(mentions, key, peer)
            certain = len(answers) == 1 and _answers(mentions, (peer, answers[0]), key[0]) == [key[1]]
            port = answers[0] if certain else next(iter(what.ports)) if len(what.ports) == 1 else None
            pair = frozenset((key, (peer, port or "")))
            if pair in done:
                continue
            done.add(pair)
            if certain:
                yield ProposedLink(End(*key), End(peer, port), "both ends say so")
                continue
            if len(answers) > 1 or len(what.ports) > 1:
                why = f"several ports may be meant by {remark(what.words)}"
            elif answers:
                why = f"{peer} {answers[0]} is named by more than one port"
            else:
                why = f"{remark(what.words)}, which no port of {peer} answers"
            yield ProposedLink(End(*key), End(peer, port), why, likely=True)


def _answers(mentions: _Mentions, key: PortKey, peer: str) -> list[str]:
    """Return the ports of *peer* that this port may lead to: those that name it, or leave open which they mean."""
    device, _ = key
    mine = mentions.of_switches.get(key, {}).get(peer)
    if mine is None:
        return []
    naming = mentions.naming.get((peer, key), [])
    if mine.ports:
        return [
            name
            for name in mine.ports
            if name in naming
            or ((said := mentions.of_switches.get((peer, name), {}).get(device)) and not said.ports)
        ]
    return list(naming) or list(mentions.blank.get((peer, device), ()))


def _to_hosts(mentions: _Mentions) -> Iterator[ProposedLink]:
    claims: dict[End, list[PortKey]] = {}
    for key, end, _ in mentions.of_hosts:
        claims.setdefault(end, []).append(key)
    for key, end, words in mentions.of_hosts:
        if end.interface is None:
            yield ProposedLink(End(*key), end, f"which NIC is not said by {remark(words)}", likely=True)
        elif len(claims[end]) > 1:
            yield ProposedLink(End(*key), end, "more than one port names this NIC", likely=True)
        else:
            yield ProposedLink(End(*key), end, remark(words))
