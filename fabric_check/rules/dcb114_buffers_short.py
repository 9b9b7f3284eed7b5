"""PFC buffers are reserved for fewer ports or queues than carry lossless traffic.

## What it checks
On each switch on a path of a lossless network whose config reserves PFC buffers: they are for at least as many ports as lossless
networks cross, and for as many queues as those ports pause.

## Why it matters
A port beyond the number, or a second lossless queue where buffers were set up for one, has no room for what arrives between its pause
frame and the peer's silence: it drops what it promised to keep.

## How it is decided
The numbers of `dcb stack-unit all pfc-buffering pfc-ports N pfc-queues M` against the ports on lossless networks' paths, of
all units of a stack together, and the queues of the priorities that they pause.

## Example that fails
`dcb stack-unit all pfc-buffering pfc-ports 32 pfc-queues 1` and PFC for priorities 3 and 4.

## Example that passes
`dcb stack-unit all pfc-buffering pfc-ports 64 pfc-queues 2`

## Fix and its safety
Raise the numbers, save and reload: a maintenance window.

## Limits
Ports that fabric.yaml does not mention are not counted. Sizes of buffers, in KB, are not judged.

## References
Dell S4820T reference, PFC buffering: takes effect after save and reload.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import Buffers
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject
from fabric_check.rules import dcb_words, words
from fabric_check.rules.dcb_words import Judged


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each switch on a way of a lossless network."""
    yield from scene.once(dcb_words.unread)
    for device, ports in dcb_words.by_switch(scene).items():
        buffers = ports[0].switch.buffers
        short = _short(buffers, ports) if buffers else ()
        yield (
            _finding(scene, device, ports, buffers, short)
            if buffers and short
            else Pass(Subject("device", device))
        )


def _short(buffers: Buffers, ports: list[Judged]) -> tuple[str, ...]:
    """Return what the buffers do not suffice for."""
    used = len(ports)
    queues = max(_queues(one) for one in ports)
    return (
        *((f"{buffers.ports} ports, and lossless traffic crosses {used}",) if used > buffers.ports else ()),
        *(
            (f"{buffers.queues} lossless queues a port, and {queues} are paused",)
            if queues > buffers.queues
            else ()
        ),
    )


def _queues(one: Judged) -> int:
    """Return how many queues a port surely pauses."""
    paused, queues = one.dcb.pfc.value or frozenset(), one.queues.value
    return len({queues[priority] for priority in paused}) if queues else min(1, len(paused))


def _finding(
    scene: Scene, device: str, ports: list[Judged], buffers: Buffers, short: tuple[str, ...]
) -> Finding:
    return Finding(
        Severity.WARNING,
        Subject("device", device),
        dcb_words.names(one.at for one in ports),
        f"PFC buffers of {device} are for {'; and for '.join(short)}.",
        words.evidence(device, buffers.source),
        dcb_words.switch_pairs(scene, device),
    )
