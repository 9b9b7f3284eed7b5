"""counters/HOST.json → what each interface counted between the first sample and the last.

Names of counters are the drivers' own: Linux's mlx5 and mlx4, ice, i40e, ixgbe and bnxt; Windows' WinOF and WinOF-2 performance
counters. A counter that went backwards was reset, and one that only one sample has tells nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fabric_check.folder import json_file
from fabric_check.folder.counters_schema import SampleFile
from fabric_check.folder.evidence import CountersText
from fabric_check.folder.instants import instant
from fabric_check.folder.read import HostFacts
from fabric_check.model.measured import NicCounts
from fabric_check.model.source import Source

_LINE = re.compile(r"\s*([\w.\[\]-]{1,64}):\s*(\d{1,20})\s*\Z", re.ASCII)
_PAUSES = (
    re.compile(r"[rt]x_prio(\d)_pause\Z"),
    re.compile(r"(?:port\.)?[rt]x_priority_(\d)_xoff(?:_[rt]x)?(?:\.nic)?\Z"),
    re.compile(r"[rt]x_pb_(\d)_pxoff\Z"),
    re.compile(r"[rt]x_pfc_ena_frames_pri(\d)\Z"),
)
_DROPS = (re.compile(r"rx_prio(\d)_(?:buf_)?discards?\Z"),)
_TOO_LONG = re.compile(
    r"(?:port\.)?rx_(?:oversize(?:_pkts_phy)?|ovrsz_frames|jabbers?|long_length_errors)(?:\.nic)?\Z"
)
_WINDOWS_QOS = ("MellanoxWinOF2PortQoS", "MellanoxAdapterQoSCounters")
_WINDOWS_TRAFFIC = ("MellanoxWinOF2PortTraffic",)
_PRIORITY = re.compile(r"prio(?:rity)?[ _-]*([0-7])(?!\d)", re.IGNORECASE)

Count = tuple[str, str, int | None]
"""An interface, what was counted there (``pause``, ``drop``, ``too long``), and of which priority."""


@dataclass(slots=True)
class _Sums:
    pauses: dict[int, int] = field(default_factory=dict)
    drops: dict[int, int] = field(default_factory=dict)
    too_long: int = 0


def counts(host: str, found: CountersText, facts: HostFacts | None) -> tuple[NicCounts, ...]:
    """Return what grew between the first sample and the last, for each interface that counts what is read here.

    *facts* tell Windows' NICs from each other.
    """
    first, last = _ends(found)
    if first is last:
        return ()
    names = _names(facts)
    before, after = (dict(_totals(sample.sections, names)) for sample in (first, last))
    grown: dict[str, _Sums] = {}
    for (interface, what, priority), total in after.items():
        more = total - before.get((interface, what, priority), total)
        sums = grown.setdefault(interface, _Sums())
        if more > 0:
            if what == "too long" or priority is None:
                sums.too_long += more
            else:
                into = sums.pauses if what == "pause" else sums.drops
                into[priority] = into.get(priority, 0) + more
    return tuple(
        NicCounts(
            host, name, first.at, last.at, sums.pauses, sums.drops, sums.too_long, partial(_find, found, name)
        )
        for name, sums in grown.items()
    )  # fmt: skip


def _ends(found: CountersText) -> tuple[SampleFile, SampleFile]:
    """Return the earliest sample and the latest, however they are ordered in the file."""
    samples = sorted(found.content.samples, key=lambda sample: instant(sample.at))
    return samples[0], samples[-1]


def _find(found: CountersText, interface: str) -> Source:
    """Return where the latest sample's counters of an interface stand."""
    last = found.content.samples.index(_ends(found)[1])
    return json_file.source(found.text, found.file, ("samples", last, "sections", "ethtool_S", interface))


def _totals(sections: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[tuple[Count, int]]:
    sums: dict[Count, int] = {}
    for key, value in (*_linux(sections.get("ethtool_S")), *_windows(sections.get("counters"), names)):
        sums[key] = sums.get(key, 0) + value
    yield from sums.items()


def _linux(section: Any) -> Iterator[tuple[Count, int]]:
    """Yield the counters of ``ethtool -S`` that tell of pauses, drops and lengths."""
    for interface, text in section.items() if isinstance(section, dict) else ():
        for line in text.splitlines() if isinstance(text, str) else ():
            match = _LINE.match(line)
            kind = _kind(match[1]) if match else None
            if match and kind:
                yield (interface, *kind), int(match[2])


def _kind(name: str) -> tuple[str, int | None] | None:
    for what, patterns in (("pause", _PAUSES), ("drop", _DROPS)):
        for pattern in patterns:
            if match := pattern.match(name):
                return what, int(match[1])
    return ("too long", None) if _TOO_LONG.match(name) else None


def _windows(section: Any, names: Mapping[str, str]) -> Iterator[tuple[Count, int]]:
    """Yield the performance counters of the rows whose name tells the NIC, and the priority where it matters."""
    for row in section if isinstance(section, list) else ():
        if not isinstance(row, dict):
            continue
        kind, name = str(row.get("Class", "")), str(row.get("Name", ""))
        interface = _interface(name, names)
        priority = _PRIORITY.search(name)
        if interface is None:
            continue
        if kind.endswith(_WINDOWS_QOS) and priority:
            for key in ("RcvPauseFrames", "SentPauseFrames"):
                yield (interface, "pause", int(priority[1])), _whole(row.get(key))
            yield (interface, "drop", int(priority[1])), _whole(row.get("packetsreceiveddiscarded"))
        elif kind.endswith(_WINDOWS_TRAFFIC):
            yield (interface, "too long", None), _whole(row.get("PacketsReceivedFrameTooLongError"))


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _names(facts: HostFacts | None) -> dict[str, str]:
    """Return, for each name and description of a Windows NIC as performance counters write it, the NIC's name."""
    adapters = facts.content.sections.get("netAdapter") if facts else None
    found: dict[str, str] = {}
    for row in adapters if isinstance(adapters, list) else ():
        if isinstance(row, dict) and isinstance(row.get("Name"), str):
            for key in ("Name", "InterfaceDescription"):
                if isinstance(row.get(key), str) and row[key]:
                    found[_plain(row[key])] = row["Name"]
    return found


def _interface(instance: str, names: Mapping[str, str]) -> str | None:
    """Return the NIC whose name or description begins an instance's name; the longest, as `NIC #2` begins with `NIC`."""
    plain = _plain(instance)
    fitting = [name for name in names if plain.startswith(name)]
    return names[max(fitting, key=len)] if fitting else None


def _plain(name: str) -> str:
    """Return a name without the characters that performance counters replace."""
    return re.sub(r"[^a-z0-9]+", " ", name.casefold()).strip() + " "
