"""What lies above a Linux interface in one VLAN: the VLAN device that tags for it, and the bond or bridge it is in."""

from dataclasses import dataclass, field

from fabric_check.parse.linux.down import DEEPEST
from fabric_check.parse.linux.links import ON_MEMBERS, Links


@dataclass(slots=True)
class Climb:
    """The interfaces above, nearest first; *device* is the VLAN device among them; *why_no_tag* why that is not known."""

    passed: list[str] = field(default_factory=list)
    device: str | None = None
    why_no_tag: str = ""


def climb(links: Links, name: str, vlan: int, *, tagged: bool) -> Climb:
    """Return what lies above an interface that its frames in a VLAN pass. *tagged*: a tag was put on below already."""
    found = Climb()
    current, file = name, links.sections.file
    for _ in range(DEEPEST):
        device = None if tagged or found.device else _device(links, current, vlan)
        master = links.text(current, "master")
        if device is not None:
            found.device = current = device
        elif master in links.rows and links.kind(master) in ON_MEMBERS:
            if links.filters_vlans(master):
                found.why_no_tag = (
                    f"{file}: bridge {master!r} filters VLANs, and the facts do not say how its ports tag"
                )
            current = master
        else:
            if master in links.rows and links.kind(master) == "openvswitch":
                found.why_no_tag = (
                    f"{file}: {current!r} is a port of Open vSwitch, whose VLANs the facts do not tell"
                )
            return found
        if current == name or current in found.passed:
            found.why_no_tag = f"{file}: {current!r} lies above itself"
            return found
        found.passed.append(current)
    found.why_no_tag = f"{file}: interfaces are nested deeper than {DEEPEST} above {name!r}"
    return found


def _device(links: Links, name: str, vlan: int) -> str | None:
    return next((device for device, number in links.vlan_devices(name) if number == vlan), None)
