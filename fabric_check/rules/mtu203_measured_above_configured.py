"""Measured: a pair carries larger packets than its way is configured for.

## What it checks
For each pair that was measured: what got through is no larger than what the widest way between the two can carry, nor than what
the NIC that sends or answers is set to; and a pair that configuration cuts off, or of which a NIC does not tag as its port expects (VLN105), does not
carry anything.

## Why it matters
Nothing is broken by it. But then what is known of the fabric is wrong, and the next verdict rests on it.

## How it is decided
Of several ways the widest counts, and of an open size its high end. One of these holds, and the measurement does not say which:

* the model counts sizes in another way than its profile says;
* the frames take another way than fabric.yaml says, or the configuration was changed since it was saved;
* the switch checks the size of incoming frames alone.

Where no cable of fabric.yaml joins the two, `caused_by` is LNK102.

## Example that fails
A port without `mtu`, which carries 1500, between two NICs that get 9000 through.

## Example that passes
9198 measured over a PowerConnect at `mtu 9216`, which carries 9194 to 9198.

## Fix and its safety
Collect the configurations again and compare the cables with fabric.yaml. A profile is corrected in a file of your own
(`--profiles`). Nothing is to be changed on a device.

## Limits
Not judged where more than a hundred ways lead from one NIC to the other, or where a port on each way is unknown.

## References
None: it is about what this program knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.measured import MeasuredPair, measured_pairs
from fabric_check.fabric.scene import MEASURED, Scene
from fabric_check.fabric.view import Attachment
from fabric_check.model.measured import Measurement
from fabric_check.model.outcome import Answer, Evidence, Finding, Pass, Severity, Subject
from fabric_check.model.units import IpMtu
from fabric_check.rules import lnk102_not_connected as lnk102
from fabric_check.rules import measured_silence, measured_words, words
from fabric_check.rules import vln105_host_tag_wrong as vln105

EVIDENCE = MEASURED
_WHY = (
    "Either its profile counts sizes wrongly, or frames take another way than fabric.yaml says, or the configuration is out "
    "of date, or it checks the size of incoming frames alone."
)


@dataclass(slots=True)
class _Doubt:
    """Something that is known wrongly: what is known and why that may be, its lines, and the pairs that show it."""

    said: str
    why: str
    evidence: tuple[Evidence, ...] = ()
    pairs: list[MeasuredPair] = field(default_factory=list)
    cause: tuple[str, Subject] | None = None


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each port or NIC that carries more than is known of it, and for pairs that do not."""
    doubts: dict[Subject, _Doubt] = {}
    for pair in scene.once(measured_pairs):
        found = dict((*_cut_off(scene, pair), *_ports(pair), *_nics(pair), *_tags(scene, pair)))
        for subject, doubt in found.items():
            doubts.setdefault(subject, doubt).pairs.append(pair)
        if not found:
            yield Pass(measured_words.subject(pair))
    for subject, doubt in doubts.items():
        yield _finding(subject, doubt)


def _cut_off(scene: Scene, pair: MeasuredPair) -> Iterator[tuple[Subject, _Doubt]]:
    """Yield what cuts a pair off that carries packets all the same."""
    why = "Frames take another way than fabric.yaml says, or the configuration is out of date."
    if pair.route is None and not pair.a.gap and not pair.b.gap:
        said = "no cable of fabric.yaml joins the two"
        yield measured_words.subject(pair), _Doubt(said, why, cause=_apart(scene, pair))
    for step in pair.route.repairs if pair.route else ():
        for hop in (*step.down, *step.lacking) or step.hops:
            said = f"no frame of VLAN {pair.view.network.vlan} passes {words.ports([hop.ref])}"
            yield words.port(hop.ref), _Doubt(said, why)


def _apart(scene: Scene, pair: MeasuredPair) -> tuple[str, Subject] | None:
    """Return the finding on the link that is not written, which one of the two lacks."""
    apart = scene.once(lnk102.subjects)
    keys = ((pair.view.network.name, one.index) for one in (pair.a, pair.b))
    return next((("LNK102", apart[key]) for key in keys if key in apart), None)


