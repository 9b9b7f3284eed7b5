"""Makes fabrics from a seed: folders whose configurations satisfy what fabric.yaml declares.

Standard library alone: nothing of the program is imported, so that a shared mistake cannot hide.
"""

import random
from dataclasses import replace

from generator.build import Builder
from generator.hosts import attach
from generator.model import Fabric, Network
from generator.shapes import SHAPES

LOSSLESS = {"S4810", "S4820T", "S5000", "S6000", "MXL", "8132", "8132F", "8164", "N4032", "N4064F"}
"""Models that have PFC, and of which sources tell all that a lossless network rests on. Of others the verdict is open."""

# name, IP MTU in a jumbo fabric, lossless priority, RoCE
PURPOSES = (
    ("live-migration", 9000, None, False),
    ("smb-a", 9000, 3, True),
    ("smb-b", 9000, 3, True),
    ("cluster", 1500, None, False),
    ("iscsi", 9000, None, False),
    ("san", 9000, 4, False),
    ("management", 1500, None, False),
    ("backup", 4000, None, False),
)


def generate(
    seed: int, shape: str | None = None, size: int | None = None, hosts: int | None = None
) -> Fabric:
    """Return the fabric of a seed. *size*: switches at the bottom; *hosts*: how many in all."""
    for attempt in range(100):
        fabric = _attempt(random.Random(f"fabric {seed} {attempt}"), seed, shape, size, hosts)
        if fabric.networks:
            return fabric
    raise ValueError(f"seed {seed} gives no network that joins two hosts")


def _attempt(
    dice: random.Random, seed: int, shape: str | None, size: int | None, hosts: int | None
) -> Fabric:
    names = list(SHAPES)
    shape = shape or names[seed % len(names)]
    jumbo = dice.random() < 0.8
    chosen = sorted(dice.sample(range(len(PURPOSES)), dice.randint(2, 4)))
    vlans = dice.sample(range(2, 4001), len(chosen))
    networks = [
        Network(name, vlan, ip_mtu if jumbo else 1500, priority, rdma)
        for vlan, (name, ip_mtu, priority, rdma) in zip(
            vlans, (PURPOSES[index] for index in chosen), strict=True
        )
    ]
    fabric = Fabric(seed, shape, networks, declared=dice.random() < 0.4)
    builder = Builder(fabric, dice)
    sites = SHAPES[shape](builder, size or dice.randint(2, 5))
    count = hosts or dice.randint(3, 10)
    for number in range(1, count + 1):
        attach(builder, number, sites[(number - 1) % len(sites)] if number <= 2 else dice.choice(sites))
    _settle(fabric)
    if dice.random() < 0.4:
        _prune(fabric)
    return fabric


def _settle(fabric: Fabric) -> None:
    """Declare only networks that join two hosts; what else was built stays in the configs, undeclared."""
    users = {
        network.name: {
            host.name for host in fabric.hosts.values() for one in host.endpoints if one.network is network
        }
        for network in fabric.networks
    }
    fabric.networks = [network for network in fabric.networks if len(users[network.name]) > 1]
    if any(switch.model.name not in LOSSLESS for switch in fabric.switches.values()):
        _lossy(fabric)
    kept = {network.name for network in fabric.networks}
    for switch in fabric.switches.values():
        switch.dcb = any(network.priority is not None for network in fabric.networks)
    for host in list(fabric.hosts.values()):
        host.endpoints = [one for one in host.endpoints if one.network.name in kept]
        if not host.endpoints:
            del fabric.hosts[host.name]
        host.lossless = {one.network.priority for one in host.endpoints if one.network.priority is not None}
        host.pfc = set(host.lossless)
    fabric.links = [
        link for link in fabric.links if link.a[0] in fabric.switches or link.a[0] in fabric.hosts
    ]


def _lossy(fabric: Fabric) -> None:
    """Let no network ask for what some of the switches do not have, or do not say."""
    plain = {network.name: replace(network, priority=None, rdma=False) for network in fabric.networks}
    fabric.networks = list(plain.values())
    for host in fabric.hosts.values():
        for endpoint in host.endpoints:
            endpoint.network = plain.get(endpoint.network.name, endpoint.network)


def _prune(fabric: Fabric) -> None:
    """Take networks that nobody needs on a switch at the edge off both ends of its uplinks."""
    below: dict[str, set[int]] = {name: set() for name in fabric.switches}
    for link in fabric.links:
        host = fabric.hosts.get(link.a[0])
        below[link.b[0]] |= {one.network.vlan for one in host.endpoints} if host else set()
    for switch in fabric.switches.values():
        if not switch.name.startswith(("leaf", "tor", "rack")):
            continue
        spare = {network.vlan for network in fabric.networks} - below[switch.name]
        for link in fabric.links:
            if {link.a[0], link.b[0]} <= set(fabric.switches) and switch.name in {link.a[0], link.b[0]}:
                for device, name in (link.a, link.b):
                    port = fabric.switches[device].ports[name]
                    lag = fabric.switches[device].ports[port.member_of] if port.member_of else port
                    lag.tagged -= spare
                    if spare:
                        lag.all_vlans = False
