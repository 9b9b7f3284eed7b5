"""Which port's cable ends where, one cable for each member of a port-channel, however fabric.yaml writes its links. No I/O."""

from collections.abc import Iterator

from fabric_check.fabric.build import Fabric, canonical
from fabric_check.fabric.ports import PortRef

Cable = tuple[PortRef, PortRef]


class Cabling:
    """*links*: the cables between switches. *plugs*: the switch ports that a host's interface is plugged into."""

    def __init__(self, fabric: Fabric) -> None:
        self._fabric = fabric
        self._taken: set[PortRef] = set()
        self.links: list[Cable] = []
        self.plugs: dict[PortRef, list[PortRef]] = {}
        self.notes: list[str] = []
        written = list(self._written())
        # A cable that is written member by member is certain; what a port-channel's link stands for is what is left.
        for a, b in sorted(written, key=lambda link: bool(self._members(link[0]) or self._members(link[1]))):
            self._lay(a, b)

    def _written(self) -> Iterator[Cable]:
        fabric = self._fabric
        for link in fabric.intent.links:
            a, b = (
                PortRef(
                    end.device,
                    canonical(fabric.intent, fabric.switches, fabric.hosts, end.device, end.interface),
                )
                for end in (link.a, link.b)
            )
            yield a, b
        # The link between two peers stands in their configs and need not be written.
        for cable in fabric.cables:
            if cable.number >= len(fabric.intent.links):
                yield cable.a, cable.b

    def _members(self, ref: PortRef) -> list[PortRef]:
        return [PortRef(ref.device, member.name) for member in self._fabric.members(ref)]

    def _free(self, ref: PortRef) -> list[PortRef]:
        return [one for one in self._members(ref) or [ref] if one not in self._taken]

    def _lay(self, a: PortRef, b: PortRef) -> None:
        hosts = self._fabric.intent.hosts
        if a.device in hosts and b.device in hosts:
            self.notes.append(f"{a} to {b}: a cable between two hosts is not on the lab's wires")
        elif a.device in hosts or b.device in hosts:
            host, switch = (a, b) if a.device in hosts else (b, a)
            self._plug(host, switch)
        else:
            for one, other in zip(self._free(a), self._free(b), strict=False):
                self.links.append((one, other))
                self._taken |= {one, other}

    def _plug(self, host: PortRef, switch: PortRef) -> None:
        """Plug a host's interface in: into one port, or, as a bond that is written as one link, into all members."""
        free = self._free(switch)
        name = self._fabric.hosts[host.device].nics.values()
        bond = any(host.interface in state.between for state in name)
        ports = free if bond else free[:1]
        self.plugs.setdefault(host, []).extend(ports)
        self._taken |= set(ports)
