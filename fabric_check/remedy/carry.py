"""How a port comes to carry further VLANs: from what it has now, in its platform's way, keeping whatever else it has."""

from dataclasses import replace

from fabric_check.fabric.ports import PortRef
from fabric_check.model.switch import Port, SwitchFacts, Switchport
from fabric_check.model.vlans import NO_VLANS, VlanSet
from fabric_check.remedy.case import Case
from fabric_check.remedy.change import SwitchChange
from fabric_check.remedy.changes.membership import Carried, Membership, Switchports, carried


def carry(case: Case, ref: PortRef, tagged: VlanSet, untagged: int | None) -> SwitchChange | str:
    """Return the change after which a port carries these VLANs too, *untagged* in place of its own; or why there is none."""
    now, start = (_port(world.switches[ref.device], ref) for world in (case.world, case.start))
    if now is None or start is None:
        return "the port is not in the config"
    if untagged is not None and _is_declared(case, now, ref.device) and now.untagged != untagged:
        return f"VLAN {now.untagged} of another network is untagged there: which of them is to be is for a person to say"
    if start.switchport is not None and now.switchport is not None:
        becomes = _in_modes(now.switchport, tagged, untagged)
        return Switchports(ref.device, ref.interface, start.switchport, becomes)
    facts = case.world.switches[ref.device]
    becomes_carried = _in_lists(case, facts, now, tagged, untagged)
    was = carried(start, case.start.switches[ref.device])
    return Membership(ref.device, ref.interface, was, becomes_carried, facts.ports_list_vlans)


def _port(facts: SwitchFacts, ref: PortRef) -> Port | None:
    return facts.ports.get(ref.interface, facts.unmentioned)


def _is_declared(case: Case, port: Port, device: str) -> bool:
    """Return whether the untagged VLAN of a port is a network that some line puts there."""
    default = case.world.switches[device].default_vlan
    vlans = {network.vlan for network in case.world.folder.intent.networks.values()}
    return port.untagged in vlans and port.untagged != default


def _in_modes(now: Switchport, tagged: VlanSet, untagged: int | None) -> Switchport:
    """Access becomes general where it has to tag: of its modes the one that every firmware has with both."""
    own, native = now.membership()
    if untagged is not None:
        return _untagged_in_modes(now, tagged, untagged)
    keeps = None if native is None or native in tagged else native
    if now.mode == "trunk":
        allowed = None if now.allowed is None else now.allowed | tagged
        return replace(now, allowed=allowed, native=1 if now.native in tagged else now.native)
    if now.mode == "general":
        left = now.general_untagged - tagged
        return replace(
            now,
            general_tagged=now.general_tagged | tagged,
            general_untagged=left,
            pvid=1 if now.pvid in tagged else now.pvid,
        )
    fresh = NO_VLANS if keeps is None else VlanSet.of([keeps])
    return replace(
        now,
        mode="general",
        general_tagged=tagged | own,
        general_untagged=fresh,
        pvid=1 if keeps is None else keeps,
    )


def _untagged_in_modes(now: Switchport, tagged: VlanSet, untagged: int) -> Switchport:
    one = VlanSet.of([untagged])
    if now.mode == "access" and not tagged:
        return replace(now, access=untagged)
    if now.mode == "trunk":
        allowed = None if now.allowed is None else now.allowed | tagged | one
        return replace(now, native=untagged, allowed=allowed)
    own = now.general_tagged if now.mode == "general" else NO_VLANS
    return replace(
        now,
        mode="general",
        general_tagged=(own | tagged) - one,
        general_untagged=one if now.mode == "access" else now.general_untagged | one,
        pvid=untagged,
    )


def _in_lists(case: Case, facts: SwitchFacts, now: Port, tagged: VlanSet, untagged: int | None) -> Carried:
    """Return what lists have to give: a port with tagged and untagged VLANs is a hybrid one."""
    own = carried(now, facts)
    explicit = own.untagged if untagged is None else untagged
    explicit = (
        None if explicit is not None and (explicit in tagged or explicit == facts.default_vlan) else explicit
    )
    both = replace(own, tagged=own.tagged | tagged, untagged=explicit)
    if explicit is not None:
        both = replace(both, tagged=both.tagged - VlanSet.of([explicit]))
    networks = {network.vlan for network in case.world.folder.intent.networks.values()}
    keeps_default = now.untagged == facts.default_vlan in networks and facts.default_vlan not in tagged
    return replace(both, hybrid=own.hybrid or both.mixed or (keeps_default and bool(both.tagged)))
