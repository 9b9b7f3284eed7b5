"""Measured: a pair of NICs carries smaller packets than its network needs.

## What it checks
For each pair that was measured: the largest packet that got through whole is no smaller than the network's `ip_mtu`.

## Why it matters
Configuration says what should be. A measurement says what is, whatever stands between the two.

## How it is decided
The smaller of the sweeps there and back counts. Then it is said which configured port explains that number:

* A port whose configured size is the measured one, or whose open range holds it. Where MTU101, MTU104 or MTU106 says so
  already, that finding gets the basis `both` and there is no second one. So does MTU102 where a NIC sends more than was measured.
* No known port: then the pair itself is the finding, and no port is blamed. Pairs that one fault may explain are one finding; what
  all of them cross and no better pair does is named as where to look. Where everything on the way is known and larger, it goes
  away with MTU202; where one direction carries more, with MTU204.

Where a size is left open by the maker (PowerConnect above its default), the measurement settles it for the measured pairs.

## Example that fails
`ip_mtu: 9196`, a PowerConnect at `mtu 9216`, which carries 9194 or 9198 of tagged packets, and 9194 measured.

## Example that passes
The same with 9198 measured.

## Fix and its safety
That of the finding that explains it. Measure again after it: a measurement that is older than the configurations does not count.

## Limits
A sweep that got through all that it tried, and tried less than `ip_mtu`, says nothing. A sweep follows a few flows: members of a
port-channel that none of them took are not measured.

## References
RFC 8899 for finding a path's MTU by probing. Dell PowerConnect CLI reference, jumbo frames.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.measured import MeasuredPair
from fabric_check.fabric.scene import MEASURED, Scene
from fabric_check.fabric.shared import Shared
from fabric_check.fabric.view import Attachment
from fabric_check.model.outcome import (
    Answer,
    Confirmed,
    Evidence,
    Finding,
    NotApplicable,
    Pass,
    Severity,
    Subject,
)
from fabric_check.rules import measured_words, words
from fabric_check.rules import mtu101_path_below_intent as mtu101
from fabric_check.rules.measured_words import Reading

EVIDENCE = MEASURED


@dataclass(slots=True)
class _Explained:
    """What explains measured sizes: pairs, words on why, and lines. *of*: the rule that says so from configuration."""

    of: str | None
    why: str
    evidence: tuple[Evidence, ...]
    pairs: list[MeasuredPair] = field(default_factory=list)
    severity: Severity = Severity.INFO


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each port or NIC that explains a limit, for pairs that nothing explains, and for pairs without one."""
    found: dict[tuple[str | None, Subject], _Explained] = {}
    for one in scene.once(measured_words.readings):
        _explain(scene, one, found)
        if not one.below:
            yield _without_limit(one)
    for (_, subject), explained in found.items():
        yield _answer(subject, explained)
    for lot in scene.once(measured_words.hidden):
        if lot.things[0].below:
            yield _unexplained(lot)


def _without_limit(one: Reading) -> Answer:
    subject = measured_words.subject(one.pair)
    if one.pair.carried < one.pair.view.network.ip_mtu:
        return NotApplicable(
            subject, "the sweep tried nothing larger than it got through, and less than is needed"
        )
    return Pass(subject)


def _explain(scene: Scene, one: Reading, found: dict[tuple[str | None, Subject], _Explained]) -> None:
    """Sort a pair to what explains its size, and to the NICs that send more than that."""
    for hop in one.ports if one.below else ():
        of, subject = port_finding(one, hop)
        why = f"the size of {words.ports([hop.ref])} explains it ({words.mtu_words(scene.fabric, hop)})"
        _add(found, (of, subject), why, words.mtu_evidence(scene.fabric, hop), one, Severity.ERROR)
    for nic in one.nics if one.below else ():
        subject = _nic_subject(nic)
        why = f"what {nic.ref} itself is set to explains it ({words.nic_words(nic)})"
        _add(found, ("MTU104", subject), why, words.nic_mtu_evidence(nic), one, Severity.ERROR)
    if one.ports:
        exceeding = [nic for nic in (one.pair.a, one.pair.b) if nic.sends > one.pair.carried.bytes]
        severity = Severity.ERROR if len(exceeding) == 2 else Severity.WARNING
        why = f"the size of {words.ports(hop.ref for hop in one.ports)} explains it"
        for nic in exceeding:
            _add(found, ("MTU102", words.port(nic.ref)), why, (), one, severity)


def port_finding(one: Reading, hop: Hop) -> tuple[str | None, Subject]:
    """Return what configuration says of a port that explains a size: the rule and its subject; None: it says nothing."""
    if hop.narrow is not None:
        return "MTU106", Subject("port", hop.ref.device, hop.narrow.name)
    below = mtu101.is_below(hop, one.pair.view.network)
    return "MTU101" if below else None, words.mtu_subject(hop)


def _nic_subject(nic: Attachment) -> Subject:
    mtu = nic.state.mtu
    return Subject("port", nic.nic.host, mtu.interface) if mtu else words.port(nic.ref)


def _add(
    found: dict[tuple[str | None, Subject], _Explained],
    key: tuple[str | None, Subject],
    why: str,
    evidence: tuple[Evidence, ...],
    one: Reading,
    severity: Severity,
) -> None:
    explained = found.setdefault(key, _Explained(key[0], why, evidence))
    explained.pairs.append(one.pair)
    explained.severity = min(explained.severity, severity, key=lambda each: each.rank)


def _answer(subject: Subject, explained: _Explained) -> Answer:
    measured = measured_words.measured(explained.pairs)
    lines = measured_words.evidence(explained.pairs)
    own = Finding(
        Severity.ERROR,
        subject,
        measured_words.networks(explained.pairs),
        f"Measured: {measured}, but {measured_words.needs(explained.pairs)}; {explained.why}.",
        (*explained.evidence, *lines),
        len(explained.pairs),
        "both" if explained.evidence else "measured",
    )
    if explained.of is None:
        return own
    sentence = f"Measured: {measured}; {explained.why}."
    otherwise = None if explained.of == "MTU102" else own
    return Confirmed((explained.of, subject), sentence, lines, explained.severity, otherwise)


def _unexplained(lot: Shared[Reading]) -> Finding:
    first, pairs = lot.things[0], [one.pair for one in lot.things]
    subject = measured_words.subject(first.pair)
    cause = None
    if first.pair.narrow_way is not None:
        cause = ("MTU204", subject)
    elif first.less:
        cause = ("MTU202", subject)
    return Finding(
        Severity.ERROR,
        subject,
        measured_words.networks(pairs),
        f"Measured: {measured_words.measured(pairs)}, but {measured_words.needs(pairs)}; no known port explains it."
        f"{_unknown(first)}{measured_words.look_at(lot)}",
        measured_words.evidence(pairs),
        len(pairs),
        "measured",
        cause,
    )


def _unknown(one: Reading) -> str:
    """Return what of the way is not known, so that the cause may be there."""
    gaps = one.pair.route.gaps if one.pair.route else ()
    places = [f"{gap.device}:{gap.interface}" if gap.interface else gap.device for gap in gaps]
    places += [str(nic.ref) for nic in (one.pair.a, one.pair.b) if nic.state.mtu is None]
    return f" What {' and '.join(dict.fromkeys(places))} can carry is not known." if places else ""
