"""Where a fault can be made: every port, member, switch, NIC, endpoint and cable of a fabric, with what is true there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generator.model import Endpoint, Fabric, Host, Network, Nic, Port, Switch
from scoreboard.graph import End, Graph

WORDS = ("port", "member", "switch", "nic", "endpoint", "cable", "network")


@dataclass
class Place:
    """One place. *facts* are what a kind's ``where`` asks for; *names* are what its ``expect`` may speak of."""

    what: str
    facts: dict[str, Any]
    names: dict[str, str]
    touches: set[str]
    switch: Switch | None = None
    port: Port | None = None
    host: Host | None = None
    nic: Nic | None = None
    endpoint: Endpoint | None = None
    networks: tuple[Network, ...] = ()
    peers: tuple[End, ...] = ()


def places(fabric: Fabric) -> list[Place]:
    """Return every place of a fabric, always in the same order."""
    graph = Graph.of(fabric)
    found = list(_ports(fabric, graph))
    on_path = {(place.names["switch"], place.names["port"]) for place in found}
    found += _members(fabric, found)
    found += _switches(fabric, found)
    found += _host_places(fabric, graph, found)
    found += _cables(fabric, on_path)
    found += _networks(fabric, found)
    for place in found:
        place.facts["declared"] = fabric.declared
    return found


def _switch_facts(switch: Switch) -> dict[str, Any]:
    return {
        "dialect": switch.model.dialect,
        "generation": switch.model.generation,
        "model": switch.model.name,
        "release": switch.release,
        "default_known": switch.model.default is not None,
        "maximum": switch.model.maximum,
        "device_mtu": switch.system_mtu is not None,
        "paired": switch.peer is not None,
        "dcb": switch.dcb,
    }


def _crossing(networks: list[Network]) -> dict[str, Any]:
    return {
        "jumbo": any(network.ip_mtu > 1536 for network in networks),
        "largest": max(network.ip_mtu for network in networks),
        "lossless": any(network.priority is not None for network in networks),
        "all_rdma": all(network.rdma for network in networks),
        "rdma": any(network.rdma for network in networks),
        "all_lossless": all(network.priority is not None for network in networks),
        "one_network": len(networks) == 1,
        "crossing_priorities": len(
            {network.priority for network in networks if network.priority is not None}
        ),
    }


def _ports(fabric: Fabric, graph: Graph) -> Iterator[Place]:
    kinds = {link.b: fabric.hosts[link.a[0]].kind for link in fabric.links if link.a[0] in fabric.hosts}
    for switch in fabric.switches.values():
        for port in switch.ports.values():
            end = (switch.name, port.name)
            networks = [one for one in fabric.networks if graph.crossed(end, one)]
            if port.member_of is not None or not networks:
                continue
            cables = [cable for cable in graph.cables if end in cable]
            peers = tuple(a if b == end else b for a, b in cables)
            cut = [graph.cut_without(end, one) for one in networks]
            members = switch.members(port.name)
            kind = next(
                (
                    kinds[switch.name, one.name]
                    for one in (port, *members)
                    if (switch.name, one.name) in kinds
                ),
                None,
            )
            facts = _switch_facts(switch) | _crossing(networks) | {
                "role": port.role, "lag": port.lag, "static": port.static, "members": len(members),
                "cut": all(cut), "redundant": not any(cut), "mode": port.mode, "mtu": port.mtu,
                "native": port.native is not None, "tagged": bool(port.tagged), "all_vlans": port.all_vlans,
                "leg": port.pair_id is not None, "host_kind": kind, "peers": len(peers),
                "only_tagged": all(one.vlan in port.tagged for one in networks),
                "only_native": all(one.vlan == port.native for one in networks),
                "vlan_mtu": min((switch.vlan_mtu.get(one.vlan, 0) for one in networks), default=0),
                "peer_dialect": fabric.switches[peers[0][0]].model.dialect if peers else None,
                "priorities": len({one.priority for one in fabric.networks if one.priority is not None}),
                "peer_native": bool(peers) and _has_native(fabric, peers[0]),
            }  # fmt: skip
            names = {"switch": switch.name, "port": port.name}
            if peers:
                names |= {"peer_switch": peers[0][0], "peer_port": peers[0][1]}
            names |= _host_names(fabric, graph, end)
            touched = {switch.name, *(peer[0] for peer in peers)}
            if switch.peer:
                touched.add(switch.peer)
            touched |= {link.a[0] for link in fabric.links if graph.plugs.get(link.a) == end}
            yield Place("port", facts, names, touched, switch, port, networks=tuple(networks), peers=peers)


def _host_names(fabric: Fabric, graph: Graph, end: End) -> dict[str, str]:
    """Return the names of the endpoint at a port, where there is only one."""
    found = [
        {"host": host.name, "endpoint": endpoint.name}
        for host in fabric.hosts.values()
        for endpoint in host.endpoints
        if any(graph.plugs.get((host.name, nic)) == end for nic in endpoint.uplinks)
    ]
    return found[0] if len(found) == 1 else {}


def _has_native(fabric: Fabric, end: End) -> bool:
    """Whether a port takes untagged frames: by its native VLAN, or VLAN 1 where a PowerConnect port has it."""
    switch, port = fabric.switches[end[0]], fabric.switches[end[0]].ports[end[1]]
    itself = switch.model.dialect == "dnos6" and (port.mode == "general" or port.all_vlans or port.lists_one)
    return itself or port.native is not None


