"""Joins the parts of a proposal: switches, then networks, then links, then the hosts that hang on them."""

from collections.abc import Mapping, Sequence

from fabric_check.folder.scan import Found
from fabric_check.model.intent import Place, Switch
from fabric_check.model.profile import Profile
from fabric_check.model.switch import SwitchFacts
from fabric_check.parse.proposal import presets
from fabric_check.parse.proposal.directory import Directory
from fabric_check.parse.proposal.links import links as find_links
from fabric_check.parse.proposal.model import Proposal, ProposedHost, ProposedLink
from fabric_check.parse.proposal.networks import networks as find_networks
from fabric_check.parse.proposal.nics import UntaggedAt, interface_names, nics
from fabric_check.parse.proposal.strangers import strangers as find_strangers
from fabric_check.parse.switches import switch_facts

_NOWHERE = Place(0, 0)


def propose(found: Found, profiles: Mapping[str, Profile], name: str, wanted: Sequence[str] = ()) -> Proposal:
    """Return what a folder's configs and facts suggest for its fabric.yaml.

    *name* is the fabric's, *wanted* are presets by name.
    """
    switches = {
        device: switch_facts(Switch(device, _NOWHERE), config, profiles)
        for device, config in found.configs.items()
    }
    interfaces = {host: interface_names(facts) for host, facts in found.facts.items()}
    directory = Directory(switches, interfaces)
    found_networks, left_out = find_networks(switches)
    networks, roles = presets.apply(found_networks, wanted)
    by_vlan = {network.vlan: network.name for network in networks}
    links = find_links(switches, directory)
    strangers, guesses = find_strangers(switches, directory, by_vlan)
    hosts = tuple(
        ProposedHost(
            host,
            facts.content.os,
            tuple(nics(facts, interfaces[host], by_vlan, _untagged(switches, links, host))),
        )
        for host, facts in found.facts.items()
    )
    return Proposal(
        name, switches, networks, left_out, hosts, strangers, (*links, *guesses), found.skipped, roles
    )


def _untagged(switches: Mapping[str, SwitchFacts], links: tuple[ProposedLink, ...], host: str) -> UntaggedAt:
    """Return what tells the VLAN of untagged frames of a host's interface, by the links that are certain."""
    at = {
        link.b.interface: switches[link.a.device].ports[link.a.interface].untagged
        for link in links
        if not link.likely and link.b.device == host and link.a.device and link.a.interface
    }

    def untagged(interface: str) -> int | None:
        return at.get(interface)

    return untagged
