"""One fault of the scoreboard on real wires: a small generated fabric with it, played, measured, and judged before and after.

The wires do what the switches and NICs are told; what must come of it is known from the place of the fault and from the
same fabric without it, never from what the program says of the fabric with it.
"""

import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "score"))  # the generator stands there
from generator import generate
from generator.folder import write
from generator.model import Fabric
from scoreboard.edits import apply
from scoreboard.places import Place, places
from scoreboard.trial import TODAY, fits, kinds

from fabric_check.cli import collecting, probing
from fabric_check.cli.checking import Choices, check
from fabric_check.cli.truth import truth_in
from fabric_check.lab.running import Lab
from fabric_check.lab.wires.truth import Truth
from fabric_check.probe.choose import Chooser
from fabric_check.report.schema import FindingPart, PathPart, ReportFile

KINDS = {kind["id"]: kind for kind in kinds()}
SIZE, HOSTS = 2, 3
"""Switches at the bottom, and hosts."""
SOUND = 7
"""The seed of a fabric of two PowerConnect switches and three hosts in one network of 9000."""
Pair = tuple[str, str, str]
"""A network, and the NICs that a sweep went from and to, as ``host:nic``."""


@dataclass(frozen=True)
class Wired:
    """A fault on wires: its *place*, the reports *right* (without it), *before* and *after* measuring, and what was *carried*."""

    place: Place
    networks: Mapping[str, int]
    right: ReportFile
    before: ReportFile
    after: ReportFile
    carried: Mapping[Pair, int]

    def hit(self) -> set[Pair]:
        """Return the pairs that carry less than their network needs; 0 is nothing at all."""
        return {pair for pair, size in self.carried.items() if size < self.networks[pair[0]]}

    def blamed(self) -> set[Pair]:
        """Return the pairs that the changed place can have hit, as the fabric without the fault shows."""
        joined = {
            (path.network, *_hosts(path.from_, path.to)) for path in self.right.paths if self._crosses(path)
        }
        return {pair for pair in self.carried if (pair[0], *_hosts(pair[1], pair[2])) in joined}

    def _crosses(self, path: PathPart) -> bool:
        """Return whether a way crosses what was changed; of several ways, one in the same networks may."""
        place = self.place
        if path.network not in {one.name for one in place.networks}:
            return False
        if place.facts.get("redundant") or place.what == "cable":
            return True
        hops = {(hop.device, hop.interface) for hop in path.hops}
        if place.switch is None:
            return place.names["host"] in _hosts(path.from_, path.to)
        if place.what == "switch":
            return place.switch.name in {device for device, _ in hops}
        return (place.names["switch"], place.names["port"]) in hops


def _hosts(one: str, other: str) -> list[str]:
    return sorted(end.partition(":")[0] for end in (one, other))


def roots(report: ReportFile) -> set[tuple[str, str | None, str | None]]:
    """Return what stands for itself: rule, device, interface."""
    return {named(one) for one in report.findings if one.caused_by is None}


def named(one: FindingPart) -> tuple[str, str | None, str | None]:
    """Return what a finding is about."""
    return one.rule, one.device, one.interface


def faulty(kind: str, seed: int) -> tuple[Fabric, Fabric, Place]:
    """Return a fabric, the same with the fault, and the fault's place."""
    fabric = generate(seed, None, SIZE, HOSTS)
    place = next((one for one in places(fabric) if fits(one, KINDS[kind])), None)
    assert place is not None, f"{kind} cannot happen in the fabric of seed {seed}: name another"
    apply(fabric, place, KINDS[kind]["edit"])
    return generate(seed, None, SIZE, HOSTS), fabric, place


def wired(kind: str, seed: int, folder: Path, *, unwritten: bool = False) -> Wired:
    """Make the fault, let the wires do what the switches are told, measure, judge. *unwritten*: it is on paper alone."""
    right, wrong, place = faulty(kind, seed)
    clean = write(right, folder / "right")
    real = write(wrong, folder / "real")
    measured = measure(real, folder / "seen", truth_in(clean if unwritten else real)[0])
    return Wired(
        place, {one.name: one.ip_mtu for one in right.networks},
        check(clean, Choices(TODAY)), check(real, Choices(TODAY)), check(measured, Choices(TODAY)),
        carried(measured),
    )  # fmt: skip


def secretly(folder: Path, end: tuple[str, str], *, one_way: bool, **does: Any) -> Path:
    """Measure a fabric without faults in which one port does something else than its switch says."""
    switch, port = end
    real = write(generate(SOUND, None, SIZE, HOSTS), folder / "real")
    truth = truth_in(real)[0]
    ports = {**truth.switches[switch], port: replace(truth.switches[switch][port], **does)}
    changed = replace(truth, switches={**truth.switches, switch: ports})
    return measure(real, folder / "seen", changed, one_way=one_way)


def measure(real: Path, seen: Path, truth: Truth, pairs: str = "all", *, one_way: bool = False) -> Path:
    """Play a folder's devices with a truth on the wires, and probe between them; return the folder with the probes."""
    shutil.copytree(real, seen)
    with Lab(real, truth=truth) as lab:
        assert lab.wires is not None, lab.notes
        lab.write(seen)
        logins = collecting.Choices(
            credentials=seen / "credentials.yaml", known_hosts=seen / "known_hosts", quiet=True
        )
        limits = probing.Limits(one_way=one_way)
        probing.probe(seen, probing.Choices(logins, Chooser.parse(pairs), limits=limits))
    return seen


def carried(folder: Path) -> dict[Pair, int]:
    """Return what each measured pair carries, from what was written; 0 where nothing came."""
    found = {}
    for file in sorted((folder / "probes").glob("*.json")):
        one: dict[str, Any] = json.loads(file.read_text("utf-8"))
        found[one["network"], one["from"], one["to"]] = one["sweep"]["ip_mtu"] or 0
    return found
