"""A member port is smaller than the port-channel, or the VLAN, that it is a member of.

## What it checks
On each path: the members of a Force10 port-channel have its MTU or more, and the same as each other; a port that carries a
VLAN tagged has at least the `mtu` of that VLAN's interface.

## Why it matters
The port-channel promises a size that some of its members drop, so a few flows fail and others work, by their hash. An
S4810 does not enforce the rule, though its manual states it.

## How it is decided
Both are the platform's own numbers, so they are compared as they stand. A PowerConnect member takes its port-channel's
settings, so it cannot differ. A VLAN's `mtu` on Force10 limits nothing at layer 2; a port below it is a promise not kept.
`caused_by` names a finding on the same port whose repair raises it.

## Example that fails
```
interface Port-channel 10
 mtu 12000
 channel-member TenGigabitEthernet 0/1-2
interface TenGigabitEthernet 0/2
 no ip address
```
Te 0/2 has no `mtu` line, so it is at 1554.

## Example that passes
`mtu 12000` on the port-channel, on both members and on the VLAN.

## Fix and its safety
Give the member the port-channel's `mtu`. Raise members before the port-channel. Treat it as disruptive on that port.

## Limits
Shut members carry nothing and are not compared.

## References
Dell Force10 configuration guide, MTU of port-channels and VLANs: members have the same link MTU, at least the
port-channel's; a VLAN's link MTU is at most that of its members.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import NetworkView, Use
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject
from fabric_check.model.switch import Mtu, Port
from fabric_check.rules import mtu101_path_below_intent as mtu101
from fabric_check.rules import words


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each member of a port-channel, and each tagged port, on a way; once for all networks."""
    raised = {answer.subject for answer in scene.answers(mtu101.judge) if isinstance(answer, Finding)}
    answers: dict[Subject, Answer] = {}
    for view in scene.views:
        for use in view.uses.values():
            for answer in (*_members(view, use), *_vlan(view, use)):
                if not isinstance(answers.get(answer.subject), Finding):
                    answers[answer.subject] = answer
    for answer in answers.values():
        # Raising the port for its networks raises it for its VLAN too.
        same = isinstance(answer, Finding) and answer.subject in raised
        yield (
            replace(answer, cause=("MTU101", answer.subject))
            if same and isinstance(answer, Finding)
            else answer
        )


def _members(view: NetworkView, use: Use) -> Iterator[Answer]:
    hop = use.hop
    facts = view.fabric.switches[hop.ref.device]
    if facts.members_follow_lag or hop.port is None or hop.port.mtu is None:
        return
    members = [member for member in view.fabric.members(hop.ref) if member.up and member.mtu is not None]
    sizes = Counter(
        member.mtu.value for member in members if member.mtu and member.mtu.value >= hop.port.mtu.value
    )
    usual = (
        hop.port.mtu.value
        if hop.port.mtu.value in sizes
        else max(sizes, key=lambda size: sizes[size], default=0)
    )
    for member in members:
        subject = Subject("port", hop.ref.device, member.name)
        value = member.mtu.value if member.mtu else 0
        if value < hop.port.mtu.value:
            yield _finding(
                view, use, subject, member, f"its {hop.ref.interface} has {_said(hop.port.mtu)}", hop.port
            )
        elif value != usual:
            others = f"other members of {hop.ref.interface} have {usual}"
            yield _finding(view, use, subject, member, others, hop.port)
        else:
            yield Pass(subject)


def _vlan(view: NetworkView, use: Use) -> Iterator[Answer]:
    hop = use.hop
    promised = view.fabric.switches[hop.ref.device].vlan_mtus.get(view.network.vlan)
    if hop.port is None or hop.port.mtu is None or promised is None or not hop.port.tags(view.network.vlan):
        return
    if hop.port.mtu.value < promised.value:
        parent = f"VLAN {view.network.vlan}, which it carries, has {_said(promised)}"
        yield _finding(view, use, words.port(hop.ref), hop.port, parent, None, promised)
    else:
        yield Pass(words.port(hop.ref))


def _said(mtu: Mtu) -> str:
    return f"mtu {mtu.value}" if mtu.source else f"the default mtu {mtu.value}"


def _finding(
    view: NetworkView,
    use: Use,
    subject: Subject,
    port: Port,
    parent: str,
    above: Port | None,
    vlan: Mtu | None = None,
) -> Finding:
    own = port.mtu.source if port.mtu and port.mtu.source else port.stanza
    other = above.mtu.source or above.stanza if above and above.mtu else (vlan.source if vlan else None)
    return Finding(
        Severity.ERROR,
        subject,
        (view.network.name,),
        f"{port.name} has {_said(port.mtu) if port.mtu else 'no mtu'}, but {parent}.",
        words.evidence(use.hop.ref.device, own, other),
        use.pairs,
    )
