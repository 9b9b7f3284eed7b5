"""A Linux host's DCB: all of it is said of single NICs; VLAN devices, bonds and bridges only pass it on."""

from collections.abc import Mapping
from dataclasses import replace

from fabric_check.model.dcb import AdapterDcb, HostDcb, Setting
from fabric_check.parse.adapters import Adapters
from fabric_check.parse.linux.dcb import dcb, ethtool, rdma
from fabric_check.parse.linux.links import ENDS, Links
from fabric_check.parse.sections import whole_number
from fabric_check.parse.settings import unknown


def host_dcb(links: Links, carriers: Mapping[str, tuple[str, ...]]) -> HostDcb:
    """Return what a host's facts say of DCB. *carriers*: each interface that matters, with the NICs that carry it."""
    each = unknown("Linux sets it for each NIC")
    return HostDcb(
        Setting(value=True, why="Linux has DCB in the kernel"),
        each,
        each,
        unknown("Linux has no QoS policies"),
        Adapters(carriers, lambda name, below: _adapter(links, name, below)),
        migration=unknown("not a Hyper-V host"),
        migration_over=unknown("not a Hyper-V host"),
    )


def _adapter(links: Links, name: str, below: tuple[str, ...]) -> AdapterDcb:
    sections = links.sections
    physical = name in below and (name not in links.rows or links.kind(name) in ENDS)
    if why := sections.why_unknown("link") or ("" if name in links.rows else links.missing(name)):
        return _nothing(name, why, physical=physical)
    if not physical:
        return _virtual(links, name, below)
    names = rdma.netdevs(links, name)
    pfc = dcb.pfc(sections, name)
    return AdapterDcb(
        name,
        physical=True,
        qos=Setting(value=True, find=pfc.find) if pfc.known else unknown(pfc.why),
        pfc=pfc,
        operational_pfc=unknown("Linux tells what is set, not what is in operation"),
        remote_pfc=unknown("Linux does not tell what the switch sent"),
        classes=dcb.classes(sections, name),
        class_limit=dcb.class_limit(sections, name),
        willing=dcb.willing(sections, name),
        flow_control=ethtool.flow_control(sections, name),
        priority_tag=Setting(value=True, why="Linux writes 802.1p wherever it tags"),
        rdma=rdma.enabled(sections, names),
        flavour=rdma.flavour(sections, names),
        driver=ethtool.driver(sections, name),
        ethernet=links.text(name, "link_type") != "infiniband",
        applications=dcb.applications(sections, name),
    )


def _virtual(links: Links, name: str, below: tuple[str, ...]) -> AdapterDcb:
    sections = links.sections
    nothing = _nothing(
        name, f"{sections.file}: {name!r} is virtual; the NICs that carry it do this", physical=False
    )
    names = (name, *below)
    egress = _egress(links, name) if links.kind(name) == "vlan" else nothing.egress
    return replace(
        nothing, rdma=rdma.enabled(sections, names), flavour=rdma.flavour(sections, names), egress=egress
    )


def _egress(links: Links, name: str) -> Setting[Mapping[int, int]]:
    """Return a VLAN device's egress map; a priority that it does not list leaves with PCP 0."""
    index, _ = links.rows[name]
    rows = links.data(name).get("egress_qos")
    pairs = [(whole_number(row.get("from")), whole_number(row.get("to"))) for row in _objects(rows)]
    told = {start: to for start, to in pairs if start is not None and to is not None}
    find = links.sections.evidence("link", index, "linkinfo", "info_data")
    if rows is not None and len(told) != len(rows if isinstance(rows, list) else (rows,)):
        return unknown(f"{links.sections.file}: the egress map of {name!r} cannot be read")
    return Setting(told, find=find)


def _objects(rows: object) -> list[dict[str, object]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _nothing(name: str, why: str, *, physical: bool) -> AdapterDcb:
    none = unknown(why)
    return AdapterDcb(name, physical, none, none, none, none, none, none, none, none, none, none, none)
