"""A host's NIC has no physical path to another NIC of its network.

## What it checks
The links in fabric.yaml join every NIC of a network with every other, whatever their VLANs and sizes.

## Why it matters
Either a cable is missing, or fabric.yaml does not say that it is there. In both cases nothing about the path was checked.

## How it is decided
The NICs that the links leave apart are counted; the largest group is taken to be the network, and each other group is
one finding, on its first NIC. A group that reaches a switch of unknown configuration is unknown, not a finding.

## Example that fails
A host with `networks: [live-migration]` that no line of `links` mentions.

## Example that passes
```yaml
links:
  - endpoints: ["hv01:SLOT 3 Port 1", "s4810-a:TenGigabitEthernet 0/1"]
```

## Fix and its safety
Add the missing link to fabric.yaml, or plug in the cable.

## Limits
Links are those that are written; a cable that nobody wrote down is not known.

## References
fabric.yaml, `links`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.outcome import Answer, Evidence, Finding, Gap, Pass, Severity, Subject, Unknown
from fabric_check.model.source import Source
from fabric_check.rules import words


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each NIC of each network with another host in it."""
    for view in scene.views:
        if view.relations:
            yield from _network(view)


def _network(view: NetworkView) -> Iterator[Answer]:
    reach = {attachment.index: view.reach(attachment) for attachment in view.attachments}
    apart = _groups(view, reach)
    outside = {member.index for members in apart for member in members}
    for attachment in view.attachments:
        if attachment.index not in outside:
            yield Pass(words.port(attachment.ref))
    for members in apart:
        yield from _apart(view, members, reach)


def _groups(view: NetworkView, reach: dict[int, frozenset[object]]) -> list[list[Attachment]]:
    """Return the NICs that are apart from most of the network, those that reach each other together."""
    sizes = Counter(part for parts in reach.values() for part in parts)
    first: dict[object, int] = {}
    for index, parts in reach.items():
        for part in parts:
            first.setdefault(part, index)
    # The largest part is taken to be the network; among equals the later one, so that the finding is on the first.
    main = max(sizes, key=lambda part: (sizes[part], first[part]), default=None)
    apart: dict[object, list[Attachment]] = {}
    for attachment in view.attachments:
        parts = reach[attachment.index]
        if main is None or main not in parts:
            key = min(parts, key=lambda part: first[part]) if parts else attachment.index
            apart.setdefault(key, []).append(attachment)
    return list(apart.values())


def subjects(scene: Scene) -> Mapping[tuple[str, int], Subject]:
    """Return what a finding of this rule is about, for each NIC that is apart, by network and the NIC's place in it."""
    found = {}
    for view in scene.views:
        reach = {attachment.index: view.reach(attachment) for attachment in view.attachments}
        for members in _groups(view, reach) if view.relations else ():
            for member in members:
                found[view.network.name, member.index] = words.port(members[0].ref)
    return found


def _apart(
    view: NetworkView, members: list[Attachment], reach: dict[int, frozenset[object]]
) -> Iterator[Answer]:
    one = members[0]
    subject = words.port(one.ref)
    pairs = sum(
        1
        for member in members
        for other in view.attachments
        if other.nic.host != member.nic.host and not reach[member.index] & reach[other.index]
    )
    gaps = _gaps(view, members)
    if gaps:
        yield Unknown(subject, gaps, pairs)
        return
    if not pairs:
        yield from (Pass(words.port(member.ref)) for member in members)
        return
    more = f" (and {len(members) - 1} more NICs with it)" if len(members) > 1 else ""
    why = (
        "no link in fabric.yaml mentions it"
        if not one.steps
        else "the links in fabric.yaml lead to no other NIC of it"
    )
    yield Finding(
        Severity.ERROR,
        subject,
        (view.network.name,),
        f"{one.nic.name}{more} is not connected to the rest of {view.network.name}: {why}.",
        (Evidence(one.nic.host, Source("fabric.yaml", one.nic.place.line, one.nic.name)),),
        pairs,
    )
    for member in members[1:]:
        yield Pass(words.port(member.ref))


def _gaps(view: NetworkView, members: list[Attachment]) -> tuple[Gap, ...]:
    """Return what is unknown about what these NICs can reach."""
    found = {member.gap for member in members if member.gap}
    for member in members:
        for device in view.router.reach(member.steps):
            facts = view.fabric.switches[device]
            if facts.unknown:
                found.add(Gap(device, "", facts.unknown_what, facts.unknown))
    return tuple(sorted(found))
