"""What has to be said to the kernel for a host's NICs: veth pairs, addresses and routes, as commands of ``ip``. No I/O.

The interfaces of the switches' side are called ``p0``, ``p1`` and so on, in the order of the truth.
"""

import ipaddress
from collections.abc import Iterator, Mapping

from fabric_check.lab.wires.truth import Nic, Truth, interfaces

Neighbours = Mapping[ipaddress.IPv4Network, list[tuple[ipaddress.IPv4Address, str]]]
"""Each subnet's addresses, and to which MAC address each belongs."""

WIDEST = 65535
SETTINGS = {
    # Only the fabric's own frames are on the wires.
    "ipv6/conf/all/disable_ipv6": "1",
    "ipv6/conf/default/disable_ipv6": "1",
    # A host with several NICs in one subnet answers for each by that one alone, as Windows does.
    "ipv4/conf/all/arp_ignore": "1",
    "ipv4/conf/all/arp_announce": "2",
    "ipv4/conf/all/rp_filter": "0",
    "ipv4/conf/default/rp_filter": "0",
    "ipv4/ping_group_range": "0 0",
}
"""Below ``/proc/sys/net``."""
_FIRST_TABLE = 1000


def pairs(first: int, host: int, nics: Mapping[str, Nic], namespace: int) -> list[str]:
    """Return what makes a host's NICs; *namespace* is the process that holds it, *first* the number of the first NIC."""
    return [
        f"link add p{first + number} mtu {WIDEST} type veth"
        f" peer name {name} netns {namespace} mtu {nics[label].ip_mtu} address {mac(host, number)}"
        for number, (label, name) in enumerate(interfaces(nics).items())
    ]


def mac(host: int, nic: int) -> str:
    """Return a locally administered address (IEEE 802, clause 8.4) that tells the host and the NIC."""
    return f"02:fc:{host >> 8 & 255:02x}:{host & 255:02x}:{nic >> 8 & 255:02x}:{nic & 255:02x}"


def neighbours(truth: Truth) -> Neighbours:
    """Return who is where in each subnet."""
    found: dict[ipaddress.IPv4Network, list[tuple[ipaddress.IPv4Address, str]]] = {}
    for host, nics in enumerate(truth.hosts.values()):
        for number, nic in enumerate(nics.values()):
            if nic.address is not None:
                own = ipaddress.IPv4Interface(nic.address)
                found.setdefault(own.network, []).append((own.ip, mac(host, number)))
    return found


def inside(nics: Mapping[str, Nic], known: Neighbours) -> list[str]:
    """Return what sets a host's NICs up in its namespace: what comes from an address leaves by that address's NIC."""
    commands = ["link set lo up"]
    for table, (label, name) in enumerate(interfaces(nics).items(), _FIRST_TABLE):
        commands.append(f"link set {name} up")
        if (address := nics[label].address) is not None:
            commands += _addressed(name, ipaddress.IPv4Interface(address), table, known)
    return commands


def _addressed(name: str, own: ipaddress.IPv4Interface, table: int, known: Neighbours) -> Iterator[str]:
    yield f"address add {own} dev {name}"
    yield f"rule add from {own.ip} lookup {table}"
    yield f"route add {own.network} dev {name} src {own.ip} table {table}"
    # Hosts know each other from the start: all namespaces share one table of at most 1024 neighbours that were asked for
    # (arp(7), gc_thresh3), and sixty hosts that ask for each other overflow it.
    for address, hardware in known.get(own.network, ()):
        if address != own.ip:
            yield f"neighbor replace {address} lladdr {hardware} dev {name} nud permanent"
