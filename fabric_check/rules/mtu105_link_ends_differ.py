"""The two ends of a switch link carry different sizes, and the smaller is too small for something that crosses it.

## What it checks
For each link between two switches on a network's path: the IP MTUs of its ends, for that network's frames, do not differ;
or the smaller is still at least the largest of the network's `ip_mtu` and of the NICs whose packets cross the link.

## Why it matters
A frame that one end sends and the other drops is the fault that no single config shows. Numbers that differ and are both
large enough are no fault: an S4810 at 12000 beside an 8132 at 9216 is an ordinary rack.

## How it is decided
Both ends are converted to IP MTU the way their platforms count; where a platform leaves the size open, ends whose ranges
overlap do not differ. The finding is on the smaller end, and `caused_by` names the finding whose repair ends it: the port
that is below its network, or the NIC that sends too much.

## Example that fails
An S4810 at `mtu 12000`, a PowerConnect port without an `mtu` line, and a network with `ip_mtu: 9000`.

## Example that passes
The same ports at `mtu 12000` and `mtu 9216`, with NICs at 9014: 11978 and 9194 differ, and 9000 passes both.

## Fix and its safety
Raise the smaller end, or lower what crosses it: see the finding in `caused_by`.

## Limits
Ends of unknown size are not compared.

## References
Dell Force10 and PowerConnect command references, `mtu`.
"""

from collections.abc import Container, Iterator

from fabric_check.fabric.hops import Hop, Step
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity, Subject, Unknown
from fabric_check.model.units import IpMtu
from fabric_check.rules import mtu101_path_below_intent as mtu101
from fabric_check.rules import words


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each link between switches, once: the first network that suffers names it."""
    found: dict[Subject, Answer] = {}
    for view in scene.views:
        for step, pairs in view.trunk_uses.values():
            subject = words.link(step)
            if not isinstance(found.get(subject), Finding):
                found[subject] = _link(scene.once(mtu101.raised), view, step, pairs, subject)
    yield from found.values()


def _link(raised: Container[PortRef], view: NetworkView, step: Step, pairs: int, subject: Subject) -> Answer:
    first, second = step.hops
    gaps = tuple(hop.gap for hop in step.hops if hop.gap is not None)
    if gaps:
        return Unknown(subject, gaps, pairs)
    if first.size is None or second.size is None:
        return NotApplicable(subject, "the size of an end is not known")
    smaller, larger = (first, second) if first.size.high < second.size.low else (second, first)
    if smaller.size is None or larger.size is None or smaller.size.high >= larger.size.low:
        return Pass(subject)
    sender = view.largest_packets.get(step.cable.number)
    needs = max(view.network.ip_mtu, IpMtu(sender.sends if sender else 0))
    if smaller.size.high >= needs:
        return Pass(subject)
    return _finding(view, smaller, larger, sender, pairs, needs, below=smaller.ref in raised)


def _finding(
    view: NetworkView,
    smaller: Hop,
    larger: Hop,
    sender: Attachment | None,
    pairs: int,
    needs: IpMtu,
    *,
    below: bool,
) -> Finding:
    cause = None
    if smaller.narrow is not None:
        cause = ("MTU106", Subject("port", smaller.ref.device, smaller.narrow.name))
    elif below:
        cause = ("MTU101", words.mtu_subject(smaller))
    elif sender is not None:
        cause = ("MTU102", words.port(sender.ref))
    return Finding(
        Severity.WARNING,
        words.port(smaller.ref),
        (view.network.name,),
        f"{smaller.ref.interface} carries {smaller.size} bytes ({words.mtu_words(view.fabric, smaller)}) and its other end, "
        f"{larger.ref}, {larger.size} ({words.mtu_words(view.fabric, larger)}); {needs} bytes cross the link.",
        (*words.mtu_evidence(view.fabric, smaller), *words.mtu_evidence(view.fabric, larger)),
        pairs,
        cause=cause,
    )
