"""The DCBX roles at the two ends of a link do not go together, or not with the fabric's `dcbx`.

## What it checks
For each link on a path of a lossless network: not both ends take their settings from the other; an end that takes them has a peer that
sends them, and a port that passes them on (auto-downstream) has a port on its switch that takes them; and towards hosts the roles fit
fabric.yaml's `dcbx`: `off` (both ends configured), `switch` (hosts take the switch's settings) or `host` (switches take the host's).

## Why it matters
Two willing ends wait for each other and neither has PFC. A willing host overrides its own settings by those of a switch that was never
meant to tell it.

## How it is decided
By the port's role: Force10 `dcbx port-role`, PowerConnect `lldp dcbx port-role`, both `manual` by default: it sends its own and takes
nothing. Of a host, by its NIC's Willing where facts tell it, else by `dcbx`.

## Example that fails
`dcbx port-role auto-upstream` at both ends of an uplink.

## Example that passes
`manual` at both ends with the same map; or `auto-upstream` against `manual`.

## Fix and its safety
Set the role of one end. Dell advises shut, change, no shut: disruptive on that link.

## Limits
A role that is not known is not judged. Of a port-channel its first member is looked at; DCB113 compares the others.

## References
IEEE 802.1Q clause 38 (DCBX, Willing). Dell S4820T 9.x configuration guide, DCBX port roles. Dell DNOS6 reference manual, `lldp dcbx
port-role`.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import DcbxRole
from fabric_check.model.outcome import Answer, Finding, Pass, Severity, Subject
from fabric_check.rules import dcb_words, words
from fabric_check.rules.dcbx_links import DcbxLink, End, dcbx_links, sourceless


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each link on a way of a lossless network."""
    yield from scene.once(dcb_words.unread)
    links = scene.once(dcbx_links)
    waiting = {
        link.cable: f"{end.ref} passes on what its switch learns, and no port of {end.ref.device} learns"
        for link, end in sourceless(scene, links)
    }
    for link in links:
        wrong = _between(link) or _towards_host(scene, link) or waiting.get(link.cable, "")
        yield _finding(scene, link, wrong) if wrong else Pass(words.cable(link.cable))


def _between(link: DcbxLink) -> str:
    """Return what does not go together at a link between switches."""
    one, other = link.near, link.far
    if other is None:
        return ""
    if one.takes and other.takes:
        return f"{one.logical} and {other.logical} both wait for the other's DCB settings"
    for end, peer in ((one, other), (other, one)):
        if end.takes and peer.silent:
            return _unheard(end, str(peer.logical))
    return ""


def _unheard(end: End, peer: str) -> str:
    return f"{end.logical} takes its DCB settings from {peer}, which sends none"


def _towards_host(scene: Scene, link: DcbxLink) -> str:
    """Return what does not fit fabric.yaml's `dcbx` on a link to a host."""
    end, mode = link.near, scene.fabric.intent.dcbx
    if link.nic is None or end.role is None:
        return ""
    known = link.adapter.willing.value if link.adapter else None
    willing = mode == "switch" if known is None else known
    said = f"but fabric.yaml says `dcbx: {mode}`"
    conflicts = (
        (willing and end.takes, f"{end.ref} and {link.nic} both wait for the other's DCB settings"),
        (
            mode == "switch" and end.silent,
            f"{link.nic} takes its DCB settings from {end.ref}, which sends none",
        ),
        (mode == "host" and not end.takes, f"{end.ref} does not take the DCB settings of {link.nic}, {said}"),
        (mode == "off" and end.takes, f"{end.ref} takes the DCB settings of {link.nic}, {said}"),
        (
            mode == "off" and willing and end.role is DcbxRole.MANUAL and not end.silent,
            f"{link.nic} takes the DCB settings of {end.ref}, {said}",
        ),
    )
    return next((message for holds, message in conflicts if holds), "")


def _finding(scene: Scene, link: DcbxLink, wrong: str) -> Finding:
    ends = (link.near, link.far) if link.far else (link.near,)
    return Finding(
        Severity.WARNING,
        words.cable(link.cable),
        link.networks,
        f"{wrong}.",
        tuple(item for end in ends if end for item in end.evidence(scene)),
        link.pairs,
        cause=_cause(scene, link),
        end=words.port(link.near.logical),
    )


def _cause(scene: Scene, link: DcbxLink) -> tuple[str, Subject] | None:
    """Return the finding on a host that is willing where fabric.yaml says that nobody is."""
    willing = link.adapter is not None and link.adapter.willing.value
    if link.nic is None or not willing or scene.fabric.intent.dcbx == "switch":
        return None
    return ("HST107", words.port(link.nic))
