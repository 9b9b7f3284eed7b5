"""DCBX on the links that lossless traffic crosses: what each end takes and sends, as far as configurations say."""

from collections.abc import Iterator
from dataclasses import dataclass

from fabric_check.fabric.hops import Hop, Step
from fabric_check.fabric.lossless import lossless_views, physical
from fabric_check.fabric.ports import Cable, PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import AdapterDcb, DcbxRole, PortDcb
from fabric_check.model.outcome import Evidence
from fabric_check.model.switch import Port
from fabric_check.rules import dcb_words


@dataclass(frozen=True, slots=True)
class End:
    """A switch port at an end of a link: of a port-channel, its first member."""

    logical: PortRef
    ref: PortRef
    port: Port
    dcb: PortDcb

    @property
    def role(self) -> DcbxRole | None:
        """What it does with its peer's DCBX; None where that is not known."""
        return self.dcb.role.value

    @property
    def takes(self) -> bool:
        """Whether it takes its settings from this peer."""
        return self.role in (DcbxRole.UPSTREAM, DcbxRole.SOURCE)

    @property
    def silent(self) -> bool:
        """Whether it surely tells its peer no PFC."""
        advertised = self.dcb.advertises.value
        return self.role is DcbxRole.OFF or (advertised is not None and "pfc" not in advertised)

    def evidence(self, scene: Scene) -> tuple[Evidence, ...]:
        """Return the line of its role, else the one that opens it."""
        return dcb_words.shown(scene.fabric.switches[self.ref.device], self.port, self.dcb.role.line())


@dataclass(frozen=True, slots=True)
class DcbxLink:
    """A link; *far* is the other switch's end, None towards a host, whose *nic* it then ends in."""

    cable: Cable
    near: End
    far: End | None
    networks: tuple[str, ...]
    pairs: int
    nic: PortRef | None = None
    adapter: AdapterDcb | None = None


def dcbx_links(scene: Scene) -> tuple[DcbxLink, ...]:
    """Return the links on ways of lossless networks whose switch ends are read; for ``Scene.once``."""
    found: dict[Cable, DcbxLink] = {}
    for view in lossless_views(scene):
        steps = [(step, pairs) for step, pairs in view.trunk_uses.values()]
        access = {step.cable: step for attachment in view.attachments for step in attachment.steps}
        steps += [
            (step, view.uses[step.hops[0].ref].pairs)
            for step in access.values()
            if step.hops[0].ref in view.uses
        ]
        for step, pairs in steps:
            before = found.get(step.cable)
            networks = (*(before.networks if before else ()), view.network.name)
            link = _link(scene, step, networks, pairs + (before.pairs if before else 0))
            if link is not None:
                found[step.cable] = link
    return tuple(found.values())


def _link(scene: Scene, step: Step, networks: tuple[str, ...], pairs: int) -> DcbxLink | None:
    ends = [end for hop in step.hops if (end := _end(scene, hop))]
    if len(ends) < len(step.hops):
        return None
    if len(ends) == 2:
        return DcbxLink(step.cable, ends[0], ends[1], networks, pairs)
    nic = step.cable.far(ends[0].ref.device)
    dcb = scene.fabric.hosts[nic.device].dcb
    return DcbxLink(
        step.cable, ends[0], None, networks, pairs, nic, dcb.adapters.get(nic.interface) if dcb else None
    )


def _end(scene: Scene, hop: Hop) -> End | None:
    facts = scene.fabric.switches[hop.ref.device]
    if hop.port is None or facts.dcb is None or not facts.dcb.capable.value:
        return None
    ref, port = next(iter(physical(scene.fabric, hop)))
    return End(hop.ref, ref, port, port.dcb) if port is not None and port.dcb is not None else None


def sourceless(scene: Scene, links: tuple[DcbxLink, ...]) -> Iterator[tuple[DcbxLink, End]]:
    """Yield a link, once for each switch, whose port waits for what no port of the switch takes from a peer."""
    told: set[str] = set()
    for link in links:
        for end in (link.near, link.far):
            if end is None or end.role is not DcbxRole.DOWNSTREAM or end.ref.device in told:
                continue
            told.add(end.ref.device)
            ports = scene.fabric.switches[end.ref.device].ports.values()
            roles = [port.dcb.role.value for port in ports if port.dcb is not None]
            if not {DcbxRole.UPSTREAM, DcbxRole.SOURCE, None} & set(roles):
                yield link, end
