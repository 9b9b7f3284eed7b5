"""What the switches and hosts of a generated fabric do, worked out from the generator's own records and never from its text.

So it is told without our parsers. Rules on sizes and VLANs are written here again, by hand, from the makers' manuals; where
these leave something open, what the lab takes is named.
"""

from collections.abc import Iterator

from generator.model import Fabric, Host, Port, Switch

ALL = frozenset(range(1, 4095))
End = tuple[str, str]
"""A device's interface."""


def ruling(switch: Switch, port: Port) -> Port:
    """Return what decides on VLANs: a member's port-channel."""
    return switch.ports[port.member_of] if port.member_of else port


def up(switch: Switch, port: Port) -> bool:
    """Return whether a port is up, and the port-channel that it is a member of."""
    return port.up and ruling(switch, port).up


def largest(switch: Switch, port: Port) -> tuple[int, bool] | None:
    """Return the largest frame, and whether a tag counts towards it; None where no page tells.

    Force10 counts the tag, and the smaller of member and port-channel rules. PowerConnect passes a tagged 1518; above, in the
    lab, the tag is inside; a member takes its port-channel's size.
    """
    default = switch.model.default
    if switch.model.dialect == "ftos":
        sizes = [
            one.mtu or default for one in {id(one): one for one in (port, ruling(switch, port))}.values()
        ]
        return None if None in sizes else (min(size for size in sizes if size), True)
    value = switch.system_mtu or ruling(switch, port).mtu or default
    return (value, value != default) if value else None


def vlans(switch: Switch, port: Port) -> tuple[frozenset[int], int | None]:
    """Return the VLANs that a port takes and gives with a tag, and the one without; VLANs that exist alone."""
    one = ruling(switch, port)
    tagged, untagged = _force10(switch, one) if switch.model.dialect == "ftos" else _powerconnect(one)
    exist = switch.created | {switch.default_vlan}
    return frozenset(tagged & exist), untagged if untagged in exist else None


def _force10(switch: Switch, port: Port) -> tuple[frozenset[int], int | None]:
    if not port.layer2:
        return frozenset(), None
    if port.role == "peer-link" or (switch.model.name == "IOA" and not port.carries):
        # VLT adds it to every VLAN; so does an aggregator a port that is told nothing.
        return ALL - {switch.default_vlan}, switch.default_vlan
    # Tagged alone, it is in no other VLAN; else it is untagged in the default one.
    return frozenset(port.tagged), port.native or (None if port.tagged else switch.default_vlan)


def _powerconnect(port: Port) -> tuple[frozenset[int], int | None]:
    native = port.native or 1
    if port.mode in {"access", "silent"}:
        return frozenset(), native
    if port.mode == "general":
        # Where it sends one VLAN untagged and takes such frames into another, the lab has the latter alone.
        return frozenset(port.tagged), port.pvid or native
    listed = port.carries | ({1} if port.lists_one else set()) or {1}
    allowed = ALL if port.all_vlans else frozenset(listed)
    return allowed - {native}, native if native in allowed else None


def nics(host: Host) -> Iterator[tuple[str, str, int, int | None, list[str]]]:
    """Yield each endpoint: its name, network, IP MTU, tag, and the NICs that its frames leave by."""
    sizes = {nic.name: nic.size for nic in host.nics}
    for one in host.endpoints:
        below = [name for name in one.uplinks if name in sizes]
        size = min([one.size, *(sizes[name] for name in below)])
        yield one.name, one.network.name, size, (one.vlan or None) if one.device else None, below


def plugged(fabric: Fabric, host: Host, below: list[str]) -> set[End]:
    """Return the switch ports that NICs of a host are cabled to, as fabric.yaml has it."""
    ends = {(host.name, name) for name in below}
    written = [link for link in fabric.links if link.written]
    return {link.b for link in written if link.a in ends} | {link.a for link in written if link.b in ends}


def trunks(fabric: Fabric) -> set[frozenset[End]]:
    """Return the cables between switches that fabric.yaml mentions, or the port-channels that it mentions instead."""
    ends = {frozenset((link.a, link.b)) for link in fabric.links if link.written}
    return {cable for cable in ends if all(device in fabric.switches for device, _ in cable)}
