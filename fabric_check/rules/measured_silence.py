"""Which findings of configuration a silence bears out: nothing got through between two NICs, as these say.

Blames nobody anew, and takes no silence for proof that a host's firewall explains as well.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fabric_check.fabric.hops import Step
from fabric_check.fabric.measured import measured_pairs
from fabric_check.fabric.routes import Route
from fabric_check.fabric.scene import Judge, Scene
from fabric_check.fabric.silent import SilentPair, silent_pairs
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.measured import Measurement
from fabric_check.model.outcome import Confirmed, Evidence, Finding, Severity, Subject
from fabric_check.rules import lnk102_not_connected as lnk102
from fabric_check.rules import lnk103_port_down as lnk103
from fabric_check.rules import vln101_vlan_missing as vln101
from fabric_check.rules import vln102_vlan_not_defined as vln102
from fabric_check.rules import vln105_host_tag_wrong as vln105
from fabric_check.rules import vln106_native_differs as vln106
from fabric_check.rules import words

MAX_LINES = 3
_JUDGES: Mapping[str, Judge] = {
    "VLN101": vln101.judge,
    "VLN102": vln102.judge,
    "VLN105": vln105.judge,
    "VLN106": vln106.judge,
    "LNK102": lnk102.judge,
    "LNK103": lnk103.judge,
}
"""Rules whose findings say that frames do not pass."""

Key = tuple[str, Subject]
"""A finding, by its rule and its subject."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A silent pair and the findings that explain it. *leg*: they are on one of several ways, and some other way is right."""

    pair: SilentPair
    findings: tuple[Key, ...]
    leg: bool

    @property
    def proven(self) -> bool:
        """Whether no firewall explains it. One for this network alone may, so of a leg more is asked."""
        pair = self.pair
        return bool(pair.lost_tag or pair.here or (pair.elsewhere and not self.leg))


def silences(scene: Scene) -> tuple[Silence, ...]:
    """Return what each silent pair means."""
    return tuple(_read(scene, pair) for pair in scene.once(silent_pairs).values())


def confirmed(scene: Scene) -> tuple[Confirmed, ...]:
    """Return what silence says of each finding that it bears out, but of none whose pairs carry packets all the same."""
    return tuple(_confirmed(scene))


def unexplained(scene: Scene) -> Iterator[SilentPair]:
    """Yield the silent pairs of which configuration does not say already what is wrong."""
    borne_out = {(one.of, one.network) for one in scene.once(confirmed)}
    for one in scene.once(silences):
        pair = one.pair
        if one.leg:
            explained = any((key, pair.view.network.name) in borne_out for key in one.findings)
        else:
            explained = bool(one.findings) or pair.route is None or bool(pair.route.repairs)
        if not explained:
            yield pair


def _confirmed(scene: Scene) -> Iterator[Confirmed]:
    lots: dict[tuple[Key, str], list[Silence]] = {}
    for one in scene.once(silences):
        for key in one.findings if one.proven else ():
            lots.setdefault((key, one.pair.view.network.name), []).append(one)
    contradicted = set(_contradicted(scene)) if lots else set()
    for (key, network), ones in lots.items():
        if (key, network) not in contradicted:
            severity = Severity.ERROR if any(one.leg for one in ones) else Severity.INFO
            yield Confirmed(key, _sentence(ones), _evidence(ones), severity, network=network)


def _read(scene: Scene, pair: SilentPair) -> Silence:
    found = tuple(closed_by(scene, pair.view, pair.a, pair.b, pair.route))
    if found or pair.route is None or pair.route.repairs:
        return Silence(pair, found, leg=False)
    legs = tuple(_known(scene, pair.view, _steps(_lame(pair))))
    return Silence(pair, legs, leg=bool(legs))


def closed_by(
    scene: Scene, view: NetworkView, a: Attachment, b: Attachment, route: Route | None
) -> Iterator[Key]:
    """Yield the findings of configuration that say that nothing passes between two NICs."""
    candidates: list[Key] = []
    if route is None:
        apart = scene.once(lnk102.subjects)
        places = ((view.network.name, nic.index) for nic in (a, b))
        candidates += [("LNK102", apart[place]) for place in places if place in apart]
    else:
        candidates += _steps(route.repairs)
    for nic in (a, b):
        names = (nic.nic.name, *(below.interface for below in nic.state.below))
        candidates += [("VLN105", Subject("port", nic.nic.host, name)) for name in names]
    yield from _known(scene, view, candidates)


def _steps(steps: Iterable[Step]) -> Iterator[Key]:
    """Yield the findings that there may be on cables that do not pass a network's frames."""
    for step in steps:
        for hop in step.hops:
            if not hop.up or (hop.port is not None and not hop.port.switching):
                yield "LNK103", words.port(hop.ref)
            if not hop.carries:
                yield (
                    ("VLN102", Subject("device", hop.ref.device))
                    if hop.allowed
                    else (
                        "VLN101",
                        words.port(hop.ref),
                    )
                )
        if step.clash:
            yield "VLN106", words.cable(step.cable)


def _lame(pair: SilentPair) -> Iterator[Step]:
    """Yield the cables that would be a further way between two NICs, were the VLAN on both of their ends."""
    for nic in (pair.a, pair.b):
        yield from (step for step in nic.steps if step.lacking and not step.down)
    legs = pair.view.router.legs(pair.a.steps, pair.b.steps)
    yield from (step for step in (legs.trunks if legs is not None else ()) if step.one_sided)


def _known(scene: Scene, view: NetworkView, candidates: Iterable[Key]) -> Iterator[Key]:
    """Yield those of the candidates that are findings in a network, each once."""
    there = scene.once(_findings)
    yield from (key for key in dict.fromkeys(candidates) if (key, view.network.name) in there)


def _findings(scene: Scene) -> frozenset[tuple[Key, str]]:
    return frozenset(
        ((rule, answer.subject), network)
        for rule, judge in _JUDGES.items()
        for answer in scene.answers(judge)
        if isinstance(answer, Finding)
        for network in answer.networks
    )


def _contradicted(scene: Scene) -> Iterator[tuple[Key, str]]:
    """Yield the findings that say that nothing passes where something did."""
    for pair in scene.once(measured_pairs):
        for key in closed_by(scene, pair.view, pair.a, pair.b, pair.route):
            yield key, pair.view.network.name


def _sentence(ones: list[Silence]) -> str:
    one = shown(ones[0].pair)
    ends = " to ".join(f"{nic.host}:{nic.name}" for nic in (one.sender, one.receiver))
    more = words.more_pairs(len(ones) - 1)
    leg = ": frames do take that leg" if ones[0].leg else ""
    return f"Measured: nothing gets through from {ends}{more}, {proof(ones[0].pair)}{leg}."


def shown(pair: SilentPair) -> Measurement:
    """Return the sweep that proves most."""
    return pair.lost_tag or pair.here or pair.elsewhere or pair.sweeps[0]


def proof(pair: SilentPair) -> str:
    """Return what shows that no firewall for pings is why, in words; empty where nothing does."""
    if pair.lost_tag is not None:
        return "not even a tagged frame, which no firewall for pings stops"
    if pair.here is not None:
        return f"though {pair.here.receiver.host} answers others in {pair.view.network.name}"
    return "though both hosts answer elsewhere" if pair.elsewhere is not None else ""


def _evidence(ones: list[Silence]) -> tuple[Evidence, ...]:
    sweeps = [shown(one.pair) for one in ones[:MAX_LINES]]
    return tuple(Evidence(one.sender.host, one.find(("sweep", "verdict"))) for one in sweeps)
