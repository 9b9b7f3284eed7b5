"""NICs of one network have different IP MTUs.

## What it checks
All NICs of a network whose IP MTU is known have the same one.

## Why it matters
Both sizes may be allowed, but UDP, RDMA and anything that does not negotiate works in one direction and fails in the
other, and the next change is made against the wrong number.

## How it is decided
The NICs that are not equal to the majority are named; without a majority, those furthest from the network's `ip_mtu`.
`caused_by` names a finding on the same NIC, or on another of the network, whose repair makes them equal.

## Example that fails
hv01 and hv02 at IP MTU 9000, hv03 at 9600, `ip_mtu: 9000`: hv03.

## Example that passes
All three at 9000.

## Fix and its safety
Set the same jumbo size on all NICs of the network. Setting it restarts the NIC: disruptive.

## Limits
A NIC of unknown IP MTU is not compared; it is reported as unknown.

## References
Microsoft, standardized keywords for jumbo frames.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity, Subject, Unknown
from fabric_check.rules import mtu102_host_exceeds_path as mtu102
from fabric_check.rules import mtu104_host_below_intent as mtu104
from fabric_check.rules import words


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each NIC of each network with another NIC to compare."""
    causes = {
        answer.subject: rule
        for rule, judge_rule in (("MTU104", mtu104.judge), ("MTU102", mtu102.judge))
        for answer in scene.answers(judge_rule)
        if isinstance(answer, Finding) and answer.cause is None
    }
    for view in scene.views:
        if len({attachment.nic.host for attachment in view.attachments}) > 1:
            yield from _network(view, causes)


def _network(view: NetworkView, causes: dict[Subject, str]) -> Iterator[Answer]:
    known = {one.index: one.state.mtu.ip_mtu.bytes for one in view.attachments if one.state.mtu}
    sizes = Counter(known.values())
    wrong = _wrong(sizes, view.network.ip_mtu.bytes)
    own = {one.index: cause for one in view.attachments if (cause := _cause(one, causes))}
    # What is left of the difference once the NICs that have a finding of their own are repaired.
    left = _wrong(Counter(size for one, size in known.items() if one not in own), view.network.ip_mtu.bytes)
    for attachment in view.attachments:
        subject = words.port(attachment.ref)
        size = known.get(attachment.index)
        if size is None:
            yield Unknown(subject, (words.nic_mtu_gap(attachment),), len(view.attachments) - 1)
        elif len(known) < 2:
            yield NotApplicable(subject, "no other NIC's IP MTU is known")
        elif size in wrong:
            cause = own.get(attachment.index) or (None if size in left else next(iter(own.values()), None))
            yield _finding(view, attachment, sizes, cause)
        else:
            yield Pass(subject)


def _wrong(sizes: Counter[int], wanted: int) -> Sequence[int]:
    """Return the sizes that stand out: all but a majority's, else those furthest from what is wanted."""
    if len(sizes) < 2:
        return ()
    size, count = sizes.most_common(1)[0]
    if 2 * count > sizes.total():
        return [other for other in sizes if other != size]
    furthest = max(abs(size - wanted) for size in sizes)
    return [size for size in sizes if abs(size - wanted) == furthest]


def _finding(
    view: NetworkView, attachment: Attachment, sizes: Counter[int], cause: tuple[str, Subject] | None
) -> Finding:
    subject = words.port(attachment.ref)
    mtu = attachment.state.mtu
    others = ", ".join(
        f"{count} at {size}" for size, count in sorted(sizes.items()) if mtu and size != mtu.ip_mtu.bytes
    )
    return Finding(
        Severity.WARNING,
        subject,
        (view.network.name,),
        f"{subject.interface} has IP MTU {words.nic_words(attachment)}; other NICs of {view.network.name}: {others}.",
        words.nic_mtu_evidence(attachment),
        sum(1 for other in view.attachments if other.nic.host != attachment.nic.host),
        words.basis(attachment),
        cause,
    )


def _cause(attachment: Attachment, causes: dict[Subject, str]) -> tuple[str, Subject] | None:
    """Return the finding on the NIC, or on the one on its way whose setting decides, that changes its size."""
    subject = words.port(attachment.ref)
    mtu = attachment.state.mtu
    repaired = (subject, Subject("port", subject.device, mtu.interface)) if mtu else ()
    return next(((causes[one], one) for one in repaired if one in causes), None)
