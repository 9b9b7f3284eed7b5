"""Addresses for the NICs of a lab: those that fabric.yaml gives, and for the others free ones of the same subnet. No I/O."""

import ipaddress
from collections.abc import Iterable, Iterator

Key = tuple[str, str]
"""A host, and the name of one of its NICs."""

POOL = ipaddress.IPv4Network("100.64.0.0/10")
"""Shared address space, which no rack uses for itself (RFC 6598)."""
POOL_PREFIX, NARROWEST, WIDEST = 20, 24, 8


def assign(networks: Iterable[Iterable[tuple[Key, str | None]]]) -> tuple[dict[Key, str], list[str]]:
    """Return each NIC's address with its prefix length, and notes of what fabric.yaml says in vain.

    Each network is a subnet: that of the addresses given in it, a /24 or as much larger as they need.
    """
    found: dict[Key, str] = {}
    notes: list[str] = []
    pools = POOL.subnets(new_prefix=POOL_PREFIX)
    for nics in networks:
        wanted = list(nics)
        given = dict(_given(wanted, notes))
        subnet = _subnet(list(given.values()), len(wanted)) if given else next(pools)
        free = (host for host in subnet.hosts() if host not in set(given.values()))
        for key, _ in wanted:
            found[key] = f"{given.get(key) or next(free)}/{subnet.prefixlen}"
    return found, notes


def _given(
    nics: Iterable[tuple[Key, str | None]], notes: list[str]
) -> Iterator[tuple[Key, ipaddress.IPv4Address]]:
    for key, written in nics:
        if written is None:
            continue
        try:
            yield key, ipaddress.IPv4Interface(written).ip
        except ValueError:
            notes.append(f"{key[0]}: {key[1]} gets an address of the lab's: {written!r} is no IPv4 address")


def _subnet(given: list[ipaddress.IPv4Address], nics: int) -> ipaddress.IPv4Network:
    for prefix in range(NARROWEST, WIDEST, -1):
        subnet = ipaddress.IPv4Network((given[0], prefix), strict=False)
        # A subnet's first and last address are nobody's.
        if subnet.num_addresses - 2 >= nics and all(address in subnet for address in given):
            return subnet
    return ipaddress.IPv4Network((given[0], WIDEST), strict=False)
