"""Data center bridging is off on a switch that lossless traffic crosses, or the switch has none.

## What it checks
Each switch on a path of a network that declares `roce` or `lossless` has DCB, and has it on.

## Why it matters
Without DCB a switch pauses nothing, whatever its ports say: it drops when its buffers are full, and RDMA over Ethernet
collapses under load. In the lab, without load, everything works.

## How it is decided
Force10: `dcb enable` or `no dcb enable`; without a line, what the model does in its release, where a source says so.
PowerConnect has no such switch: a model that has PFC has it on. Where the hardware has no PFC at all, the message says so, and
nothing else is said of its ports.

## Example that fails
An S4810 on 9.9 with `dcb-map` on its ports, and no `dcb enable`.

## Example that passes
The same with `dcb enable`.

## Fix and its safety
`dcb enable`, then save and reload: Dell says that PFC buffers are set up at boot. Needs a maintenance window.
Hardware without PFC: move the network's NICs to a switch that has it.

## Limits
Force10 guides disagree on the default from 9.10 on; there a config without a line is unknown.

## References
Dell S4810P user guide, data center bridging. Dell PowerConnect 8100 user configuration guide. IEEE 802.1Q clause 36.
"""

from collections.abc import Iterator

from fabric_check.fabric.lossless import LosslessPort
from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import SwitchDcb
from fabric_check.model.outcome import Answer, Finding, Gap, Pass, Severity, Subject, Unknown
from fabric_check.rules import dcb_words, words


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each switch on a way of a lossless network."""
    for device, ports in dcb_words.switches(scene).items():
        facts = scene.fabric.switches[device]
        gap = next((at.gap for at in ports if at.gap), None) if facts.unknown else dcb_words.switch_gap(facts)
        if gap is not None or facts.dcb is None:
            yield Unknown(subject(device), (gap,) if gap else (), dcb_words.switch_pairs(scene, device))
        else:
            yield _switch(scene, device, facts.dcb, ports)


def subject(device: str) -> Subject:
    """Return what a finding on this switch is about."""
    return Subject("device", device)


def _switch(scene: Scene, device: str, dcb: SwitchDcb, ports: tuple[LosslessPort, ...]) -> Answer:
    pairs = dcb_words.switch_pairs(scene, device)
    needing = ", ".join(dcb_words.names(ports))
    if dcb.capable.value is False:
        profile = scene.fabric.switches[device].profile
        model = f" ({profile.name})" if profile else ""
        return _finding(
            scene,
            device,
            dcb,
            f"{device}{model} cannot pause a priority, and {needing} must not lose frames.",
        )
    if not dcb.enabled.known:
        return Unknown(subject(device), (Gap(device, "", "DCB", dcb.enabled.why),), pairs)
    if dcb.enabled.value:
        return Pass(subject(device))
    how = "" if dcb.enabled.line() else " (no line turns it on)"
    return _finding(scene, device, dcb, f"DCB is off on {device}{how}, and {needing} must not lose frames.")


def _finding(scene: Scene, device: str, dcb: SwitchDcb, message: str) -> Finding:
    ports = dcb_words.switches(scene)[device]
    line = dcb.enabled.line() if dcb.capable.value else None
    return Finding(
        Severity.ERROR,
        subject(device),
        dcb_words.names(ports),
        message,
        words.evidence(device, line or scene.fabric.switches[device].identity),
        dcb_words.switch_pairs(scene, device),
    )
