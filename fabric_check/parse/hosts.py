"""A host's facts and what is declared of it → HostState: what each NIC does in each of its networks."""

from collections.abc import Mapping
from dataclasses import replace

from fabric_check.folder.read import HostFacts
from fabric_check.model.host import HostState, NicMtu, NicState, NicTag, RdmaMtu
from fabric_check.model.intent import Host, Network, Nic
from fabric_check.model.source import Source
from fabric_check.parse import linux, windows
from fabric_check.parse.sections import Sections
from fabric_check.parse.stack import Stack


def host_state(
    host: Host, facts: HostFacts | None, networks: Mapping[str, Network], why_missing: str | None = None
) -> HostState:
    """Return what is known of a host's NICs; what is not, says why.

    *why_missing*: why its facts could not be collected, where that is known.
    """
    uses = [(nic, name, networks[name].vlan) for nic in host.nics for name in nic.networks]
    if facts is None:
        why = why_missing or f"facts/{host.name}.json is not in the folder"
        return HostState(
            host.name, None, {(nic.name, name): _declared(nic, vlan, why) for nic, name, vlan in uses}
        )
    sections = Sections(facts)
    if host.os == "linux":
        links = linux.Links(sections)
        stacks = {(nic.name, name): linux.stack(links, nic, vlan) for nic, name, vlan in uses}
        interfaces = linux.interfaces(sections)
    else:
        stacks = {(nic.name, name): windows.stack(sections, nic) for nic, name, _ in uses}
        interfaces = windows.interfaces(sections)
    rdma = windows.rdma_mtu if host.os == "windows" else _no_rdma
    spelling = _spelling(host)
    states = {}
    for nic, name, vlan in uses:
        state = _spelled(_state(nic, vlan, stacks[nic.name, name]), spelling)
        stated = [rdma(sections, uplink) for uplink in state.uplinks]
        states[nic.name, name] = replace(state, rdma=tuple(one for one in stated if one))
    return HostState(host.name, interfaces, states)


def _no_rdma(sections: Sections, nic: str) -> RdmaMtu | None:  # noqa: ARG001 - as Windows
    """Return nothing: Linux derives the RDMA MTU from the link's own, so it is never another one."""
    return None


def _state(nic: Nic, vlan: int, stack: Stack) -> NicState:
    """Join a NIC's stack with what fabric.yaml says of it, which counts where the facts leave something open."""
    known = tuple(size for size in stack.sizes if isinstance(size, NicMtu))
    unknown = next((size for size in stack.sizes if isinstance(size, str)), "")
    declared = _declared(nic, vlan, "")
    by_hand = bool(unknown) and declared.mtu is not None
    mtu = declared.mtu if unknown else min(known, key=lambda size: size.ip_mtu, default=None)
    return NicState(
        stack.uplinks,
        mtu,
        unknown,
        stack.tag if isinstance(stack.tag, NicTag) else declared.tag,
        stack.tag if isinstance(stack.tag, str) else "",
        declared=by_hand,
        why_no_uplink=stack.why_no_uplink,
        between=stack.between,
        layers=(mtu,) if by_hand and mtu else known,
        below=stack.below,
    )


def _declared(nic: Nic, vlan: int, why: str) -> NicState:
    """Return what fabric.yaml itself says of a NIC, for hosts of which no facts can be had."""

    def stands() -> Source:
        return Source("fabric.yaml", nic.place.line, nic.name)

    mtu = NicMtu(nic.ip_mtu, nic.name, f"declared ip_mtu {nic.ip_mtu}", stands) if nic.ip_mtu else None
    tag = NicTag(vlan if nic.tagged else None, stands) if nic.tagged is not None else None
    uplinks = nic.uplink or (nic.name,)
    return NicState(
        uplinks,
        mtu,
        why,
        tag,
        why,
        declared=mtu is not None,
        between=(nic.name,),
        layers=(mtu,) if mtu else (),
    )


def _spelling(host: Host) -> Mapping[str, str]:
    """Return each declared name by its folded form: Windows names ignore case, and fabric.yaml's spelling counts."""
    if host.os != "windows":
        return {}
    written = [name for nic in host.nics for name in (nic.name, *nic.uplink)]
    return {name.casefold(): name for name in reversed(written)}


def _spelled(state: NicState, spelling: Mapping[str, str]) -> NicState:
    if not spelling:
        return state

    def name(written: str) -> str:
        return spelling.get(written.casefold(), written)

    def size(mtu: NicMtu) -> NicMtu:
        return replace(mtu, interface=name(mtu.interface))

    return replace(
        state,
        uplinks=tuple(map(name, state.uplinks)),
        between=tuple(map(name, state.between)),
        mtu=size(state.mtu) if state.mtu else None,
        layers=tuple(map(size, state.layers)),
        below=tuple(replace(one, interface=name(one.interface)) for one in state.below),
    )
