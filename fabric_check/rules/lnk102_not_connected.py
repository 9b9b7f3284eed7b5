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

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.fabric.unions import Unions
from fabric_check.fabric.view import Attachment, NetworkView
from fabric_check.model.outcome import Answer, Evidence, Finding, Gap, Pass, Severity, Unknown
from fabric_check.model.source import Source
from fabric_check.rules import words

ID, NAME = "LNK102", "not-connected"


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each NIC of each network with another host in it."""
    for view in scene.views:
        if not view.relations:
            continue
        main, *apart = _components(view)
        for attachment in main:
            yield Pass(words.port(attachment.ref))
        for members in apart:
            yield from _apart(view, members)


def _components(view: NetworkView) -> list[list[Attachment]]:
    """Return the NICs by what cables join, the group that is taken to be the network first."""
    unions = Unions()
    for number, group in enumerate(view.groups):
        for member in group.members[1:] if group.members[0].steps else ():
            unions.join(member.index, group.members[0].index)
        unions.join(("group", number), group.members[0].index)
    for relation in view.relations:
        if relation.route is not None:
            unions.join(relation.a.index, relation.b.index)
    joined: dict[object, list[Attachment]] = {}
    for attachment in view.attachments:
        joined.setdefault(unions.root(attachment.index), []).append(attachment)
    # Among equals the one later in fabric.yaml is kept, so that the finding is on the first.
    return sorted(joined.values(), key=lambda group: (not group[0].steps, -len(group), -group[0].index))


def _apart(view: NetworkView, members: list[Attachment]) -> Iterator[Answer]:
    first = members[0]
    subject = words.port(first.ref)
    pairs = len(members) * (len(view.attachments) - len(members))
    gaps = _gaps(view, members)
    if gaps:
        yield Unknown(subject, gaps, pairs)
        return
    more = f" (and {len(members) - 1} more NICs with it)" if len(members) > 1 else ""
    why = (
        "no link in fabric.yaml mentions it"
        if not first.steps
        else "the links in fabric.yaml lead to no other NIC of it"
    )
    yield Finding(
        ID,
        NAME,
        Severity.ERROR,
        subject,
        first.nic.host,
        first.nic.name,
        (view.network.name,),
        f"{first.nic.name}{more} is not connected to the rest of {view.network.name}: {why}.",
        (Evidence(first.nic.host, Source("fabric.yaml", first.nic.place.line, first.nic.name)),),
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
