"""Counted: pauses of a priority that should have none, drops of a lossless one, or frames that were too long.

## What it checks
On each host's NIC of a declared network whose counters were read twice, with load in between: what grew.

## Why it matters
Configuration can look right and still not work. A lossless priority that drops is not lossless, whatever both ends say. Pauses of
another priority stop traffic that nobody meant to stop. A frame that was too long was sent by somebody whose packets are larger than this NIC
takes: those packets vanish here.

## How it is decided
The first sample and the last are compared, counter by counter. Pauses, sent or received, count on priorities that no network declares
lossless, on NICs of a lossless network. Drops count on the priorities of the NIC's own lossless networks. Too-long frames count on any
NIC. What was counted before the first sample does not count.

Where one of them is all there is, `caused_by` names what explains it: pauses HST102 or DCB104, a priority that the NIC or its switch port
pauses by its configuration; drops HST101 or DCB102, no PFC at the NIC or its port; too long MTU103, NICs of different sizes.

## Example that fails
`rx_prio3_discards` grew by 412 on a NIC of a RoCE network with priority 3.

## Example that passes
`rx_prio3_pause` grew, and nothing of priority 3 was dropped: that is PFC at work.

## Fix and its safety
Drops: compare PFC on the NIC, on its switch port and in the switch's maps (DCB102, HST101). Pauses: see DCB104. Too long: see MTU103 and MTU102.

## Limits
Counters of switches are not read. Names of counters differ by driver; those of other drivers than named in the documentation are not read. That
nothing was dropped proves nothing: the load may have been small.

## References
IEEE 802.1Q clause 36 for priority-based flow control. Linux kernel documentation, ethtool counters of mlx5. NVIDIA WinOF-2
documentation, adapter cards counters.
"""

from collections.abc import Iterator, Mapping

from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import COUNTED, Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.measured import NicCounts
from fabric_check.model.outcome import Answer, Evidence, Finding, NotApplicable, Pass, Severity, Subject
from fabric_check.rules import dcb102_pfc_off as dcb102
from fabric_check.rules import dcb104_pfc_extra as dcb104
from fabric_check.rules import hst101_pfc_priority as hst101
from fabric_check.rules import hst102_pfc_extra as hst102
from fabric_check.rules import mtu103_peers_differ as mtu103
from fabric_check.rules import words

EVIDENCE = COUNTED
Uses = list[tuple[NetworkView, Attachment]]


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each interface that counted something."""
    uses: dict[PortRef, Uses] = {}
    for view in scene.views:
        for nic in view.attachments:
            for name in {nic.nic.name, *nic.state.ends}:
                uses.setdefault(PortRef(nic.nic.host, name), []).append((view, nic))
    for counts in scene.counts:
        ref = PortRef(counts.host, counts.interface)
        if ref not in uses:
            yield NotApplicable(words.port(ref), "no declared network uses it")
        elif what := _wrong(scene, counts, uses[ref]):
            yield _finding(scene, counts, uses[ref], what)
        else:
            yield Pass(words.port(ref))


def _wrong(scene: Scene, counts: NicCounts, uses: Uses) -> dict[str, str]:
    """Return what should not have grown, in words, by kind."""
    declared = {one.lossless.priority for one in scene.fabric.intent.networks.values() if one.lossless}
    own = {view.network.lossless.priority for view, _ in uses if view.network.lossless}
    pauses = {
        priority: count for priority, count in counts.pauses.items() if own and priority not in declared
    }
    drops = {priority: count for priority, count in counts.drops.items() if priority in own}
    found = {
        "pauses": f"{_by_priority(pauses)} paused, which no network declares lossless" if pauses else "",
        "drops": f"{_by_priority(drops)} dropped, which is lossless" if drops else "",
        "too long": f"{counts.too_long} frames were too long for it" if counts.too_long else "",
    }
    return {kind: text for kind, text in found.items() if text}


def _by_priority(counted: Mapping[int, int]) -> str:
    return " and ".join(f"{count} times priority {priority}" for priority, count in sorted(counted.items()))


def _finding(scene: Scene, counts: NicCounts, uses: Uses, what: Mapping[str, str]) -> Finding:
    return Finding(
        Severity.WARNING,
        Subject("port", counts.host, counts.interface),
        tuple(dict.fromkeys(view.network.name for view, _ in uses)),
        f"Counted on {counts.interface} from {counts.first} to {counts.last}: {'; '.join(what.values())}.",
        (Evidence(counts.host, counts.find()),),
        sum(view.partners(nic) for view, nic in uses),
        "measured",
        _cause(scene, counts, uses, what),
    )


def _cause(
    scene: Scene, counts: NicCounts, uses: Uses, what: Mapping[str, str]
) -> tuple[str, Subject] | None:
    """Return the finding that explains all of what was counted, where there is one."""
    if len(what) > 1:
        return None
    nic = {Subject("port", counts.host, counts.interface), Subject("device", counts.host)}
    near = nic | {words.port(hop.ref) for _, one in uses for step in one.steps for hop in step.hops}
    peers = {words.port(one.ref) for view, _ in uses for one in view.attachments}
    for kind, rule, judge_rule, subjects in (
        ("pauses", "HST102", hst102.judge, near),
        ("pauses", "DCB104", dcb104.judge, near),
        ("drops", "HST101", hst101.judge, near),
        ("drops", "DCB102", dcb102.judge, near),
        ("too long", "MTU103", mtu103.judge, peers),
    ):
        for answer in scene.answers(judge_rule) if kind in what else ():
            if isinstance(answer, Finding) and answer.subject in subjects:
                return rule, answer.subject
    return None
