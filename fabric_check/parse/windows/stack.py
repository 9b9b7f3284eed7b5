"""A Windows NIC with what carries it: a vNIC over its vSwitch, a team over its members, or a physical NIC alone."""

from fabric_check.model.host import NicBelow, NicMtu, NicTag
from fabric_check.model.intent import Nic
from fabric_check.model.units import IpMtu
from fabric_check.parse.sections import Sections
from fabric_check.parse.stack import Stack
from fabric_check.parse.windows import nic as one_nic
from fabric_check.parse.windows import teams, vlan, vnic, vswitch
from fabric_check.parse.windows.vnic import VNic
from fabric_check.parse.windows.vswitch import Ground


def stack(sections: Sections, nic: Nic) -> Stack:
    """Return a NIC's stack. A declared ``uplink`` wins over whatever the facts say of it."""
    virtual = vnic.find(sections, nic.name)
    ground = Ground(nic.uplink) if nic.uplink else _ground(sections, nic.name, virtual)
    if isinstance(ground, str):
        sizes = (one_nic.mtu(sections, nic.name), ground)
        return Stack((nic.name,), sizes, _tag(sections, nic.name, virtual), ground)
    if virtual is None and ground.uplinks == (nic.name,):
        return _alone(sections, nic.name)
    below = (*ground.uplinks, *ground.between)
    return Stack(
        ground.uplinks,
        _sizes(sections, nic.name, ground),
        _tag(sections, nic.name, virtual),
        between=(nic.name, *ground.between),
        below=tuple(_below(sections, name) for name in below),
    )


def _ground(sections: Sections, nic: str, virtual: VNic | str | None) -> Ground | str:
    if virtual is not None:
        told = vnic.ground(sections, virtual) if isinstance(virtual, VNic) else virtual
        if not isinstance(told, str) or not any(map(sections.why_unknown, ("vmNetworkAdapter", "vmSwitch"))):
            return told
        # Without Hyper-V's own word, the stacking of adapters tells the same where it is complete.
        found = teams.physical_below(sections, nic)
        return Ground(found) if found else told
    if teams.is_team_interface(sections, nic):
        members = teams.members(sections, nic)
        return members if isinstance(members, str) else Ground(members)
    return Ground((nic,))


def _alone(sections: Sections, nic: str) -> Stack:
    """Return the stack of a physical NIC. Where it lies below a vSwitch or team, what stands above it tags."""
    above = vswitch.above(sections, nic)
    if above is None:
        why = one_nic.missing(sections, nic)
        return Stack((nic,), (one_nic.mtu(sections, nic),), one_nic.tag(sections, nic), why)
    why = f"{sections.file}: {nic!r} lies below {above}; declare the NIC above it"
    return Stack((nic,), (one_nic.mtu(sections, nic),), why, below=(_below(sections, nic),))


def _sizes(sections: Sections, nic: str, ground: Ground) -> tuple[NicMtu | str, ...]:
    """Return the settings on the way. A team's interface follows its members, so only a lower one of its own counts."""
    members = [one_nic.driver_mtu(sections, name) for name in ground.uplinks]
    smallest = min((size.ip_mtu for size in members if isinstance(size, NicMtu)), default=None)
    teamed = [one_nic.mtu(sections, name) for name in ground.between]
    lowered = [size for size in teamed if isinstance(size, NicMtu) and _lower(size, smallest)]
    own = one_nic.mtu(sections, nic)
    follows = teams.is_team_interface(sections, nic) and isinstance(own, NicMtu) and not _lower(own, smallest)
    return (*(() if follows else (own,)), *lowered, *members)


def _lower(size: NicMtu, than: IpMtu | None) -> bool:
    return than is None or size.ip_mtu < than


def _tag(sections: Sections, nic: str, virtual: VNic | str | None) -> NicTag | str:
    if isinstance(virtual, VNic):
        return vlan.tag(sections, virtual)
    if isinstance(virtual, str):
        return virtual
    if above := vswitch.above(sections, nic):
        return f"{sections.file}: {nic!r} lies below {above}; declare the NIC above it"
    return teams.tag(sections, nic) if teams.is_team_interface(sections, nic) else one_nic.tag(sections, nic)


def _below(sections: Sections, name: str) -> NicBelow:
    team = teams.is_team_interface(sections, name)
    tag = teams.tag(sections, name) if team else one_nic.tag(sections, name)
    return NicBelow(name, tag) if isinstance(tag, NicTag) else NicBelow(name, why_no_tag=tag)
