"""Measured: a pair carries smaller packets than everything on its way is configured for.

## What it checks
For each pair that was measured, where every port on the way and both NICs are known: what got through is no smaller than the smallest
of them.

## Why it matters
Something is on the way that nobody wrote down: a switch, a firewall or a media converter, a cable in another port, a setting that
was changed since, or a switch that does not do what its configuration says.

## How it is decided
The measured size is below the smallest configured one and is none of them. No port is blamed: each does what is asked of it, as far
as its configuration tells. Pairs that one fault may explain are one finding; what all of them cross and no better pair does is named as
where to look. A sender whose own interface takes less than its facts say is told as such, where that is less than the network needs.

Goes away with MTU204 where one direction carries more than the other.

Where nothing at all got through, and configuration says so (VLN101, VLN102, VLN105, VLN106, LNK102, LNK103), that finding gets the basis
`both`. A firewall that drops pings must not do that: the host that was asked answers elsewhere and the one that asked gets answers
elsewhere, or a frame with the network's tag was lost as well. Not where other pairs of which the finding says the same carry packets. A leg
that lacks the VLAN (VLN101, a warning) is an error where nothing gets through to a NIC that answers others in that very network.

## Example that fails
All ports at 9216 or more, NICs at 9000, and 1500 measured.

## Example that passes
9000 measured, whatever larger size the switches carry.

## Fix and its safety
Look at the cables and devices between the named ports, and collect the configurations again. Nothing is to be changed by this alone.

## Limits
Where no packet at all came back from a NIC, though its way is configured right, the NIC is unknown, never a finding: the way may be
broken, or a firewall answers no ping. A packet filter that drops large ICMP packets alone looks the same. So does a receiver that drops what is larger than it sends itself.

## References
RFC 2923 for paths that lose large packets in silence.
"""

from collections.abc import Iterator

from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import MEASURED, Scene
from fabric_check.fabric.shared import Shared
from fabric_check.fabric.silent import SilentPair
from fabric_check.model.measured import Measurement
from fabric_check.model.outcome import Answer, Finding, Gap, Pass, Severity, Unknown
from fabric_check.rules import measured_silence, measured_words, words
from fabric_check.rules.measured_words import Reading

EVIDENCE = MEASURED


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each measured pair; once for pairs that one fault may explain."""
    yield from _nothing_through(scene)
    for one in scene.once(measured_words.readings):
        if not one.less:
            yield Pass(measured_words.subject(one.pair))
    for lot in scene.once(measured_words.hidden):
        if lot.things[0].less:
            yield _finding(lot)


def _nothing_through(scene: Scene) -> Iterator[Answer]:
    """Answer for each NIC from which no packet came back on a way that is configured right: that must not look like passed."""
    yield from scene.once(measured_silence.confirmed)
    silent: dict[PortRef, list[tuple[Measurement, SilentPair]]] = {}
    for pair in measured_silence.unexplained(scene):
        for sweep in pair.sweeps:
            receiver = PortRef(sweep.receiver.host, sweep.receiver.name)
            silent.setdefault(receiver, []).append((sweep, pair))
    for ref, found in silent.items():
        sweep, pair = found[0]
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        # A firewall for this network alone answers elsewhere too.
        proof = f", {measured_silence.proof(pair)}" if pair.lost_tag or pair.here else ""
        why = (
            f"no packet of {sweep.sender.host}:{sweep.sender.name}{more} came back from it{proof}: "
            f"something on the way is broken{'' if proof else ', or it answers no ping'}"
        )
        yield Unknown(words.port(ref), (Gap(ref.device, ref.interface, "measurement", why),), len(found))


def _finding(lot: Shared[Reading]) -> Finding:
    first, pairs = lot.things[0], [one.pair for one in lot.things]
    subject = measured_words.subject(first.pair)
    return Finding(
        Severity.ERROR,
        subject,
        measured_words.networks(pairs),
        f"Measured: {measured_words.measured(pairs)}, but {_said(first)}. "
        f"Something on the way is not as fabric.yaml and the configurations say.{measured_words.look_at(lot)}",
        measured_words.evidence(pairs),
        len(pairs),
        "measured",
        ("MTU204", subject) if first.pair.narrow_way is not None else None,
    )


def _said(one: Reading) -> str:
    if one.own is not None:
        return f"the facts of {one.own.ref} say {words.nic_words(one.own)}"
    return f"everything on the way is configured for at least {measured_words.expected(one.pair)}"
