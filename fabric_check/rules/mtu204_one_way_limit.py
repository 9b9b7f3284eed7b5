"""Measured: packets of a size get through one way and not the other.

## What it checks
For each pair that was measured: both directions carry the same.

## Why it matters
What is sent arrives and what comes back does not, or the other way round: a copy is fast to one host and hangs from it, and a ping, whose
answer is as long as its question, does not tell which.

## How it is decided
A sweep that measured one way apart says what each direction carries. Where only echoes were sent from both ends, and one end gets
more through than the other, the directions take different members of a port-channel or different ways; that is said so.

The ports whose configured size is the smaller number are named; `caused_by` is the finding on such a port, or on a NIC that sends
more. Without one, pairs that one fault may explain are one finding, and no port is blamed.

## Example that fails
1500 bytes from hv01 to hv02 and 9000 back.

## Example that passes
9000 both ways.

## Fix and its safety
That of the port that explains it. Else look for a port whose counters of oversize frames rise, and at ways that differ: members of a
port-channel, VLT legs.

## Limits
Where the way there is the limit, a sweep does not measure the way back: only one from the other end tells.

## References
RFC 8899 clause 1.2 for paths that differ by direction and flow.
"""

from collections.abc import Iterator

from fabric_check.fabric.measured import NarrowWay
from fabric_check.fabric.scene import MEASURED, Scene
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject
from fabric_check.rules import measured_words, words
from fabric_check.rules import mtu201_measured_limit as mtu201
from fabric_check.rules.measured_words import Reading

EVIDENCE = MEASURED


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each measured pair; once for those that one port, or one unknown fault, may explain."""
    explained: dict[Subject, list[Reading]] = {}
    for one in scene.once(measured_words.readings):
        if one.pair.narrow_way is None:
            yield Pass(measured_words.subject(one.pair))
        elif one.ports:
            _, subject = mtu201.port_finding(one, one.ports[0])
            explained.setdefault(subject, []).append(one)
        elif not one.hidden:
            yield _finding([one], "")
    for ones in explained.values():
        yield _finding(ones, "")
    for lot in scene.once(measured_words.hidden):
        if lot.things[0].pair.narrow_way is not None:
            yield _finding(lot.things, measured_words.look_at(lot))


def _finding(ones: list[Reading] | tuple[Reading, ...], look_at: str) -> Finding:
    first, pairs = ones[0], [one.pair for one in ones]
    why = "No known port explains it."
    if first.ports:
        ports = words.ports(hop.ref for hop in first.ports)
        why = f"The size of {ports} explains it ({words.mtu_words(first.pair.view.fabric, first.ports[0])})."
    return Finding(
        Severity.ERROR,
        measured_words.subject(first.pair),
        measured_words.networks(pairs),
        f"Measured: {_ways(first.pair.narrow_way, len(pairs) - 1)}. {why}{look_at}",
        measured_words.evidence(pairs),
        len(pairs),
        "measured",
        _cause(first),
    )


def _ways(way: NarrowWay | None, more: int) -> str:
    if way is None:
        return ""
    others = words.more_pairs(more)
    if way.certain:
        return (
            f"packets of {way.carried} bytes get through from {way.sender.ref} to {way.receiver.ref} and larger ones do not, "
            f"while {way.other} get through from {way.receiver.ref} to {way.sender.ref}{others}"
        )
    return (
        f"there and back, {way.carried} bytes get through when {way.sender.ref} asks and {way.other} when {way.receiver.ref} "
        f"does{others}: the two take different members of a port-channel, or different ways"
    )


def _cause(one: Reading) -> tuple[str, Subject] | None:
    """Return the finding whose repair makes the directions alike: on the port that explains it, or the NICs above it."""
    for hop in one.ports:
        of, subject = mtu201.port_finding(one, hop)
        if of is not None:
            return of, subject
        if one.below:
            return "MTU201", subject
    exceeding = [nic for nic in (one.pair.a, one.pair.b) if one.ports and nic.sends > one.pair.carried.bytes]
    return ("MTU102", words.port(exceeding[0].ref)) if exceeding else None
