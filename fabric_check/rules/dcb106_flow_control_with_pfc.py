"""802.3x flow control is on where lossless traffic needs PFC instead.

## What it checks
On each port on a path of a lossless network: link-level flow control (802.3x pause) is off, or gives way to PFC.

## Why it matters
A pause frame of 802.3x stops the whole link, all classes alike, so storage that is congested stops the cluster's heartbeat; and a
switch does one or the other: with both, PFC does not work.

## How it is decided
Force10: `flowcontrol` and PFC exclude each other, so a port with both is an error. PowerConnect has pause on by default and switches
it off by itself where PFC is on: fine there; where PFC is absent it wins, and goes away with DCB102 (`caused_by`).

## Example that fails
```
interface TenGigabitEthernet 0/1
 dcb-map ROCE
 flowcontrol rx on tx off
```

## Example that passes
A PowerConnect port with PFC on and no word of flow control.

## Fix and its safety
Force10: `no flowcontrol` on the port. PowerConnect: PFC on the port. The link may flap.

## Limits
What a NIC does with pause frames is judged by the rules for hosts.

## References
Dell S4820T guide: PFC and link-level flow control cannot be on at the same time on an interface. Dell PowerConnect M6220 user
guide: 802.3x frames are ignored where PFC is on. IEEE 802.3 annex 31B.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass
from fabric_check.rules import dcb102_pfc_off as dcb102
from fabric_check.rules import dcb_words
from fabric_check.rules.dcb_words import Judged


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each physical port on a way of a lossless network."""
    yield from scene.once(dcb_words.unread)
    for one in scene.once(dcb_words.judged):
        yield _port(scene, one)


def _port(scene: Scene, one: Judged) -> Answer:
    pause, pfc = one.dcb.flow_control, one.dcb.pfc
    lacks = one.at.ref in scene.once(dcb102.faults)
    if pause.value is False or (pfc.value and one.switch.flow_control_yields):
        return Pass(one.subject)
    if pause.known and pfc.known:
        return _finding(scene, one, lacks=lacks)
    if lacks:
        return NotApplicable(one.subject, "the port has no PFC; whether it pauses the link is not known")
    return dcb_words.unknown(one, "flow control", pause)


def _finding(scene: Scene, one: Judged, *, lacks: bool) -> Finding:
    line = one.dcb.flow_control.line()
    how = "" if line else " by default"
    beside = "beside PFC, which it excludes" if one.dcb.pfc.value else "and PFC is off"
    fault = scene.once(dcb102.faults)[one.at.ref] if lacks and one.switch.flow_control_yields else None
    cause = ("DCB102", fault.subject) if fault else None
    return Finding(
        dcb102.severity(scene, cause),
        one.subject,
        one.at.networks(one.at.priorities),
        f"{one.at.ref.interface} has 802.3x flow control on{how}, {beside}: it stops all classes of the link at once.",
        one.evidence(line),
        one.at.pairs,
        cause=cause,
    )
