"""Members of a port-channel have different DCB settings.

## What it checks
For each port-channel on a path of a lossless network: its members, as far as they are not shut, have the same PFC, ETS groups, trust,
flow control and DCBX role.

## Why it matters
A flow takes one member, by its hash. The flows of the member that differs lose frames, the others do not, and no counter of the
port-channel shows why.

## How it is decided
Settings are compared, not the names of maps. Where a member lacks a lossless priority, has 802.3x flow control or does not trust, that
is the finding to repair, and this one is `caused_by` it.

## Example that fails
Two members of one port-channel with maps of different bandwidths.

## Example that passes
The same `dcb-map` on both.

## Fix and its safety
Give the member the settings of the others. Shut it first: the port-channel carries on with the rest.

## Limits
A setting that is not known of a member is not compared.

## References
Dell PowerConnect M8024-k user guide: members of a LAG have the same PFC configuration. Dell S4810P user guide, DCB.
"""

from collections.abc import Iterator

from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer, Finding, Pass, Subject
from fabric_check.rules import dcb102_pfc_off as dcb102
from fabric_check.rules import dcb104_pfc_extra as dcb104
from fabric_check.rules import dcb106_flow_control_with_pfc as dcb106
from fabric_check.rules import dcb109_dot1p_not_trusted as dcb109
from fabric_check.rules import dcb_words, words
from fabric_check.rules.dcb_words import Judged

ASPECTS = {
    "PFC": "pfc",
    "ETS groups": "groups",
    "trust": "trusts_dot1p",
    "flow control": "flow_control",
    "DCBX role": "role",
}
BEHIND = {"PFC": ("DCB104", dcb104), "trust": ("DCB109", dcb109), "flow control": ("DCB106", dcb106)}


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each port-channel with members on a way of a lossless network."""
    yield from scene.once(dcb_words.unread)
    members: dict[PortRef, list[Judged]] = {}
    for one in scene.once(dcb_words.judged):
        if one.at.logical != one.at.ref:
            members.setdefault(one.at.logical, []).append(one)
    for ref, ports in members.items():
        differing = [name for name in ASPECTS if len(_values(ports, name)) > 1]
        yield _finding(scene, ref, ports, differing) if differing else Pass(words.port(ref))


def _values(ports: list[Judged], aspect: str) -> set[object]:
    return {value for one in ports if (value := _value(one, aspect)) is not None}


def _value(one: Judged, aspect: str) -> object:
    """Return what may be compared: groups by what they do, not by their numbers or lines."""
    if aspect == "ETS groups":
        groups = one.dcb.groups.value
        return None if groups is None else frozenset((g.priorities, g.bandwidth, g.strict) for g in groups)
    return getattr(one.dcb, ASPECTS[aspect]).value


def _finding(scene: Scene, ref: PortRef, ports: list[Judged], differing: list[str]) -> Finding:
    odd = _odd(ports, differing[0])
    others = [one for one in ports if one is not odd][:1]
    cause = _cause(scene, ports, differing)
    return Finding(
        dcb102.severity(scene, cause),
        words.port(ref),
        odd.at.networks(odd.at.priorities),
        f"Members of {ref.interface} differ in {' and '.join(differing)}: {odd.at.ref.interface} is not like "
        f"{others[0].at.ref.interface}.",
        tuple(item for one in (odd, *others) for item in one.evidence(*dcb_words.pfc_lines(one.dcb))),
        odd.at.pairs,
        cause=cause,
    )


def _odd(ports: list[Judged], aspect: str) -> Judged:
    """Return the first of the members that fewest others are like; of equals, the last."""
    values = [_value(one, aspect) for one in ports]
    return min(reversed(ports), key=lambda one: values.count(_value(one, aspect)))


def _cause(scene: Scene, ports: list[Judged], differing: list[str]) -> tuple[str, Subject] | None:
    """Return the finding on a member whose repair makes the members alike; none where another difference stays."""
    lacking = scene.once(dcb102.faults)
    fault = next((lacking[one.at.ref] for one in ports if one.at.ref in lacking), None)
    # A member without a map lacks its groups as well, and both come with the map.
    if fault is not None and set(differing) <= ({"PFC"} if fault.port.dcb.map else {"PFC", "ETS groups"}):
        return ("DCB102", fault.subject)
    if len(differing) == 1 and differing[0] in BEHIND:
        rule, module = BEHIND[differing[0]]
        found = {answer.subject for answer in scene.answers(module.judge) if isinstance(answer, Finding)}
        subjects = (subject for one in ports for subject in (one.subject, dcb_words.thing(one)))
        return next(((rule, subject) for subject in subjects if subject in found), None)
    return None
