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

    *hosts_answer*: a host was asked that answers elsewhere, by one that gets answers elsewhere. *nics_answer*: so it is of
    the two NICs, in this very network.
    """

    view: NetworkView
    a: Attachment
    b: Attachment
    sweeps: tuple[Measurement, ...]
    hosts_answer: bool
    nics_answer: bool

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
    answering = _Answering.of(scene) if lots else None
    return {
        (name, first, second): SilentPair(
            views[name],
            views[name].attachments[first],
            views[name].attachments[second],
            tuple(sweeps),
            answering is not None and any(map(answering.hosts, sweeps)),
            answering is not None and any(map(answering.nics, sweeps)),
        )
        for (name, first, second), sweeps in lots.items()
    }


@dataclass(frozen=True, slots=True)
class _Answering:
    """Who *answers* when asked, and who was *heard* because it was asked or got an answer: NICs in networks."""

    answers: frozenset[tuple[str, str, str]]
    heard: frozenset[tuple[str, str, str]]

    @classmethod
    def of(cls, scene: Scene) -> "_Answering":
        sized = [one for one in scene.measurements if one.carried is not None]
        answers = frozenset(_nic(one.network, one.receiver) for one in sized)
        return cls(answers, answers | {_nic(one.network, one.sender) for one in sized})

    def nics(self, one: Measurement) -> bool:
        """Return whether both NICs of a sweep are known to answer, or to get answers, in the same network."""
        asked, asker = (_nic(one.network, nic) for nic in (one.receiver, one.sender))
        return asked in self.answers and asker in self.heard

    def hosts(self, one: Measurement) -> bool:
        """Return the same of both hosts, in whichever network."""
        return one.receiver.host in {host for _, host, _ in self.answers} and one.sender.host in {
            host for _, host, _ in self.heard
        }


def _nic(network: str, nic: Nic) -> tuple[str, str, str]:
    return network, nic.host, nic.name
