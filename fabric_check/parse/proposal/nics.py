"""Which NICs of a host plausibly carry a network, as far as its facts tell, and which network that is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fabric_check.folder.read import HostFacts
from fabric_check.model.intent import Nic, Place
from fabric_check.parse import linux, windows
from fabric_check.parse.linux.links import INWARD
from fabric_check.parse.proposal.model import ProposedNic
from fabric_check.parse.sections import Row, Sections
from fabric_check.parse.stack import Stack
from fabric_check.parse.windows import teams, vnic, vswitch
from fabric_check.parse.windows.rows import first

_NOWHERE = Place(0, 0)
_NO_VLAN = 0
"""Asked for no VLAN, a Linux NIC is looked at by itself, without the VLAN devices above it."""
_LONGEST = 256
_OFF = frozenset({"disabled", "not present"})

UntaggedAt = Callable[[str], int | None]
"""For a host's interface, the VLAN that the switch port at its other end takes untagged frames into."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A NIC that may carry a network, and what its facts say of it."""

    name: str
    stack: Stack


def usable(name: str) -> bool:
    """Return whether fabric.yaml can name an interface so: on one line, printable, in links as in hosts."""
    return 0 < len(name) <= _LONGEST and name.isprintable() and name == name.strip()


def interface_names(facts: HostFacts) -> tuple[str, ...]:
    """Return the names of a host's interfaces that fabric.yaml can name; none where the facts do not list them."""
    sections = Sections(facts)
    listed = (
        windows.interfaces(sections) if facts.content.os == "windows" else linux.interfaces(sections)
    ) or ()
    same = str.casefold if facts.content.os == "windows" else str
    return tuple({same(name): name for name in reversed(listed) if usable(name)}.values())[::-1]


def nics(
    facts: HostFacts, names: tuple[str, ...], by_vlan: Mapping[int, str], untagged: UntaggedAt
) -> Iterator[ProposedNic]:
    """Yield a host's NICs, each with its networks or with what is not known of them."""
    sections = Sections(facts)
    for one in (_windows if facts.content.os == "windows" else _linux)(sections, names):
        tag = one.stack.tag
        if isinstance(tag, str):
            yield ProposedNic(one.name, (), f"which networks is not known: {tag}")
        elif tag.vlan is None:
            yield _untagged(one, by_vlan, untagged)
        elif tag.vlan in by_vlan:
            yield ProposedNic(one.name, (by_vlan[tag.vlan],), f"tags VLAN {tag.vlan}")
        else:
            yield ProposedNic(one.name, (), f"tags VLAN {tag.vlan}, which is no network above")


def _untagged(one: _Candidate, by_vlan: Mapping[int, str], untagged: UntaggedAt) -> ProposedNic:
    """Return a NIC that sends without a tag: the ports that it is plugged into say which VLAN that is."""
    vlans = {untagged(uplink) for uplink in one.stack.uplinks}
    vlan = vlans.pop() if len(vlans) == 1 else None
    if vlan is not None and vlan in by_vlan:
        return ProposedNic(
            one.name, (by_vlan[vlan],), f"sends untagged, and its port takes that as VLAN {vlan}"
        )
    return ProposedNic(
        one.name, (), "sends untagged, and no port is known that puts that into a network above"
    )


def _windows(sections: Sections, names: tuple[str, ...]) -> Iterator[_Candidate]:
    """Yield physical adapters, teams and host vNICs; not what lies below them, and not what is switched off."""
    for name in names:
        row = first(sections, "netAdapter", name)
        virtual = vnic.find(sections, name)
        if row is None or str(row[1].get("Status", "")).casefold() in _OFF:
            continue
        if virtual is None and (vswitch.above(sections, name) or not _real(sections, name, row[1])):
            continue
        yield _Candidate(name, windows.stack(sections, _nic(sections, name)))


def _real(sections: Sections, name: str, row: Row) -> bool:
    """Return whether an adapter is hardware or a team of it; facts that do not say leave it in."""
    return row.get("HardwareInterface") is not False or teams.is_team_interface(sections, name)


def _linux(sections: Sections, names: tuple[str, ...]) -> Iterator[_Candidate]:
    """Yield links that are up and the topmost of their kind: no loopback, no bridge or bond member, no VM's end."""
    found = linux.Links(sections)
    for name in names:
        row = found.rows[name][1]
        flags = row.get("flags")
        flags = flags if isinstance(flags, list) else []
        if "LOOPBACK" in flags or name == "lo" or row.get("link_type") == "loopback":
            continue
        if row.get("operstate") == "DOWN" or (flags and "UP" not in flags) or found.text(name, "master"):
            continue
        # What VLAN devices stand on sends through them.
        if found.kind(name) in INWARD or any(found.vlan_devices(name)):
            continue
        stack = linux.stack(found, _nic(sections, name), _NO_VLAN)
        if not stack.why_no_uplink:
            yield _Candidate(name, stack)


def _nic(sections: Sections, name: str) -> Nic:
    return Nic(sections.file, name, (), _NOWHERE)
