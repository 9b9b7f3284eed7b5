"""A sweep's result → what is known of each direction. Concludes no more than the sweep proves.

An answer to an echo is as long as its question, so an echo shows the smaller of both directions; a sweep that also measured
one way says which. Several flows may take different members of a port-channel; then no direction is known apart.
"""

from functools import partial

from fabric_check.folder import json_file
from fabric_check.folder.evidence import ProbeText
from fabric_check.folder.probe_schema import SweepFile, TaggedFile
from fabric_check.model.measured import Measurement, OneWay, Tagged
from fabric_check.model.source import Source
from fabric_check.model.units import IpMtu

NOTHING = OneWay(IpMtu(0))


def measurement(probe: ProbeText) -> Measurement:
    """Return what one file of probes/ says."""
    sweep = probe.content.sweep
    told = sweep.verdict in {"clear", "limited"} and sweep.ip_mtu is not None
    there, back = _directions(sweep) if told else (NOTHING, NOTHING)
    return Measurement(
        probe.content.network,
        probe.sender,
        probe.receiver,
        sweep.verdict,
        _size(sweep.ip_mtu) if told else None,
        sweep.verdict == "limited",
        there,
        back,
        sweep.silent,
        sweep.limited_by or "",
        _size(sweep.local_ip_mtu),
        _tagged(probe.content.tagged),
        partial(_find, probe),
    )


def _directions(sweep: SweepFile) -> tuple[OneWay, OneWay]:
    """Return the way there and the way back."""
    size, forward, reverse = sweep.ip_mtu or 0, sweep.forward_ip_mtu, sweep.reverse_ip_mtu
    both = OneWay(IpMtu(size))
    if sweep.verdict == "clear" or (forward is None and reverse is None):
        return both, both
    if size not in {forward, reverse}:
        # Neither way is the limit by itself, so another flow was.
        return both, both
    # Where the way there is the limit and nothing is said of the way back, it may not even have been measured.
    return _way(size, forward, both), _way(size, reverse, NOTHING if forward == size else both)


def _way(size: int, own: int | None, unsaid: OneWay) -> OneWay:
    if own is None:
        return unsaid
    return OneWay(IpMtu(own), IpMtu(own) if own <= size else None)


def _size(value: int | None) -> IpMtu | None:
    return None if value is None else IpMtu(value)


def _tagged(tagged: TaggedFile | None) -> Tagged | None:
    if tagged is None:
        return None
    return Tagged(tagged.sent_vlan, tagged.sent_pcp, tagged.got_vlan, tagged.got_pcp, tagged.arrived)


def _find(probe: ProbeText, path: tuple[str | int, ...]) -> Source:
    return json_file.source(probe.text, probe.file, path)
