"""The report's ``dcb``: for each port on a lossless network's path and each lossless priority there, who pauses it.

``wire`` is the port's own DCBX as the NIC at its end heard it (Windows, ``RemoteSettings``). ``operational`` is what the switch
itself runs, which only its show commands tell: they are not read.
"""

from typing import Literal

from fabric_check.fabric.build import Fabric
from fabric_check.fabric.lossless import LosslessPort, lossless_ports
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import AdapterDcb, Priorities, Setting
from fabric_check.model.text import printable
from fabric_check.report import schema


def dcb(scene: Scene) -> list[schema.DcbPart]:
    """Return one entry for each port and priority, by device as fabric.yaml lists them, then by port."""
    order = scene.fabric.intent.device_order
    far = _far_ends(scene.fabric)
    ports = sorted(
        scene.once(lossless_ports).values(), key=lambda at: (order.get(at.ref.device, -1), at.ref.natural())
    )
    return [
        _part(scene.fabric, at, far.get(at.logical), priority)
        for at in ports
        for priority in sorted(at.priorities)
    ]


def _far_ends(fabric: Fabric) -> dict[PortRef, PortRef]:
    """Return what each port's first cable ends in."""
    found: dict[PortRef, PortRef] = {}
    for cable in fabric.cables:
        found.setdefault(cable.a, cable.b)
        found.setdefault(cable.b, cable.a)
    return found


def _part(fabric: Fabric, at: LosslessPort, far: PortRef | None, priority: int) -> schema.DcbPart:
    pfc, adapter = _configured(fabric, at), _adapter(fabric, far)
    line = pfc.line()
    return schema.DcbPart(
        device=at.ref.device,
        interface=printable(at.ref.interface),
        peer=printable(str(far)) if far else None,
        priority=priority,
        config=_on(pfc, priority),
        operational=None,
        wire=_on(adapter.remote_pfc, priority) if adapter else None,
        host=_on(adapter.pfc, priority) if adapter else None,
        source=schema.LinePart(file=line.file, line=line.line) if line else None,
        why=printable(pfc.why),
    )


def _configured(fabric: Fabric, at: LosslessPort) -> Setting[Priorities]:
    """Return what the configuration makes the port pause: nothing, where its switch has DCB off."""
    facts = fabric.switches[at.ref.device]
    if at.gap is not None:
        return Setting(None, why=at.gap.why)
    if facts.dcb is None or at.port is None or at.port.dcb is None:
        return Setting(None, why="the DCB commands of its command language are not read")
    for switch, what in ((facts.dcb.capable, "has no PFC"), (facts.dcb.enabled, "has DCB off")):
        if switch.value is False:
            return Setting(frozenset(), switch.line(), f"the switch {what}")
        if not switch.known:
            return Setting(None, why=switch.why)
    return at.port.dcb.pfc


def _on(pfc: Setting[Priorities], priority: int) -> Literal["on", "off"] | None:
    return None if pfc.value is None else "on" if priority in pfc.value else "off"


def _adapter(fabric: Fabric, far: PortRef | None) -> AdapterDcb | None:
    """Return what is told of the NIC at the other end: what it pauses, and what the port's DCBX told it; None for a switch."""
    host = fabric.hosts.get(far.device) if far else None
    return host.dcb.adapters.get(far.interface) if host and host.dcb and far else None
