"""A DCB setting takes effect at the next reload only.

## What it checks
On each switch on a path of a lossless network: no DCB line is of the kind that waits for a reload.

## Why it matters
The config reads as if the setting were in force. Until somebody reloads the switch it is not.

## How it is decided
By the line's own words, such as `on-next-reload`.

## Example that fails
`dcb enable auto-detect on-next-reload`

## Example that passes
`dcb enable`

## Fix and its safety
Save and reload the switch in a maintenance window.

## Limits
Whether the switch was reloaded since is not in its configuration, so this is information, not an error. The startup-config is not
read.

## References
Dell M I/O Aggregator user guide, `dcb enable auto-detect on-next-reload`.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject
from fabric_check.model.text import printable
from fabric_check.rules import dcb_words, words


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each switch on a way of a lossless network."""
    yield from scene.once(dcb_words.unread)
    for device, ports in dcb_words.by_switch(scene).items():
        pending = ports[0].switch.pending
        subject = Subject("device", device)
        if not pending:
            yield Pass(subject)
            continue
        lines = ", ".join(f"`{printable(line.text)}`" for line in pending)
        yield Finding(
            Severity.INFO,
            subject,
            dcb_words.names(one.at for one in ports),
            f"On {device}, {lines} takes effect at the next reload only.",
            words.evidence(device, *pending),
            dcb_words.switch_pairs(scene, device),
        )
