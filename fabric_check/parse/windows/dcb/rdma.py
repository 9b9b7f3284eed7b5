"""RDMA of a Windows adapter, physical or virtual: on or off, what takes it away, and what it speaks.

LBFO teams never pass RDMA, vSwitches only since Windows Server 2016 (Microsoft, *Converged NIC*). The numbers of RDMA
technologies are NDK_RDMA_TECHNOLOGY's.
"""

import re

from fabric_check.model.dcb import RdmaFlavour, Setting
from fabric_check.model.host import NO_LINK
from fabric_check.parse.sections import Row, Sections, flag, text, whole_number
from fabric_check.parse.settings import unknown
from fabric_check.parse.windows import nic as one_nic
from fabric_check.parse.windows import teams, vnic, vswitch
from fabric_check.parse.windows.dcb import keywords
from fabric_check.parse.windows.rows import enum, first, named

SECTION = "rdma"
_OLD = re.compile(r"(?<![\d.])6\.[23](?!\d)")
_TECHNOLOGIES = ("", "iwarp", "infiniband", "roce", "rocev2")
_FLAVOURS = dict(
    zip(
        _TECHNOLOGIES[1:],
        (RdmaFlavour.IWARP, RdmaFlavour.INFINIBAND, RdmaFlavour.ROCE_V1, RdmaFlavour.ROCE_V2),
        strict=True,
    )
)
_ROCE = (RdmaFlavour.ROCE_V1, RdmaFlavour.ROCE_V2)
"""What a ConnectX-3 on an Ethernet link speaks: one version of RoCE for the host, by a setting of its bus driver (WinOF manual)."""
_INFINIBAND_MEDIUM = 11
"""NdisPhysicalMediumInfiniband."""


def enabled(sections: Sections, nic: str) -> Setting[bool]:
    """Return whether an adapter does RDMA."""
    if lost := _lost(sections, nic):
        return lost
    if sections.not_installed(SECTION):
        return Setting(value=False, find=sections.error(SECTION))
    if why := sections.why_unknown(SECTION):
        return _as_smb_sees(sections, nic, why)
    found = first(sections, SECTION, nic) or first(sections, SECTION, nic, "InterfaceAlias")
    if found is None:
        why = f"{sections.file}: Get-NetAdapterRdma does not list {nic!r}"
        return Setting(value=False, find=sections.evidence(SECTION, None), why=why)
    return _of_row(sections, nic, *found)


def _of_row(sections: Sections, nic: str, index: int | None, row: Row) -> Setting[bool]:
    on, works = flag(row.get("Enabled")), flag(row.get("OperationalState"))
    if on and works is False and _has_no_link(sections, nic):
        return unknown(f"{sections.file}: {nic!r} has no link, so it does not say whether RDMA works")
    if on is None:
        return unknown(f"{sections.file}: {SECTION} of {nic!r} does not say Enabled")
    key = "OperationalState" if on and works is False else "Enabled"
    return Setting(on and works is not False, find=sections.evidence(SECTION, index, key))


def flavour(sections: Sections, nic: str) -> Setting[RdmaFlavour]:
    """Return what an adapter's RDMA speaks: its keyword says so, else the RDMA row."""
    for index, row in one_nic.keyword(sections, nic, "*NetworkDirectTechnology"):
        if found := _technology(row.get("RegistryValue")):
            return Setting(found, find=sections.evidence("advancedProperty", index, "RegistryValue"))
    for index, row in named(sections, SECTION, nic):
        info = row.get("RdmaAdapterInfo")
        if isinstance(info, dict) and (found := _technology(info.get("RdmaTechnology"))):
            find = sections.evidence(SECTION, index, "RdmaAdapterInfo", "RdmaTechnology")
            return Setting(found, find=find)
    if why := sections.why_unknown("advancedProperty"):
        return unknown(why)
    why = f"{sections.file}: {nic!r} has no keyword *NetworkDirectTechnology, so its driver does not tell what its RDMA speaks"
    driver = keywords.driver(sections, nic)
    connectx3 = driver is not None and driver.name.casefold().startswith("mlx4")
    return Setting(None, why=f"{why} (ConnectX-3 drivers never do)", one_of=_ROCE if connectx3 else ())


def is_ethernet(sections: Sections, nic: str) -> bool:
    """Return False for an adapter whose link is InfiniBand."""
    adapter = first(sections, "netAdapter", nic)
    row: Row = adapter[1] if adapter else {}
    medium = whole_number(row.get("NdisPhysicalMedium")) == _INFINIBAND_MEDIUM
    named_so = text(row.get("PhysicalMediaType")).casefold() == "infiniband"
    over_it = "ipoib" in text(row.get("InterfaceDescription")).casefold()
    return not (medium or named_so or over_it or flavour(sections, nic).value is RdmaFlavour.INFINIBAND)


def _lost(sections: Sections, nic: str) -> Setting[bool] | None:
    """Return that something above or below an adapter takes RDMA away, or None."""
    virtual = vnic.find(sections, nic)
    ground = vnic.ground(sections, virtual) if isinstance(virtual, vnic.VNic) else None
    between = ground.between if isinstance(ground, vswitch.Ground) else ()
    team = teams.team_of_member(sections, nic)
    if team is not None or between or teams.is_team_interface(sections, nic):
        what = f"member of LBFO team {team!r}" if team is not None else "over an LBFO team"
        why = f"{sections.file}: {nic!r} is {what}, and LBFO passes no RDMA"
        return Setting(value=False, find=sections.evidence("lbfoTeam", None), why=why)
    if not _before_2016(sections) or (virtual is None and vswitch.above(sections, nic) is None):
        return None
    why = f"{sections.file}: {nic!r} is on a vSwitch, which passes no RDMA before Windows Server 2016"
    return Setting(value=False, find=sections.evidence("vmSwitch", None), why=why)


def _before_2016(sections: Sections) -> bool:
    version = sections.facts.content.os_version
    return bool(_OLD.search(version)) or "server 2012" in version.casefold()


def _as_smb_sees(sections: Sections, nic: str, why: str) -> Setting[bool]:
    for index, row in named(sections, "smbClientInterface", nic, "FriendlyName"):
        if (value := flag(row.get("RdmaCapable"))) is not None:
            return Setting(value, find=sections.evidence("smbClientInterface", index, "RdmaCapable"))
    return unknown(why)


def _has_no_link(sections: Sections, nic: str) -> bool:
    found = one_nic.off(sections, nic)
    return found is not None and found.how == NO_LINK


def _technology(value: object) -> RdmaFlavour | None:
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    name = value.replace(" ", "") if isinstance(value, str) else value
    return _FLAVOURS.get(enum(name, _TECHNOLOGIES) or "")
