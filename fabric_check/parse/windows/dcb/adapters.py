"""One Windows adapter's DCB, put together. A virtual one has RDMA alone: the rest is done by the NICs that carry it."""

from dataclasses import replace

from fabric_check.model.dcb import AdapterDcb, RdmaFlavour, Setting
from fabric_check.parse.sections import Sections
from fabric_check.parse.settings import unknown
from fabric_check.parse.windows import nic as one_nic
from fabric_check.parse.windows import teams, vnic
from fabric_check.parse.windows.dcb import keywords, rdma
from fabric_check.parse.windows.dcb.operational import operational
from fabric_check.parse.windows.dcb.own import of_adapter
from fabric_check.parse.windows.dcb.wanted import Wanted


def adapter(sections: Sections, nic: str, carriers: tuple[str, ...], host: Wanted) -> AdapterDcb:
    """Return an adapter's DCB. *carriers*: the physical NICs that its frames leave by; itself where it is one."""
    if why := one_nic.missing(sections, nic):
        return _nothing(nic, why, physical=carriers == (nic,))
    if vnic.find(sections, nic) is not None or teams.is_team_interface(sections, nic):
        return _virtual(sections, nic, carriers)
    now = operational(sections, nic)
    holds = of_adapter(sections, nic, host, now)
    return AdapterDcb(
        nic,
        physical=True,
        qos=now.qos,
        pfc=holds.pfc,
        operational_pfc=now.pfc,
        remote_pfc=now.remote,
        classes=holds.classes,
        class_limit=now.class_limit,
        willing=holds.willing,
        flow_control=keywords.flow_control(sections, nic),
        priority_tag=keywords.priority_tag(sections, nic),
        rdma=rdma.enabled(sections, nic),
        flavour=rdma.flavour(sections, nic),
        driver=keywords.driver(sections, nic),
        ethernet=rdma.is_ethernet(sections, nic),
    )


def _virtual(sections: Sections, nic: str, carriers: tuple[str, ...]) -> AdapterDcb:
    nothing = _nothing(
        nic, f"{sections.file}: {nic!r} is virtual; the NICs that carry it do this", physical=False
    )
    return replace(nothing, rdma=rdma.enabled(sections, nic), flavour=_carried(sections, nic, carriers))


def _carried(sections: Sections, nic: str, carriers: tuple[str, ...]) -> Setting[RdmaFlavour]:
    """Return what a virtual adapter's RDMA speaks: what all NICs that carry it do."""
    told = [rdma.flavour(sections, one) for one in carriers if one != nic]
    if not told:
        return unknown(f"{sections.file}: the NICs that carry {nic!r} are not known")
    if len({one.value for one in told}) == 1:
        return told[0]
    return unknown(f"{sections.file}: the NICs that carry {nic!r} do not all speak the same")


def _nothing(nic: str, why: str, *, physical: bool) -> AdapterDcb:
    none = unknown(why)
    return AdapterDcb(nic, physical, none, none, none, none, none, none, none, none, none, none, none)
