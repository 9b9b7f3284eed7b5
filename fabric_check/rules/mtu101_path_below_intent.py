"""A switch port on a network's path carries smaller packets than the network's declared IP MTU.

## What it checks
Every switch port on any way between two NICs of a network: the IP MTU of the port, for that network's frames, is at
least the network's `ip_mtu`.

## Why it matters
A switch drops a frame that is larger than its port allows and tells nobody. Small packets pass, so ping works and
logins work; the first full-size packet vanishes. Live migration then fails with 0x80072746 or hangs.

## How it is decided
The port's `mtu` (or the model's default, where no line sets it) is converted to an IP MTU the way the platform counts:

* Force10 counts the whole frame with its tag: IP MTU = value − 18 untagged, value − 22 tagged. 12000 tagged: 11978.
* PowerConnect counts header and FCS. At the default 1518 a tagged 1500-byte packet passes. Above it Dell does not say
  whether the tag is inside: 9216 tagged is 9194 to 9198, untagged 9198.

Below the low end is fine, above the high end is a finding, in between is unknown until it is measured: for each pair that was, and whose
packets surely crossed the port. Where links
between switches form a loop, a spanning tree uses one at a time: a port that only such a link has, beside another way that
is wide enough, is a warning that says "after failover". VLT and vPC legs are active together and count at once. A port
setting is reported on its port, `system jumbo mtu` on its switch, once for all networks that suffer.

## Example that fails
```
interface Te1/0/3
switchport mode trunk
exit
```
with `ip_mtu: 9000`: there is no `mtu` line, so the port is at 1518 and carries 1500.

## Example that passes
```
interface Te1/0/3
mtu 9216
switchport mode trunk
exit
```

## Fix and its safety
Raise the port's `mtu` to the size of the fabric's other ports. Raise switches before hosts. Dell does not say that the
link stays up: treat it as disruptive on that port.

## Limits
Only what the configuration says. A port whose configuration or model is unknown is reported as unknown.

## References
Dell Force10 command reference, `mtu` (interface). Dell PowerConnect CLI reference, jumbo frames. IEEE 802.3 clause
3.1.1 and IEEE 802.1Q clause 9 for the frame.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from fabric_check.fabric.hops import Hop
from fabric_check.fabric.measured import measured_pairs
from fabric_check.fabric.ports import PortRef
from fabric_check.fabric.scene import Scene
from fabric_check.fabric.view import NetworkView, Use
from fabric_check.model.intent import Network
from fabric_check.model.outcome import Answer, Finding, Gap, NotApplicable, Pass, Severity, Subject, Unknown
from fabric_check.model.units import IpMtu
from fabric_check.rules import words

Uses = list[tuple[NetworkView, Use]]


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each port, or each device whose MTU is one setting."""
    subjects: dict[Subject, Uses] = {}
    for view in scene.views:
        for use in view.uses.values():
            subjects.setdefault(words.mtu_subject(use.hop), []).append((view, use))
    for subject, uses in subjects.items():
        below = [(view, use) for view, use in uses if is_below(use.hop, view.network)]
        open_uses = [open_ for view, use in uses if (open_ := _open(scene, view, use))]
        if below:
            yield _finding(scene, subject, below)
        elif open_uses:
            yield Unknown(subject, tuple(gap for gap, _ in open_uses), sum(pairs for _, pairs in open_uses))
        elif any(_measured_below(scene, view, use) for view, use in uses):
            yield NotApplicable(subject, "a measurement shows what it carries, so MTU201 judges it")
        else:
            yield Pass(subject)


def is_below(hop: Hop, network: Network) -> bool:
    """Return whether a port surely carries less than a network needs, by its own setting."""
    return hop.size is not None and hop.narrow is None and hop.size.high < network.ip_mtu


def raised(scene: Scene) -> Mapping[PortRef, IpMtu]:
    """Return what each port that is below some network's intent will carry once it is mended: the most that is asked of it."""
    found: dict[PortRef, IpMtu] = {}
    for view in scene.views:
        for ref, use in view.uses.items():
            if is_below(use.hop, view.network):
                found[ref] = max(found.get(ref, IpMtu(0)), view.network.ip_mtu)
    return found


def _open(scene: Scene, view: NetworkView, use: Use) -> tuple[Gap, int] | None:
    """Return why it cannot be said whether a port carries what a network needs, and for how many pairs; None where it can."""
    hop = use.hop
    if hop.gap is not None:
        return hop.gap, use.pairs
    if not _is_open(view, hop):
        return None
    left = use.pairs - scene.once(_settled)[view.network.name][hop.ref]
    return (words.size_gap(scene.fabric, hop), left) if left > 0 else None


def _is_open(view: NetworkView, hop: Hop) -> bool:
    return hop.size is not None and hop.size.low < view.network.ip_mtu <= hop.size.high


def _settled(scene: Scene) -> Mapping[str, Counter[PortRef]]:
    """Return, by network and port, of how many pairs a measurement shows whether the port carries what they need."""
    found: dict[str, Counter[PortRef]] = {view.network.name: Counter() for view in scene.views}
    for pair in scene.once(measured_pairs):
        for hop in pair.explaining if pair.carried < pair.view.network.ip_mtu else ():
            found[pair.view.network.name][hop.ref] += 1
        enough = pair.sure if pair.carried >= pair.view.network.ip_mtu else ()
        found[pair.view.network.name].update(enough)
    return found


def _measured_below(scene: Scene, view: NetworkView, use: Use) -> bool:
    """Return whether a measurement shows that a port of open size carries less than a network needs."""
    return _is_open(view, use.hop) and any(
        pair.carried < view.network.ip_mtu and use.hop in pair.explaining
        for pair in scene.once(measured_pairs).of(view).values()
    )


def _finding(scene: Scene, subject: Subject, below: Uses) -> Finding:
    view, use = max(below, key=lambda item: item[0].network.ip_mtu)
    networks = {view.network.name: view.network for view, _ in below}
    needs = ", ".join(f"{name} needs {network.ip_mtu}" for name, network in networks.items())
    spare = all(use.spare for _, use in below)
    when = "; a spanning tree may hold this link back, so it shows after failover" if spare else ""
    where = subject.interface or subject.device
    return Finding(
        Severity.WARNING if spare else Severity.ERROR,
        subject,
        tuple(networks),
        f"{where} carries IP packets of up to {use.hop.size} bytes in VLAN {view.network.vlan}, but {needs} "
        f"({words.mtu_words(scene.fabric, use.hop)}){when}.",
        words.mtu_evidence(scene.fabric, use.hop),
        _affected(subject, below),
    )


def _affected(subject: Subject, below: Uses) -> int:
    """Return how many pairs suffer; a switch-wide setting counts a pair once, though it uses two ports."""
    if subject.kind == "port":
        return sum(use.pairs for _, use in below)
    views = {view.network.name: view for view, _ in below}
    return sum(view.device_pairs(subject.device or "") for view in views.values())
