"""A NIC that does not tag as its switch port expects takes the port's way; below a vSwitch or team it tags nothing."""

from collections.abc import Iterator
from itertools import chain

from fabric_check.fabric.hops import Hop
from fabric_check.model.intent import Network
from fabric_check.parse.sections import Sections, names, text
from fabric_check.parse.windows import teams, vlan, vnic
from fabric_check.parse.windows.rows import enum
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.change import HostChange
from fabric_check.remedy.changes.windows import VLAN_ID, AdvancedProperty
from fabric_check.remedy.changes.windows_vlan import TeamVlan, VNicVlan
from fabric_check.remedy.hosts import is_linux, property_of, takes, with_facts, written
from fabric_check.rules.run import Judged

RULES = ("VLN105",)
_LINUX = "a VLAN device has to be made, or unmade, with its addresses: ip link add link NIC name NAME type vlan id VLAN"


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each NIC."""
    for found in with_facts(case):
        yield found if isinstance(found, Left) else _one(case, *found)


def _one(case: Case, judged: Judged, facts: Sections) -> Step | Left:
    wanted, why = None, "what lies above it tags"
    for network, hop in _wrong(case, judged):
        wanted = network.vlan if hop.tagged else None
        why = f"{hop.ref} expects {network.name} {'tagged' if hop.tagged else 'untagged'}"
        break
    change = _change(facts, judged.finding.device or "", judged.finding.interface or "", wanted)
    return Left(judged.id, change) if isinstance(change, str) else Step(change, frozenset({judged.id}), why)


def _wrong(case: Case, judged: Judged) -> Iterator[tuple[Network, Hop]]:
    """Yield where a NIC and its switch ports disagree: nothing for one that must not tag, whatever the port does."""
    finding = judged.finding
    for view in case.scene.views:
        for one in view.attachments:
            mine = (one.nic.host, one.nic.name) == (finding.device, finding.interface)
            if not mine or view.network.name not in finding.networks or one.state.tag is None:
                continue
            for hop in chain.from_iterable(step.hops for step in one.steps):
                expected = view.network.vlan if hop.tagged else None
                if hop.carries and hop.port is not None and expected != one.state.tag.vlan:
                    yield view.network, hop


def _change(facts: Sections, host: str, nic: str, wanted: int | None) -> HostChange | str:
    if is_linux(facts):
        return _LINUX
    virtual = vnic.find(facts, nic)
    if isinstance(virtual, str):
        return virtual
    if virtual is not None:
        return _vnic(facts, host, nic, virtual, wanted)
    return (_team if teams.is_team_interface(facts, nic) else _physical)(facts, host, nic, wanted)


def _vnic(facts: Sections, host: str, nic: str, virtual: vnic.VNic, wanted: int | None) -> HostChange | str:
    if not virtual.alone:
        return f"{host} has several vNICs named {virtual.name}, which the cmdlets cannot tell apart"
    isolated = vlan.isolates(facts, virtual)
    mode = next(
        (row.get("OperationMode") for _, row in vnic.of_vnic(facts, "vmNetworkAdapterVlan", virtual)), None
    )
    if isolated and wanted is None:
        return f"the isolation mode of {nic} tags it: whether that is to go is for a person to say"
    if not isolated and enum(mode, ("untagged", "access")) is None:
        return f"{nic} is in a mode of several VLANs: which it is to have is for a person to say"
    return VNicVlan(host, nic, virtual.name, wanted, isolation=isolated)


def _team(facts: Sections, host: str, nic: str, wanted: int | None) -> HostChange | str:
    for _, row in facts.rows("lbfoTeam"):
        if nic.casefold() in {one.casefold() for one in names(row.get("TeamNics")) or names(row.get("Name"))}:
            return TeamVlan(host, nic, text(row.get("Name")), wanted)
    return f"which team {nic} is the interface of is not known"


def _physical(facts: Sections, host: str, nic: str, wanted: int | None) -> HostChange | str:
    row = property_of(facts, nic, VLAN_ID)
    if row is None or not takes(row, wanted or 0):
        return f"the driver of {nic} has no {VLAN_ID}, or does not take {wanted or 0}"
    return AdvancedProperty(host, nic, str(row["RegistryKeyword"]), str(wanted or 0), written(row))
