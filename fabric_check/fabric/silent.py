"""Pairs of NICs between which nothing got through at all, and what shows that no host's firewall is why.

Judges nothing. A firewall that drops pings looks like a broken way, so silence by itself proves neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from fabric_check.fabric.measured import measured_pairs
from fabric_check.fabric.routes import Route
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.intent import Nic
from fabric_check.model.measured import Measurement


@dataclass(frozen=True, eq=False)
class SilentPair:
    """Two NICs of a network, *a* before *b* in fabric.yaml, and the *sweeps* between them of which none came back.

    *here* is one whose asked NIC answers others in this very network, and whose asking host gets answers elsewhere; it lets
    answers in, so no firewall is why. *elsewhere* is one whose asked host answers in some network at least.
    """

    view: NetworkView
    a: Attachment
    b: Attachment
    sweeps: tuple[Measurement, ...]
    here: Measurement | None
    elsewhere: Measurement | None

    @cached_property
    def route(self) -> Route | None:
        """All ways between the two by configuration; None where no cable joins them."""
        return self.view.route(self.a, self.b)

    @cached_property
    def lost_tag(self) -> Measurement | None:
        """A sweep beside which a frame with the network's tag was lost too, which no firewall for pings does."""
        tagged = [(one, one.tagged) for one in self.sweeps if one.tagged is not None]
        if any(tag.arrived or tag.got_vlan is not None for _, tag in tagged):
            return None
        vlan = self.view.network.vlan
        return next((one for one, tag in tagged if tag.arrived is False and tag.sent_vlan == vlan), None)


SilentPairs = Mapping[tuple[str, int, int], SilentPair]
"""By network and by the NICs' places in it."""


def silent_pairs(scene: Scene) -> SilentPairs:
    """Return the pairs that some sweep did not reach at all, and none got a packet through."""
    sized = scene.once(measured_pairs)
    lots: dict[tuple[str, int, int], list[Measurement]] = {}
    views = {view.network.name: view for view in scene.views}
    places = {
        (name, one.nic.host, one.nic.name): one.index
        for name, view in views.items()
        for one in view.attachments
    }
    for one in scene.measurements:
        ends = [places[_nic(one.network, nic)] for nic in (one.sender, one.receiver)]
        if one.verdict == "unreachable" and (min(ends), max(ends)) not in sized.of(views[one.network]):
            lots.setdefault((one.network, min(ends), max(ends)), []).append(one)
    sized_sweeps = [one for one in scene.measurements if one.carried is not None]
    answering = {_nic(one.network, one.receiver) for one in sized_sweeps}
    answering_hosts = {host for _, host, _ in answering}
    hearing_hosts = {one.sender.host for one in sized_sweeps}

    def pair(name: str, first: int, second: int, sweeps: list[Measurement]) -> SilentPair:
        nics = views[name].attachments
        heard = [one for one in sweeps if one.sender.host in hearing_hosts]
        here = next((one for one in heard if _nic(name, one.receiver) in answering), None)
        elsewhere = next((one for one in heard if one.receiver.host in answering_hosts), None)
        return SilentPair(views[name], nics[first], nics[second], tuple(sweeps), here, elsewhere)

    return {key: pair(*key, sweeps) for key, sweeps in lots.items()}


def _nic(network: str, nic: Nic) -> tuple[str, str, str]:
    return network, nic.host, nic.name
