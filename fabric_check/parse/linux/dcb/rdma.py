"""RDMA of a Linux host: ``rdma -j link`` says which netdev has it; what it speaks is told by its GIDs or its name.

``rdma link`` does not tell RoCE v1 from v2. The section ``rdma_gid_types`` does, by RDMA device: what stands in
``gid_attrs/types`` of its ports. Where both are there, RDMA-CM prefers v2 (kernel, drivers/infiniband/core/cma.c). Names are
those of rdma-core's persistent naming: ``iw…`` iWARP, ``ib…`` InfiniBand, ``roce…`` either RoCE.
"""

from collections.abc import Iterator

from fabric_check.model.dcb import RdmaFlavour, Setting
from fabric_check.model.host import NicMtu, RdmaMtu
from fabric_check.parse.linux.links import Links
from fabric_check.parse.sections import Sections, elements, text
from fabric_check.parse.settings import unknown

SECTION = "rdma"
GID_TYPES = "rdma_gid_types"
_SIZES = (4096, 2048, 1024, 512, 256)
HEADERS = 96
"""What the kernel keeps free for RoCE headers (include/rdma/ib_addr.h, iboe_get_mtu): 40+8+12+4+28+4."""


def enabled(sections: Sections, names: tuple[str, ...]) -> Setting[bool]:
    """Return whether one of these netdevs has an RDMA device: a NIC, or the bond that stands for it."""
    if why := sections.why_unknown(SECTION):
        return unknown(why)
    index = next((index for index, _ in _devices(sections, names)), None)
    if any(True for _ in _devices(sections, names)):
        return Setting(value=True, find=sections.evidence(SECTION, index, "netdev"))
    why = f"{sections.file}: rdma lists no device on {names[0]!r}"
    return Setting(value=False, find=sections.evidence(SECTION, None), why=why)


def flavour(sections: Sections, names: tuple[str, ...]) -> Setting[RdmaFlavour]:
    """Return what the RDMA device of these netdevs speaks."""
    for index, device in _devices(sections, names):
        named = next((speaks for start, speaks in _BY_NAME.items() if device.startswith(start)), None)
        if named:
            return Setting(named, find=sections.evidence(SECTION, index, "ifname"))
        types = _gid_types(sections, device)
        if "v2" in types:
            return Setting(RdmaFlavour.ROCE_V2, find=sections.evidence(GID_TYPES, None, device))
        if "v1" in types:
            return Setting(RdmaFlavour.ROCE_V1, find=sections.evidence(GID_TYPES, None, device))
        return unknown(
            f"{sections.file}: rdma does not tell RoCE v1 from v2 for {device!r}, and {GID_TYPES} does not either"
        )
    return unknown(sections.why_unknown(SECTION) or f"{sections.file}: rdma lists no device on {names[0]!r}")


def rdma_mtu(links: Links, nic: str, mtu: NicMtu | None) -> RdmaMtu | None:
    """Return the RoCE MTU of a physical NIC that has an RDMA device: *mtu* without the headers, rounded down.

    *mtu* is the smallest on the way, since RDMA-CM takes that of the interface with the address, and the port its own.
    """
    if mtu is None or nic not in links.rows:
        return None
    devices = netdevs(links, nic)
    if not enabled(links.sections, devices).value:
        return None
    if flavour(links.sections, devices).value in {RdmaFlavour.IWARP, RdmaFlavour.INFINIBAND}:
        return None
    size = next((size for size in _SIZES if size <= mtu.ip_mtu.bytes - HEADERS), None)
    return RdmaMtu(size, nic, mtu.evidence, derived=True) if size else None


def netdevs(links: Links, name: str) -> tuple[str, ...]:
    """Return a NIC with its bond and the other slaves: their one RDMA device names any of them as its netdev."""
    master = links.text(name, "master")
    bonded = master in links.rows and links.kind(master) == "bond"
    return (name, master, *links.members.get(master, ())) if bonded else (name,)


_BY_NAME = {"iw": RdmaFlavour.IWARP, "ib": RdmaFlavour.INFINIBAND}


def _devices(sections: Sections, names: tuple[str, ...]) -> Iterator[tuple[int | None, str]]:
    return (
        (index, text(row.get("ifname")))
        for index, row in sections.rows(SECTION)
        if text(row.get("netdev")) in names
    )


def _gid_types(sections: Sections, device: str) -> frozenset[str]:
    """Return ``v1`` and ``v2`` as the device's GIDs say; the section may be text or lists, and name ports as well."""
    content = sections.content(GID_TYPES)
    entries = content.items() if isinstance(content, dict) else ()
    found = [value for name, value in entries if name.partition("/")[0] == device]
    said = " ".join(text(one) for value in found for one in (elements(value) or (value,))).casefold()
    return frozenset(version for version in ("v1", "v2") if f"roce {version}" in said)