def _members(fabric: Fabric, ports: list[Place]) -> Iterator[Place]:
    written = {end for link in fabric.links for end in (link.a, link.b)}
    for place in ports:
        if place.switch is None or place.port is None or not place.port.lag:
            continue
        for member in place.switch.members(place.port.name):
            names = place.names | {"member": member.name}
            facts = place.facts | {"written": (place.switch.name, member.name) in written}
            yield Place(
                "member", facts, names, place.touches, place.switch, member,
                networks=place.networks, peers=place.peers,
            )  # fmt: skip


def _switches(fabric: Fabric, ports: list[Place]) -> Iterator[Place]:
    for switch in fabric.switches.values():
        mine = [place for place in ports if place.switch is switch]
        networks = [one for one in fabric.networks if any(one in place.networks for place in mine)]
        if networks:
            facts = _switch_facts(switch) | _crossing(networks)
            yield Place(
                "switch",
                facts,
                {"switch": switch.name},
                set(fabric.switches),
                switch,
                networks=tuple(networks),
            )


def _host_places(fabric: Fabric, graph: Graph, ports: list[Place]) -> Iterator[Place]:
    narrow = {
        network.name: min((_frame(place) for place in ports if network in place.networks), default=0)
        for network in fabric.networks
    }
    alike = len(
        {
            (host.name, uplink)
            for host in fabric.hosts.values()
            for one in host.endpoints
            for uplink in one.uplinks
            if host.os == "windows" and one.network.priority is not None
        }
    )
    for host in fabric.hosts.values():
        common = {"kind": host.kind, "os": host.os, "endpoints": len(host.endpoints), "nics": len(host.nics)}
        for endpoint in host.endpoints:
            network = endpoint.network
            shared = sum(one.network is network for other in fabric.hosts.values() for one in other.endpoints)
            facts = common | _crossing([network]) | {
                "tagged": endpoint.vlan != 0, "isolation": endpoint.isolation, "users": shared,
                "narrow": narrow[network.name] < 9618, "pinned": endpoint.pinned, "lowest": narrow[network.name],
            }  # fmt: skip
            names = {"host": host.name, "endpoint": endpoint.name}
            nics = [nic for nic in host.nics if nic.name in endpoint.uplinks]
            for nic in nics:
                plug = graph.plugs.get((host.name, nic.name))
                yield Place(
                    "endpoint" if nic is nics[0] else "second-uplink",
                    facts | {"largest_nic": network.ip_mtu == nic.size},
                    names | {"nic": nic.name}, {host.name, *([plug[0]] if plug else [])},
                    host=host, nic=nic, endpoint=endpoint, networks=(network,),
                )  # fmt: skip
        for nic in host.nics:
            above = [one for one in host.endpoints if nic.name in one.uplinks]
            if above:
                plug = graph.plugs.get((host.name, nic.name))
                facts = common | _crossing([one.network for one in above]) | {
                    "above": len(above), "alike": alike, "roce_frame": nic.roce_frame is not None,
                    "users": sum(bool(other.endpoints) for other in fabric.hosts.values()),
                }  # fmt: skip
                yield Place(
                    "nic", facts, {"host": host.name, "nic": nic.name}, {host.name, *([plug[0]] if plug else [])},
                    host=host, nic=nic, networks=tuple(one.network for one in above),
                )  # fmt: skip


def _frame(place: Place) -> int:
    port, switch = place.port, place.switch
    if port is None or switch is None or port.member_of:
        return 99999
    return port.mtu or switch.system_mtu or switch.model.default or 1518


def _cables(fabric: Fabric, on_path: set[End]) -> Iterator[Place]:
    graph = Graph.of(fabric)
    for number, link in enumerate(fabric.links):
        if link.a[0] in fabric.hosts:
            host = fabric.hosts[link.a[0]]
            networks = [one.network for one in host.endpoints if link.a[1] in one.uplinks]
            alone = [one for one in host.endpoints if one.uplinks == [link.a[1]]]
            users = max((len(list(graph.users(one))) for one in networks), default=0)
            facts = {
                "to": "host",
                "alone": len(alone) == len(networks) == 1,
                "kind": host.kind,
                "users": users,
            }
            facts["number"] = number
            names = {"host": host.name, "nic": link.a[1], "endpoint": alone[0].name if alone else ""}
            yield Place("cable", facts, names, {host.name, link.b[0]}, host=host, networks=tuple(networks))
        elif graph.carrier(link.a) in on_path:
            bundled = fabric.switches[link.a[0]].ports[link.a[1]].member_of is not None
            single = (
                sum(
                    graph.carrier(one.a) == graph.carrier(link.a)
                    for one in fabric.links
                    if one.a[0] in fabric.switches
                )
                == 1
            )
            end = graph.carrier(link.a)
            networks = [one for one in fabric.networks if graph.crossed(end, one)]
            facts = {"to": "switch", "bundled": bundled, "number": number}
            facts["cut"] = single and all(graph.cut_without(end, one) for one in networks)
            yield Place("cable", facts, {}, set(fabric.switches), networks=tuple(networks))


def _networks(fabric: Fabric, ports: list[Place]) -> Iterator[Place]:
    for network in fabric.networks:
        mine = [place for place in ports if place.what == "port" and network in place.networks]
        dialects = {place.facts["dialect"] for place in mine}
        facts = {
            "lossless": network.priority is not None, "ip_mtu": network.ip_mtu,
            "ftos": "ftos" in dialects, "dnos6": dialects == {"dnos6"},
            "untagged": any(port.native for one in fabric.switches.values() for port in one.ports.values()),
            "on_way": {place.names["switch"] for place in mine},
        }  # fmt: skip
        yield Place("network", facts, {"network": network.name}, set(fabric.switches), networks=(network,))
