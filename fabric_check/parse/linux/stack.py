"""A Linux NIC in one VLAN with all that its frames pass: VLAN device, bond, bridge, physical NICs.

A link's ``mtu`` is its IP MTU; the smallest on the way counts. Slaves follow their bond and a bridge follows its ports,
so equal sizes there are one setting, not two.
"""

from fabric_check.model.host import NicMtu, NicTag
from fabric_check.model.intent import Nic
from fabric_check.parse.linux.down import Descent, Way
from fabric_check.parse.linux.links import Links
from fabric_check.parse.linux.up import Climb, climb
from fabric_check.parse.stack import Stack


def stack(links: Links, nic: Nic, vlan: int) -> Stack:
    """Return a NIC's stack. A declared ``uplink`` wins over whatever the facts say of it."""
    uplinks = nic.uplink or (nic.name,)
    if why := links.sections.why_unknown("link"):
        return Stack(uplinks, (why,), why, between=(nic.name,))
    if nic.name not in links.rows:
        why = links.missing(nic.name)
        return Stack(uplinks, (why,), why, "" if nic.uplink else why, between=(nic.name,))
    way = Descent(links).way(nic.name)
    above = climb(links, nic.name, vlan, tagged=any(way.tags - {()}))
    tag = _tag(links, nic.name, way, above)
    if way.why and not nic.uplink:
        passed = [*reversed(above.passed), nic.name]
        sizes = (*_sizes(links, passed), way.why)
        return Stack(uplinks, sizes, tag, way.why)
    bottoms, physical = nic.uplink or way.bottoms, set(way.bottoms)
    between = [
        *reversed(above.passed),
        nic.name,
        *(one for one in way.passed if one not in physical),
    ]
    names = dict.fromkeys((*between, *bottoms))
    return Stack(bottoms, _sizes(links, list(names)), tag, between=tuple(dict.fromkeys(between)))


def _tag(links: Links, nic: str, way: Way, above: Climb) -> NicTag | str:
    if why := way.why or way.why_no_tag or above.why_no_tag:
        return why
    if len(way.tags) != 1:
        return f"{links.sections.file}: the interfaces below {nic!r} tag in different ways"
    (tags,) = way.tags
    if len(tags) > 1:
        return f"{links.sections.file}: {nic!r} sends frames with two VLAN tags"
    tagging = above.device or next((one for one in way.passed if links.vlan_id(one) is not None), nic)
    vlan = links.vlan_id(tagging) if above.device else next(iter(tags), None)
    index, _ = links.rows[tagging]
    return NicTag(vlan, links.sections.evidence("link", index, "ifname"))


def _sizes(links: Links, names: list[str]) -> tuple[NicMtu | str, ...]:
    """Return each interface's size, without those that only follow another one of the same size."""
    sizes = {name: links.mtu(name) for name in names}
    return tuple(size for name, size in sizes.items() if not _follows(links, sizes, name))


def _follows(links: Links, sizes: dict[str, NicMtu | str], name: str) -> bool:
    own = sizes[name]
    if not isinstance(own, NicMtu):
        return False
    master = links.text(name, "master") if name in links.rows else ""
    leads = [master] if master in links.rows and links.kind(master) in {"bond", "team"} else []
    if name in links.rows and links.kind(name) == "bridge":
        leads += links.members.get(name, [])
    led = [size.ip_mtu for lead in leads if isinstance(size := sizes.get(lead), NicMtu)]
    return bool(led) and min(led) == own.ip_mtu
