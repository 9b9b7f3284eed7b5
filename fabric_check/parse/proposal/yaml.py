"""A proposal as the text of fabric.yaml. What is only likely stands behind ``# ?``; what is to be said, behind SAY."""

from collections.abc import Iterable, Iterator

from fabric_check.folder.fabric_schema import SCHEMA
from fabric_check.model.switch import SwitchFacts
from fabric_check.parse.proposal.model import (
    End,
    Proposal,
    ProposedHost,
    ProposedLink,
    ProposedNetwork,
    ProposedNic,
    Stranger,
)
from fabric_check.parse.proposal.quote import plain, quoted, word

MARK = "SAY"
"""What marks the lines that want a word from a person."""
_LIKELY = "# ? "


def as_yaml(proposal: Proposal, schema: str) -> str:
    """Return fabric.yaml; its first line names the JSON Schema that editors check it with."""
    return "\n".join([f"# yaml-language-server: $schema={schema}", *_lines(proposal)]) + "\n"


def _lines(proposal: Proposal) -> Iterator[str]:
    yield "# Proposed by `fabric-check init` from the configs and facts of this folder; nothing in it is known to be right."
    yield "# Lines with `# ?` are only likely: complete them and take that mark away, or delete them."
    yield f"# Lines with {MARK} want a word from you."
    yield f"schema: {SCHEMA}"
    yield f"name: {word(proposal.name)}"
    yield from _networks(proposal)
    yield from _switches(proposal)
    yield from _hosts(proposal)
    yield from _links(proposal.links)


def _networks(proposal: Proposal) -> Iterator[str]:
    if not proposal.networks:
        yield f"networks: {{}}   # {MARK} at least one, in the form {{live-migration: {{vlan: 120, ip_mtu: 9000}}}}: no VLAN is tagged on two ports"
    else:
        yield f"networks:   # {MARK} for each whether ip_mtu is the largest packet that hosts must be able to send; delete what does not matter"
        for network in proposal.networks:
            if network.role:
                yield f"  # {MARK} whether this is the {network.role.name} network, as its name has it; {network.role.why}"
            yield f"  {_network(network)}   # {plain(network.why)}"
        for role in proposal.roles:
            yield f"  {_LIKELY}{role.name}: {{vlan: <which>, ip_mtu: 9000, {role.declares}}}   # {MARK} which network above this is, by what stands behind ip_mtu; {role.why}"
    if proposal.left_out:
        yield f"  # No network is proposed for these VLANs: {proposal.left_out}."


def _network(network: ProposedNetwork) -> str:
    role = f", {network.role.declares}" if network.role else ""
    return f"{word(network.name)}: {{vlan: {network.vlan}, ip_mtu: {network.ip_mtu}{role}}}"


def _switches(proposal: Proposal) -> Iterator[str]:
    yield "switches:" if proposal.switches else "switches: {}"
    for name, facts in proposal.switches.items():
        yield from _switch(name, facts)
    for file, why in proposal.skipped:
        yield f"  # {plain(file)} was left out: {plain(why)}"


def _switch(name: str, facts: SwitchFacts) -> Iterator[str]:
    if facts.profile is None:
        yield f"  {word(name)}:"
        yield f"    # {MARK} the model: {plain(facts.unknown or '')}"
        yield "    # profile: dell/...   # `fabric-check profiles list` shows the models"
        return
    line = f", line {facts.identity.line}" if facts.identity and facts.identity.line else ""
    yield f"  {word(name)}:   # {plain(facts.profile.id)}, recognised from {plain(facts.file)}{line}"
    if facts.unknown:
        yield f"    # {MARK} it whole, by saving this config again: {plain(facts.unknown)}"


def _hosts(proposal: Proposal) -> Iterator[str]:
    yield "hosts:" if proposal.hosts else f"{_LIKELY}hosts:" if proposal.strangers else "# hosts:"
    if not (proposal.hosts or proposal.strangers):
        yield f"  # {MARK} which hosts are plugged in: there are no facts, and no description names one"
    for host in proposal.hosts:
        yield from _host(host)
    for stranger in proposal.strangers:
        yield from _stranger(stranger)


def _host(host: ProposedHost) -> Iterator[str]:
    yield f"  {word(host.name)}:"
    yield f"    os: {host.os}"
    if any(nic.networks for nic in host.nics):
        yield "    nics:"
    elif host.nics:
        yield f"    {_LIKELY}nics:"
    else:
        yield f"    # nics:   # {MARK} which NICs carry which networks: the facts list none"
    for nic in host.nics:
        yield f"      {_nic(nic)}"


def _nic(nic: ProposedNic) -> str:
    if nic.networks:
        return (
            f"{quoted(nic.name)}: {{networks: [{', '.join(map(word, nic.networks))}]}}   # {plain(nic.why)}"
        )
    return f"{_LIKELY}{quoted(nic.name)}: {{networks: [<which>]}}   # {MARK} which, or delete this: {plain(nic.why)}"


def _stranger(stranger: Stranger) -> Iterator[str]:
    yield f"  {_LIKELY}{word(stranger.name)}:   # {MARK} os, ip_mtu and tagged if this is a host; facts/{stranger.name}.json says them for you"
    yield f"  {_LIKELY}  os: <windows or linux>"
    yield f"  {_LIKELY}  nics:"
    for name, (networks, who) in stranger.nics.items():
        carried = ", ".join(map(word, networks)) or "<which>"
        key = quoted(name) if name is not None else "<which NIC>"
        yield f"  {_LIKELY}    {key}: {{networks: [{carried}], ip_mtu: <its IP MTU>, tagged: <true or false>}}   # {plain(who)}"


def _links(links: Iterable[ProposedLink]) -> Iterator[str]:
    links = list(links)
    certain = [link for link in links if not link.likely]
    yield "links:" if certain else f"{_LIKELY}links:" if links else "# links:"
    yield f"  # {MARK} what else is plugged in where: only descriptions were looked at"
    for link in links:
        mark = _LIKELY if link.likely else ""
        ask = f"{MARK} whether: " if link.likely else ""
        yield f"  {mark}- endpoints: [{_end(link.a)}, {_end(link.b)}]   # {ask}{plain(link.why)}"


def _end(end: End) -> str:
    device, interface = end.device or "<which device>", end.interface or "<which port>"
    return quoted(f"{device}:{interface}")
