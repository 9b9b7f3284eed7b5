"""The changes after which an interface of a host has a size: an IP MTU in bytes. Chooses no size."""

from collections.abc import Iterator

from fabric_check.parse.linux.links import ON_MEMBERS, ON_PARENT, Links
from fabric_check.parse.sections import Sections, whole_number
from fabric_check.parse.windows import nic as one_nic
from fabric_check.remedy.change import HostChange
from fabric_check.remedy.changes.linux import LinkMtu
from fabric_check.remedy.changes.windows import HEADERS, JUMBO_PACKET, AdvancedProperty, StackMtu, family
from fabric_check.remedy.hosts import least_from, property_of, written

_DEEPEST = 16


def windows(facts: Sections, host: str, nic: str, wanted: int) -> Iterator[HostChange | str]:
    """Yield what gives a Windows adapter a size: its driver's, and that of an IP stack that was lowered by itself."""
    driver, row = one_nic.driver_mtu(facts, nic), property_of(facts, nic, JUMBO_PACKET)
    packet = whole_number(row.get("RegistryValue")) if row else None
    apart = list(_apart(facts, nic, packet))
    for family_name, size in apart:
        if size != wanted:
            yield StackMtu(host, nic, family_name, wanted, size)
    has = None if isinstance(driver, str) else driver.ip_mtu.bytes
    if apart and (row is None or has is None or has >= wanted):
        return
    if row is None or packet is None:
        yield f"{nic} has no {JUMBO_PACKET} in the facts"
    elif has is None:
        yield str(driver)
    elif has != wanted:
        value = least_from(row, packet + wanted - has)
        if value is None:
            yield f"the driver of {nic} does not take {JUMBO_PACKET} {packet + wanted - has} or more"
        elif value != packet:
            yield AdvancedProperty(host, nic, str(row["RegistryKeyword"]), str(value), written(row))


def _apart(facts: Sections, nic: str, packet: int | None) -> Iterator[tuple[str, int]]:
    """Yield the IP stacks of an adapter whose size does not follow from its driver's, each with its size."""
    for _, row in facts.named("ipInterface", nic, "InterfaceAlias"):
        size = whole_number(row.get("NlMtu"))
        if size is not None and (packet is None or packet - size not in HEADERS):
            yield family(row), size


def linux(facts: Sections, host: str, nic: str, wanted: int) -> Iterator[HostChange | str]:
    """Yield what gives a Linux link a size, with all that the kernel changes along."""
    links = Links(facts)
    was = _size(links, nic)
    if was is None:
        yield f"{nic} has no mtu in the facts"
        return
    others = dict.fromkeys(_slaves(links, nic, wanted), wanted)
    if wanted < was:
        others |= dict.fromkeys(_above(links, [nic, *others], wanted), wanted)
    yield LinkMtu(host, nic, wanted, was, tuple(others.items()), _depth(links, nic))


def _slaves(links: Links, nic: str, wanted: int) -> Iterator[str]:
    """Yield the ports of a bond or team, which the kernel sets with it."""
    if links.kind(nic) in ON_MEMBERS - {"bridge"}:
        yield from (one for one in links.members.get(nic, ()) if _size(links, one) != wanted)


def _above(links: Links, below: list[str], wanted: int) -> Iterator[str]:
    """Yield what lies on links that become smaller and is larger still: the kernel lowers it along."""
    seen = set(below)
    while below:
        for one in links.on.get(below.pop(), ()):
            if one not in seen and (_size(links, one) or 0) > wanted:
                seen.add(one)
                below.append(one)
                yield one


def _depth(links: Links, nic: str) -> int:
    """Return how many links lie below one, on the longest way."""
    level = [nic]
    for depth in range(_DEEPEST):
        level = list(dict.fromkeys(one for name in level for one in _below(links, name)))
        if not level:
            return depth
    return _DEEPEST


def _below(links: Links, name: str) -> list[str]:
    if name not in links.rows:
        return []
    parent = links.parent(name) if links.kind(name) in ON_PARENT else None
    return [parent] if parent else links.members.get(name, [])


def _size(links: Links, name: str) -> int | None:
    return whole_number(links.rows[name][1].get("mtu")) if name in links.rows else None
