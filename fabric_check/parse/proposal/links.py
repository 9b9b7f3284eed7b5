"""Links from descriptions. Two ports that name each other, and no third, are a link; the rest is only likely.

A host cannot answer, so a port that names a host's NIC is believed unless another port names the same one.
"""

from collections.abc import Iterator, Mapping

from fabric_check.model.switch import SwitchFacts
from fabric_check.parse.proposal.directory import Directory
from fabric_check.parse.proposal.mentions import Mentions, PortKey, mentions
from fabric_check.parse.proposal.model import End, ProposedLink
from fabric_check.parse.proposal.quote import remark


def links(switches: Mapping[str, SwitchFacts], directory: Directory) -> tuple[ProposedLink, ...]:
    """Return the links, in the order of the switches and their ports, the certain ones first."""
    said = mentions(switches, directory)
    found = [*_between_switches(said), *_to_hosts(said)]
    found += [
        ProposedLink(End(*key), End(None, None), f"several devices are named: {remark(words)}", likely=True)
        for key, words in said.of_several
    ]
    return tuple(sorted(found, key=lambda link: link.likely))


def _between_switches(said: Mentions) -> Iterator[ProposedLink]:
    done: set[frozenset[PortKey]] = set()
    for key, by_peer in said.of_switches.items():
        for peer, what in by_peer.items():
            answers = _answers(said, key, peer)
            certain = len(answers) == 1 and _answers(said, (peer, answers[0]), key[0]) == [key[1]]
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


def _answers(said: Mentions, key: PortKey, peer: str) -> list[str]:
    """Return the ports of *peer* that this port may lead to: those that name it, or leave open which they mean."""
    device, _ = key
    mine = said.of_switches.get(key, {}).get(peer)
    if mine is None:
        return []
    naming = said.naming.get((peer, key), [])
    if mine.ports:
        return [
            name
            for name in mine.ports
            if name in naming
            or ((back := said.of_switches.get((peer, name), {}).get(device)) and not back.ports)
        ]
    return list(naming) or list(said.blank.get((peer, device), ()))


def _to_hosts(said: Mentions) -> Iterator[ProposedLink]:
    claims: dict[End, list[PortKey]] = {}
    for key, end, _ in said.of_hosts:
        claims.setdefault(end, []).append(key)
    for key, end, words in said.of_hosts:
        if end.interface is None:
            yield ProposedLink(End(*key), end, f"which NIC is not said by {remark(words)}", likely=True)
        elif len(claims[end]) > 1:
            yield ProposedLink(End(*key), end, "more than one port names this NIC", likely=True)
        else:
            yield ProposedLink(End(*key), end, remark(words))
