"""A NIC that does not tag as its switch port expects takes the port's way; below a vSwitch or team it tags nothing.

With ``--prefer switch``, and where a host is declared by hand, the port takes the NIC's way instead.
"""

from collections.abc import Iterator
from itertools import chain

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.vlans import NO_VLANS, VlanSet
from fabric_check.parse.sections import Sections, names, text
from fabric_check.parse.windows import teams, vlan, vnic
from fabric_check.parse.windows.rows import enum
from fabric_check.remedy.carry import carry
from fabric_check.remedy.case import Case, Left, Step
from fabric_check.remedy.change import Change
from fabric_check.remedy.changes.windows import VLAN_ID, AdvancedProperty
from fabric_check.remedy.changes.windows_vlan import TeamVlan, VNicVlan
from fabric_check.remedy.hosts import NO_FACTS, facts_of, is_linux, property_of, takes, written
from fabric_check.rules.run import Judged

RULES = ("VLN105",)


def repair(case: Case) -> Iterator[Step | Left]:
    """Answer for each NIC."""
    for judged in case.findings:
        wrong = _wrong(case, judged)
        if wrong is None:
            yield from _answers(judged, [_host(case, judged, None)], "what lies above it tags")
            continue
        view, attachment, hops = wrong
        facts = case.world.folder.facts.get(judged.finding.device or "")
        if facts is None or case.prefer == "switch":
            changes = [_switch(case, view, attachment, hop) for hop in hops]
            yield from _answers(judged, changes, f"{attachment.nic.name} sends {view.network.name} so")
        else:
            wanted = view.network.vlan if hops[0].tagged else None
            expects = "tagged" if hops[0].tagged else "untagged"
            why = f"{hops[0].ref} expects {view.network.name} {expects}"
            yield from _answers(judged, [_host(case, judged, wanted)], why)


def _answers(judged: Judged, changes: list[Change | str], why: str) -> Iterator[Step | Left]:
    for change in changes:
        if isinstance(change, str):
            yield Left(judged.id, change)
        else:
            yield Step(change, frozenset({judged.id}), why)


def _wrong(case: Case, judged: Judged) -> tuple[NetworkView, Attachment, list[Hop]] | None:
    """Return where a NIC and its switch ports disagree; None for one that must not tag, whatever the port does."""
    finding = judged.finding
    for view in case.scene.views:
        for one in view.attachments:
            if (
                (one.nic.host, one.nic.name) == (finding.device, finding.interface)
                and view.network.name in finding.networks
                and (tag := one.state.tag)
            ):
                hops = [
                    hop
                    for hop in chain.from_iterable(step.hops for step in one.steps)
                    if hop.carries and hop.port and (view.network.vlan if hop.tagged else None) != tag.vlan
                ]
                if hops:
                    return view, one, hops
    return None


def _switch(case: Case, view: NetworkView, attachment: Attachment, hop: Hop) -> Change | str:
    tag, own = attachment.state.tag, view.network.vlan
    if tag is None or tag.vlan not in (None, own):
        return f"{NO_FACTS}, and no port is to carry another network's VLAN for it"
    tagged = NO_VLANS if tag.vlan is None else VlanSet.of([own])
    return carry(case, hop.ref, tagged, own if tag.vlan is None else None)


def _host(case: Case, judged: Judged, wanted: int | None) -> Change | str:
    host, nic = judged.finding.device or "", judged.finding.interface or ""
    facts = facts_of(case, host)
    if facts is None:
        return NO_FACTS
    if is_linux(facts):
        return "a VLAN device has to be made, or unmade, with its addresses: ip link add link NIC name NAME type vlan id N"
    virtual = vnic.find(facts, nic)
    if isinstance(virtual, str):
        return virtual
    if virtual is not None:
        return _vnic(facts, host, nic, virtual, wanted)
    return (_team if teams.is_team_interface(facts, nic) else _physical)(facts, host, nic, wanted)


def _vnic(facts: Sections, host: str, nic: str, virtual: vnic.VNic, wanted: int | None) -> Change | str:
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


def _team(facts: Sections, host: str, nic: str, wanted: int | None) -> Change | str:
    for _, row in facts.rows("lbfoTeam"):
        if nic.casefold() in {one.casefold() for one in names(row.get("TeamNics")) or names(row.get("Name"))}:
            return TeamVlan(host, nic, text(row.get("Name")), wanted)
    return f"which team {nic} is the interface of is not known"


def _physical(facts: Sections, host: str, nic: str, wanted: int | None) -> Change | str:
    row = property_of(facts, nic, VLAN_ID)
    if row is None or not takes(row, wanted or 0):
        return f"the driver of {nic} has no {VLAN_ID}, or does not take {wanted or 0}"
    return AdvancedProperty(host, nic, str(row["RegistryKeyword"]), str(wanted or 0), written(row))