def _ports(pair: MeasuredPair) -> Iterator[tuple[Subject, _Doubt]]:
    for hop in _limits(pair):
        known = words.mtu_words(pair.view.fabric, hop)
        said = f"{words.ports([hop.ref])} carries at most {_widest(pair, hop)} ({known})"
        yield words.mtu_subject(hop), _Doubt(said, _WHY, words.mtu_evidence(pair.view.fabric, hop))


def _nics(pair: MeasuredPair) -> Iterator[tuple[Subject, _Doubt]]:
    """Yield each NIC that sent or answered with more than it is known to send."""
    for nic in (pair.a, pair.b):
        mtu = nic.state.mtu
        sent = max(
            (one.carried for one in pair.sweeps if one.carried and _sent(pair, one, nic)), default=None
        )
        if mtu is not None and sent is not None and sent > mtu.ip_mtu:
            said = f"{nic.ref} sends at most {words.nic_words(nic)}"
            why = "What fabric.yaml declares" if nic.state.declared else "Its facts"
            verb = "is not so." if nic.state.declared else "are out of date."
            yield words.port(nic.ref), _Doubt(said, f"{why} {verb}", words.nic_mtu_evidence(nic))


def _sent(pair: MeasuredPair, sweep: Measurement, nic: Attachment) -> bool:
    """Return whether a NIC sent what a sweep got through, asking or answering; of pieces of an answer Windows says nothing."""
    asking = pair.view.fabric.intent.hosts[sweep.sender.host]
    return sweep.sender == nic.nic or asking.os != "windows"


def _tags(scene: Scene, pair: MeasuredPair) -> Iterator[tuple[Subject, _Doubt]]:
    """Yield each NIC that is said to be in no network or another one, and through which packets pass all the same."""
    # What a driver that tags makes of frames that are tagged above it is not known: those below a vSwitch are not doubted.
    own = scene.once(_wrong_tags) & {words.port(pair.a.ref), words.port(pair.b.ref)}
    for rule, subject in measured_silence.closed_by(scene, pair.view, pair.a, pair.b, pair.route):
        if rule == "VLN105" and subject in own:
            said = f"{subject.device}:{subject.interface} does not tag as it must, so that nothing passes"
            yield subject, _Doubt(said, "Its facts or the switch's configuration are out of date.")


def _wrong_tags(scene: Scene) -> frozenset[Subject]:
    """Return the NICs whose tag is wrong by itself: some switches take a tag on a port that must have none, so no port is doubted."""
    answers = scene.answers(vln105.judge)
    return frozenset(one.subject for one in answers if isinstance(one, Finding) and one.cause is None)


def _limits(pair: MeasuredPair) -> tuple[Hop, ...]:
    """Return the ports that limit the widest way, where more than that got through."""
    most = IpMtu(0)
    limits: tuple[Hop, ...] = ()
    for walk in pair.walks:
        sizes = [_widest(pair, hop) for hop in walk]
        narrowest = min((size for size in sizes if size is not None), default=None)
        if narrowest is None or None in sizes or narrowest >= _carried(pair):
            return ()
        if narrowest > most:
            most = narrowest
            limits = tuple(hop for hop, size in zip(walk, sizes, strict=True) if size == narrowest)
    return limits


def _carried(pair: MeasuredPair) -> IpMtu:
    """Return the largest packet that got through in either direction."""
    return max(way.low for way in pair.ways)


def _widest(pair: MeasuredPair, hop: Hop) -> IpMtu | None:
    """Return what a port can carry at most: of a port-channel with a smaller member, by its other members."""
    size = hop.size
    if hop.narrow is not None and hop.port is not None:
        size = pair.view.fabric.switches[hop.ref.device].port_ip_mtu(hop.port, pair.view.network.vlan)
    return size.high if size else None


def _finding(subject: Subject, doubt: _Doubt) -> Finding:
    first = doubt.pairs[0]
    return Finding(
        Severity.INFO,
        subject,
        measured_words.networks(doubt.pairs),
        f"Measured: packets of {_carried(first)} bytes get through between {first.a.ref} and {first.b.ref}"
        f"{words.more_pairs(len(doubt.pairs) - 1)}, but as far as is known {doubt.said}. {doubt.why}",
        (*doubt.evidence, *measured_words.evidence(doubt.pairs)),
        len(doubt.pairs),
        "both" if doubt.evidence else "measured",
        doubt.cause,
    )
