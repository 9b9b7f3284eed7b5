"""A NIC whose packets are too large, or too small, takes the size that its networks declare, if its driver can.

A NIC below a vSwitch, a team or a VLAN device takes the largest that what lies on it needs.
"""

from collections.abc import Iterator

from fabric_check.model.host import NicMtu
from fabric_check.model.intent import Network
from fabric_check.parse.sections import Sections
from fabric_check.remedy import host_sizes
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.hosts import is_linux, with_facts
from fabric_check.rules.run import Judged

RULES = ("MTU102", "MTU103", "MTU104")


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each NIC."""
    for found in with_facts(case):
        if isinstance(found, Left):
            yield found
        else:
            yield from _one(case, *found)


def _one(case: Case, judged: Judged, facts: Sections) -> Iterator[Step | Left]:
    host, none = judged.finding.device or "", True
    sizes = host_sizes.linux if is_linux(facts) else host_sizes.windows
    for interface, wanted, names in _wanted(case, judged):
        for change in sizes(facts, host, interface, wanted):
            none = False
            if isinstance(change, str):
                yield Left(judged.id, change)
            else:
                yield Step(change, frozenset({judged.id}), f"ip_mtu {wanted}, as {names} has it")
    if none:
        yield Left(judged.id, "no setting of this NIC is known that would change its size")


def _wanted(case: Case, judged: Judged) -> list[tuple[str, int, str]]:
    """Return the interfaces that change, each with its size and the networks that ask for it.

    To send less, it is enough that the NIC itself does; to send more, all that lies below it has to.
    """
    larger, smaller = list[tuple[str, int, str]](), list[tuple[str, int, str]]()
    for layer in _layers(case, judged):
        networks = _networks(case, judged.finding.device or "", layer.interface)
        wanted = max(network.ip_mtu.bytes for network in networks)
        names = ", ".join(network.name for network in networks if network.ip_mtu.bytes == wanted)
        if layer.ip_mtu.bytes < wanted:
            larger.append((layer.interface, wanted, names))
        elif layer.ip_mtu.bytes > wanted and judged.rule.id != "MTU104":
            smaller.append((layer.interface, wanted, names))
    own = [one for one in smaller if one[0] == judged.finding.interface]
    return [*larger, *(own or smaller)]


def _layers(case: Case, judged: Judged) -> list[NicMtu]:
    """Return every size on the way of the NICs that a name stands for, each interface once."""
    found: dict[str, NicMtu] = {}
    nic = judged.finding.interface
    for (name, _), state in case.world.hosts[judged.finding.device or ""].nics.items():
        for layer in state.layers:
            if nic in (name, layer.interface):
                found.setdefault(layer.interface, layer)
    return list(found.values())


def _networks(case: Case, host: str, interface: str) -> list[Network]:
    """Return the networks whose packets pass an interface."""
    networks = case.world.folder.intent.networks
    passing = dict.fromkeys(
        name
        for (_, name), state in case.world.hosts[host].nics.items()
        if any(layer.interface == interface for layer in state.layers)
    )
    return [networks[name] for name in passing]
