"""Measured: a frame sent with the network's tag arrived without its VLAN or with another priority, or not at all.

## What it checks
For each pair between which a tagged frame was sent: it arrived with the VLAN and the 802.1p priority that it was sent with.

## Why it matters
Priority lives in the tag. Where a port takes it off or writes another priority in, RoCE runs in the lossy queue from there on; a ping does
not notice.

## How it is decided
What was sent is compared with what the far end received. A frame that did not arrive counts where the sweep of the same pair got
through. The priority counts for networks whose priority lives in the tag (`trust: pcp`), and for lossy ones where every port of the way tags.

`caused_by` is VLN103 where a port of the way takes a lossless network untagged. Where another network is untagged on the way by configuration, a
lost tag is what was asked for. Pairs that one fault may explain are one finding; what all of them cross and no better pair does is
named as where to look.

## Example that fails
Sent with VLAN 110, priority 3; received with VLAN 110, priority 0.

## Example that passes
Received with VLAN 110, priority 3.

## Fix and its safety
Tag the VLAN on the port that takes the tag off, and let it trust 802.1p: see VLN103 and DCB109. Treat it as disruptive on that port.

## Limits
Needs a Linux host at both ends. A measurement of another VLAN than the network's says nothing.

## References
IEEE 802.1Q clause 6.9 for VLAN and priority on reception, clause 9 for the tag.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fabric_check.fabric.measured import MeasuredPair
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import TAGGED, Scene
from fabric_check.fabric.shared import Shared, crossed, share
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.measured import Measurement, Tagged
from fabric_check.model.outcome import Answer, Evidence, Finding, NotApplicable, Pass, Severity, Subject
from fabric_check.rules import vln103_roce_untagged as vln103
from fabric_check.rules import words

EVIDENCE = TAGGED
MAX_LINES = 3


@dataclass(frozen=True, eq=False)
class _Sent:
    """A tagged frame from one NIC to another."""

    pair: MeasuredPair
    sender: Attachment
    receiver: Attachment
    sweep: Measurement
    tagged: Tagged

    @property
    def subject(self) -> Subject:
        """The pair, in fabric.yaml order."""
        return words.pair(self.pair.a, self.pair.b)

    @property
    def untagged(self) -> PortRef | None:
        """A port of the way that takes the network untagged, by its configuration."""
        hops = self.pair.route.hops if self.pair.route else ()
        return next(
            (hop.ref for hop in hops if hop.port is not None and hop.carries and not hop.tagged), None
        )

    @property
    def tells(self) -> bool:
        """Whether it says something: a frame that is lost between NICs that nothing passes does not."""
        return (
            self.tagged.got_vlan is not None or self.tagged.arrived is True or self.sweep.carried is not None
        )

    def wrong(self) -> str:
        """Return in which way the tag was lost; empty where it was not."""
        tagged, network = self.tagged, self.pair.view.network
        if tagged.got_vlan is None:
            return {
                None: "arrived without its tag, or not at all",
                True: "arrived without its tag",
                False: "did not arrive",
            }[tagged.arrived]
        if tagged.got_vlan != tagged.sent_vlan:
            return f"arrived with VLAN {tagged.got_vlan}"
        matters = vln103.needs_tag(network) or network.lossless is None
        if tagged.got_pcp != tagged.sent_pcp and matters:
            return f"arrived with priority {'unknown' if tagged.got_pcp is None else tagged.got_pcp}"
        return ""


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each frame that was sent with a tag; once for those that one fault may explain."""
    wrong: dict[tuple[str, PortRef | None], list[_Sent]] = {}
    shown: set[PortRef] = set()
    for sent in _sent(scene):
        what = sent.wrong()
        if sent.tagged.sent_vlan != sent.pair.view.network.vlan:
            yield NotApplicable(sent.subject, "the frame was sent with another VLAN than the network's")
        elif not sent.tells:
            yield NotApplicable(sent.subject, "nothing passes between the two")
        elif not what:
            shown |= sent.pair.sure | {sent.sender.ref, sent.receiver.ref}
            yield Pass(sent.subject)
        elif sent.untagged is not None and not vln103.needs_tag(sent.pair.view.network):
            yield NotApplicable(sent.subject, "a port of the way takes the network untagged")
        else:
            wrong.setdefault((what, sent.untagged), []).append(sent)
    for (what, _), ones in wrong.items():
        for lot in share(ones, lambda one: _crossed(one) - shown):
            yield _finding(lot, what)


def _crossed(one: _Sent) -> frozenset[PortRef]:
    return crossed(one.pair.route, one.sender, one.receiver)


def _sent(scene: Scene) -> Iterator[_Sent]:
    places: dict[str, tuple[NetworkView, dict[tuple[str, str], Attachment]]] = {
        view.network.name: (view, {(one.nic.host, one.nic.name): one for one in view.attachments})
        for view in scene.views
    }
    for sweep in scene.measurements:
        view, nics = places[sweep.network]
        sender, receiver = (nics[nic.host, nic.name] for nic in (sweep.sender, sweep.receiver))
        if sweep.tagged is not None:
            a, b = sorted((sender, receiver), key=lambda end: end.index)
            yield _Sent(MeasuredPair(view, a, b, (sweep,)), sender, receiver, sweep, sweep.tagged)


def _finding(lot: Shared[_Sent], what: str) -> Finding:
    first = lot.things[0]
    pairs = len({one.subject for one in lot.things})
    more = words.more_pairs(pairs - 1)
    look_at = ""
    if pairs > 1 and lot.ports:
        look_at = f" What all of them cross, and no pair without loss, is {words.ports(lot.ports)}."
    return Finding(
        Severity.ERROR,
        first.subject,
        tuple(dict.fromkeys(one.pair.view.network.name for one in lot.things)),
        f"Measured: a frame sent from {first.sender.ref} to {first.receiver.ref} with VLAN {first.tagged.sent_vlan} and priority "
        f"{first.tagged.sent_pcp} {what}{more}.{look_at}",
        tuple(Evidence(one.sender.nic.host, one.sweep.find(("tagged",))) for one in lot.things[:MAX_LINES]),
        pairs,
        "measured",
        ("VLN103", words.port(first.untagged)) if first.untagged else None,
    )
