"""The two ends of a switch link do not pause the same priorities, and a network uses one of those in which they differ.

## What it checks
For each link between two switches: of the priorities that networks on it use, by `roce`, `lossless` or `priority`, both ends
pause the same.

## Why it matters
A pause frame is a request to the other end. An end without PFC for that priority goes on sending, and frames are dropped; an end
that pauses a class of its own holds it up for no reason. With DCBX such a link may even be taken down.

## How it is decided
By the configured PFC of the physical ports at both ends. Where an end lacks a lossless priority, DCB102 says so and this is
`caused_by` it. Priorities that no network on the link uses may differ.

## Example that fails
`priority-flow-control priority 7 no-drop` at one end, for a network with `priority: 7`.

## Example that passes
PFC for priority 3 alone at both ends.

## Fix and its safety
Make both ends the same: lossless priorities on, all others off. Treat it as disruptive on that link.

## Limits
A port-channel whose members differ is left to DCB113. Links to hosts are judged by the rules for hosts.

## References
IEEE 802.1Q clause 36 and annex D (PFC configuration TLV).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from fabric_check.fabric.hops import Hop, Step
from fabric_check.fabric.lossless import physical
from fabric_check.fabric.ports import Cable
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import NetworkView
from fabric_check.model.dcb import Priorities
from fabric_check.model.outcome import (
    Answer,
    Evidence,
    Finding,
    Gap,
    NotApplicable,
    Pass,
    Subject,
    Unknown,
)
from fabric_check.rules import dcb102_pfc_off as dcb102
from fabric_check.rules import dcb_words, words


@dataclass(frozen=True, slots=True)
class Crossed:
    """A link and what uses it: of each priority, the networks and how many pairs of each."""

    step: Step
    networks: dict[int, dict[str, int]] = field(default_factory=dict)

    def users(self, priorities: Collection[int]) -> dict[str, int]:
        """Return the networks of some priorities, and how many pairs of each cross the link."""
        return {name: pairs for one in sorted(priorities) for name, pairs in self.networks[one].items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """A link whose ends differ; *pauses*: what each end pauses, of what networks on the link use."""

    link: Crossed
    pauses: tuple[Priorities, Priorities]

    @property
    def priorities(self) -> Priorities:
        """Those that one end pauses and the other does not."""
        return self.pauses[0] ^ self.pauses[1]

    def pausing(self, priority: int) -> Hop:
        """Return the end that pauses one of them."""
        return self.link.step.hops[0 if priority in self.pauses[0] else 1]

    def lacking(self, priority: int) -> Hop:
        """Return the other end."""
        return self.link.step.hops[1 if priority in self.pauses[0] else 0]


Compared = Difference | Pass | NotApplicable | Unknown


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each link between switches that a network with a priority of its own crosses."""
    for found in scene.once(compared):
        yield _finding(scene, found) if isinstance(found, Difference) else found


def compared(scene: Scene) -> tuple[Compared, ...]:
    """Return what a comparison of each link's ends says; for ``Scene.once``."""
    links: dict[Cable, Crossed] = {}
    for view in scene.views:
        _cross(view, links)
    return tuple(_compare(scene, link) for link in links.values())


def _cross(view: NetworkView, links: dict[Cable, Crossed]) -> None:
    network = view.network
    priority = network.lossless.priority if network.lossless else network.priority
    if priority is None:
        return
    for step, pairs in view.trunk_uses.values():
        link = links.setdefault(step.cable, Crossed(step))
        link.networks.setdefault(priority, {})[network.name] = pairs


def _compare(scene: Scene, link: Crossed) -> Compared:
    subject = words.link(link.step)
    ends = [_end(scene, hop) for hop in link.step.hops]
    gaps = tuple(end for end in ends if isinstance(end, Gap))
    if gaps:
        return Unknown(subject, gaps, sum(link.users(link.networks).values()))
    one, other = (end & frozenset(link.networks) if isinstance(end, frozenset) else None for end in ends)
    if one is None or other is None:
        return NotApplicable(subject, "an end has no PFC, or its members differ")
    return Pass(subject) if one == other else Difference(link, (one, other))


def _end(scene: Scene, hop: Hop) -> Priorities | Gap | None:
    """Return what an end pauses, why that is not known, or None where another rule speaks of it."""
    facts = scene.fabric.switches[hop.ref.device]
    gap = (hop.gap if hop.port is None else None) or dcb_words.switch_gap(facts)
    if gap is not None or facts.dcb is None:
        return gap
    values = set()
    for ref, port in physical(scene.fabric, hop):
        dcb = port.dcb if port else None
        if dcb is None or dcb.pfc.value is None:
            return Gap(ref.device, ref.interface, "PFC", dcb.pfc.why if dcb else "its DCB is not read")
        values.add(dcb.pfc.value)
    return values.pop() if facts.dcb.capable.value and len(values) == 1 else None


def _finding(scene: Scene, found: Difference) -> Finding:
    link, networks = found.link, scene.fabric.intent.networks
    suffering = link.users(found.priorities)
    lossless = [
        network.lossless.priority for name in suffering if (network := networks[name]) and network.lossless
    ]
    to_change = found.lacking(lossless[0]) if lossless else found.pausing(min(found.priorities))
    first, second = link.step.hops
    cause = _cause(scene, found)
    return Finding(
        dcb102.severity(scene, cause),
        words.link(link.step),
        tuple(suffering),
        f"{first.ref} pauses {_said(found.pauses[0])} and {second.ref} {_said(found.pauses[1])}: they differ in "
        f"{dcb_words.numbers(found.priorities)} of {', '.join(suffering)}.",
        (*_evidence(scene, first), *_evidence(scene, second)),
        sum(suffering.values()),
        cause=cause,
        end=words.port(to_change.ref),
    )


def _said(priorities: Priorities) -> str:
    return dcb_words.numbers(priorities) if priorities else "nothing"


def _cause(scene: Scene, found: Difference) -> tuple[str, Subject] | None:
    """Return the DCB102 whose repair makes the ends the same."""
    lacking = scene.once(dcb102.faults)
    for hop in found.link.step.hops:
        for ref, _ in physical(scene.fabric, hop):
            if ref in lacking and found.priorities <= lacking[ref].missing:
                return ("DCB102", lacking[ref].subject)
    return None


def _evidence(scene: Scene, hop: Hop) -> tuple[Evidence, ...]:
    ref, port = next(iter(physical(scene.fabric, hop)))
    lines = dcb_words.pfc_lines(port.dcb) if port and port.dcb else ()
    return dcb_words.shown(scene.fabric.switches[ref.device], port, *lines)
