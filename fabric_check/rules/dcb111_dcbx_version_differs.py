"""The two ends of a switch link speak different versions of DCBX, and neither adapts.

## What it checks
For each link between two switches on a path of a lossless network: the DCBX versions of its ends are the same, or one of them is
`auto`.

## Why it matters
IEEE DCBX, CEE and CIN do not understand each other. Each end then acts as if the other sent nothing; a port that should learn its PFC has
none.

## How it is decided
Force10: `dcbx version` of the port; PowerConnect: `lldp dcbx version` of the switch; both `auto` by default. Ends that send no DCBX
are not compared.

## Example that fails
`dcbx version cee` at one end, `lldp dcbx version ieee` at the other.

## Example that passes
`dcbx version cee` against `auto`.

## Fix and its safety
Set one end to `auto`, or both to the same. With the role `manual` at both ends nothing is learned and nothing flaps.

## Limits
Links to hosts are not compared: which version a NIC speaks is in no facts.

## References
IEEE 802.1Q annex D. Dell S4820T 9.x configuration guide, DCBX versions. Dell N3100 guide: `lldp dcbx version`, default auto.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import DcbxRole
from fabric_check.model.outcome import Answer, Finding, Pass, Severity
from fabric_check.rules import dcb_words, words
from fabric_check.rules.dcbx_links import DcbxLink, End, dcbx_links

AUTO = "auto"


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each link between switches on a way of a lossless network."""
    yield from scene.once(dcb_words.unread)
    for link in scene.once(dcbx_links):
        if link.far is not None:
            differ = _differ(link.near, link.far)
            yield _finding(scene, link, link.far) if differ else Pass(words.cable(link.cable))


def _differ(one: End, other: End) -> bool:
    versions = {one.dcb.version.value, other.dcb.version.value}
    speaking = DcbxRole.OFF not in (one.role, other.role)
    return speaking and len(versions) == 2 and not versions & {None, AUTO}


def _finding(scene: Scene, link: DcbxLink, far: End) -> Finding:
    near = link.near
    return Finding(
        Severity.WARNING,
        words.cable(link.cable),
        link.networks,
        f"{near.logical} speaks DCBX {near.dcb.version.value} and {far.logical} {far.dcb.version.value}; neither adapts.",
        tuple(
            item
            for end in (near, far)
            for item in dcb_words.shown(
                scene.fabric.switches[end.ref.device], end.port, end.dcb.version.line()
            )
        ),
        link.pairs,
        end=words.port(near.logical),
    )
