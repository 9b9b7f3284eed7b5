"""A host's facts and what is declared of it → HostState: what each NIC does in each of its networks."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from fabric_check.folder.read import HostFacts
from fabric_check.model.host import DISABLED, HostState, NicMtu, NicOff, NicState, NicTag, RdmaMtu
from fabric_check.model.intent import Host, Network, Nic
from fabric_check.model.source import Source
from fabric_check.parse import linux, windows
from fabric_check.parse.sections import Sections
from fabric_check.parse.stack import Stack

Use = tuple[Nic, str, int]
"""A NIC in one of its networks, and that network's VLAN."""
States = dict[tuple[str, str], NicState]
"""By NIC and network."""


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
    return _linux(host, sections, uses) if host.os == "linux" else _windows(host, sections, uses)


def _windows(host: Host, sections: Sections, uses: list[Use]) -> HostState:
    def stack(nic: Nic, _: int) -> Stack:
        return windows.stack(sections, nic)

    states = _states(host, uses, stack, lambda uplink, _: windows.rdma_mtu(sections, uplink))
    states = _with_off(states, lambda name: windows.off(sections, name))
    vlans = {name: vlan for _, name, vlan in uses}
    dcb = windows.host_dcb(sections, host, states, vlans, _carriers(states))
    return HostState(host.name, windows.interfaces(sections), states, dcb)


def _linux(host: Host, sections: Sections, uses: list[Use]) -> HostState:
    links = linux.Links(sections)

    def stack(nic: Nic, vlan: int) -> Stack:
        return linux.stack(links, nic, vlan)

    states = _states(host, uses, stack, lambda uplink, mtu: linux.rdma_mtu(links, uplink, mtu))
    states = _with_off(states, links.off)
    dcb = linux.host_dcb(links, _carriers(states))
    return HostState(host.name, linux.interfaces(sections), states, dcb)


def _states(
    host: Host,
    uses: list[Use],
    stack: Callable[[Nic, int], Stack],
    rdma: Callable[[str, NicMtu | None], RdmaMtu | None],
) -> States:
    spelling = _spelling(host)
    states = {}
    for nic, name, vlan in uses:
        state = _spelled(_state(nic, vlan, stack(nic, vlan)), spelling)
        stated = [rdma(uplink, state.mtu) for uplink in state.uplinks]
        states[nic.name, name] = replace(state, rdma=tuple(one for one in stated if one))
    return states


def _with_off(states: States, off: Callable[[str], NicOff | None]) -> States:
    """Add what keeps a NIC's frames back. A link that is missing shows at the uplinks; above them it only follows."""
    return {key: replace(state, off=_off(key[0], state, off)) for key, state in states.items()}


def _off(nic: str, state: NicState, off: Callable[[str], NicOff | None]) -> tuple[NicOff, ...]:
    above = [
        one for name in dict.fromkeys((nic, *state.between)) if (one := off(name)) and one.how == DISABLED
    ]
    below = [one for name in state.uplinks if (one := off(name))]
    return tuple(above[:1] or (below if len(below) == len(state.uplinks) else ()))


def _carriers(states: Mapping[tuple[str, str], NicState]) -> dict[str, tuple[str, ...]]:
    """Return each interface that matters with the physical NICs that carry it; those carry themselves."""
    found: dict[str, tuple[str, ...]] = {}
    for (nic, _), state in states.items():
        for name in (nic, *state.between):
            found.setdefault(name, state.uplinks)
    return found | {one: (one,) for state in states.values() for one in state.uplinks}


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
