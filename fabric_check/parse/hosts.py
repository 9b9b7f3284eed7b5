"""A host's facts and what is declared of it → HostState: what each NIC does in each of its networks."""

from collections.abc import Mapping

from fabric_check.folder.read import HostFacts
from fabric_check.model.host import HostState, NicMtu, NicState, NicTag
from fabric_check.model.intent import Host, Network, Nic
from fabric_check.model.source import Source
from fabric_check.parse import linux, windows
from fabric_check.parse.sections import Sections


def host_state(host: Host, facts: HostFacts | None, networks: Mapping[str, Network]) -> HostState:
    """Return what is known of a host's NICs; what is not, says why."""
    sections = Sections(facts) if facts else None
    reader = _Linux(sections) if host.os == "linux" else _Windows(sections)
    return HostState(
        host.name,
        reader.interfaces(),
        {
            (nic.name, network): _nic_state(reader, nic, networks[network].vlan, f"facts/{host.name}.json")
            for nic in host.nics
            for network in nic.networks
        },
    )


class _Windows:
    """Reads NICs of a Windows host."""

    def __init__(self, sections: Sections | None) -> None:
        self.sections = sections

    def interfaces(self) -> tuple[str, ...] | None:
        return windows.interfaces(self.sections) if self.sections else None

    def uplinks(self, nic: Nic, vlan: int) -> tuple[str, ...]:  # noqa: ARG002 - as Linux, where the VLAN decides
        return nic.uplink or (nic.name,)

    def mtu(self, nic: str, vlan: int) -> NicMtu | str:  # noqa: ARG002 - as Linux
        return windows.mtu(self.sections, nic) if self.sections else ""

    def tag(self, nic: Nic, vlan: int) -> NicTag | str:  # noqa: ARG002 - as Linux
        if nic.uplink:
            return "the VLAN of a NIC above a vSwitch is not read yet"
        return windows.tag(self.sections, nic.name) if self.sections else ""


class _Linux:
    """Reads NICs of a Linux host."""

    def __init__(self, sections: Sections | None) -> None:
        self.sections = sections

    def interfaces(self) -> tuple[str, ...] | None:
        return linux.interfaces(self.sections) if self.sections else None

    def uplinks(self, nic: Nic, vlan: int) -> tuple[str, ...]:  # noqa: ARG002 - as Windows
        return nic.uplink or (
            linux.physical(linux.links(self.sections), nic.name) if self.sections else nic.name,
        )

    def mtu(self, nic: str, vlan: int) -> NicMtu | str:
        return linux.mtu(self.sections, nic, vlan) if self.sections else ""

    def tag(self, nic: Nic, vlan: int) -> NicTag | str:
        return linux.tag(self.sections, nic.name, vlan) if self.sections else ""


def _nic_state(reader: _Windows | _Linux, nic: Nic, vlan: int, file: str) -> NicState:
    uplinks = reader.uplinks(nic, vlan)
    if reader.sections is None:
        return _declared(nic, vlan, uplinks, f"{file} is not in the folder")
    sizes = [reader.mtu(name, vlan) for name in dict.fromkeys((nic.name, *uplinks))]
    unknown = next((size for size in sizes if isinstance(size, str)), None)
    mtu = min(
        (size for size in sizes if isinstance(size, NicMtu)), key=lambda size: size.ip_mtu, default=None
    )
    tag = reader.tag(nic, vlan)
    declared = _declared(nic, vlan, uplinks, "")
    return NicState(
        uplinks,
        mtu if unknown is None else declared.mtu,
        unknown or "",
        tag if isinstance(tag, NicTag) else declared.tag,
        tag if isinstance(tag, str) else "",
        declared=unknown is not None and declared.mtu is not None,
    )


def _declared(nic: Nic, vlan: int, uplinks: tuple[str, ...], why: str) -> NicState:
    """Return what fabric.yaml itself says of a NIC, for hosts of which no facts can be had."""

    def stands() -> Source:
        return Source("fabric.yaml", nic.place.line, nic.name)

    mtu = NicMtu(nic.ip_mtu, nic.name, f"declared ip_mtu {nic.ip_mtu}", stands) if nic.ip_mtu else None
    tag = NicTag(vlan if nic.tagged else None, stands) if nic.tagged is not None else None
    return NicState(uplinks, mtu, why, tag, why, declared=mtu is not None)
