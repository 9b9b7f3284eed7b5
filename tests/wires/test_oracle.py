"""The truth that is read from a folder is what the generator meant when it wrote it: told without our parsers."""

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "score"))  # the generator stands there
import oracle
from generator import generate
from generator.folder import write
from generator.model import Fabric
from scoreboard.edits import apply
from scoreboard.places import places
from scoreboard.trial import fits, kinds

from fabric_check.cli.truth import truth_in
from fabric_check.lab.wires.truth import Truth

UNTOLD = {
    "config-cut-off", "config-cut-off-near-its-end", "config-missing", "facts-missing", "section-refused", "model-not-told",
    "dcb-default-on-no-page", "default-on-no-page",
}  # fmt: skip
"""Kinds of fault after which the folder no longer tells what the devices do."""
BATCH = 20


def faulty(seed: int) -> tuple[str, Fabric]:
    """Return a fabric with a fault somewhere, and which; each second seed has none."""
    fabric, dice = generate(seed), random.Random(f"oracle {seed}")
    if seed % 2:
        return "none", fabric
    there, listed = list(places(fabric)), [kind for kind in kinds() if kind["id"] not in UNTOLD]
    dice.shuffle(there)
    dice.shuffle(listed)
    kind, place = next((kind, place) for kind in listed for place in there if fits(place, kind))
    apply(fabric, place, kind["edit"])
    return kind["id"], fabric


def test_kinds_that_are_left_out_exist() -> None:
    """What the oracle does not speak of is named rightly."""
    assert {kind["id"] for kind in kinds()} >= UNTOLD


@pytest.mark.parametrize("first", range(0, 240, BATCH))
def test_truth_is_what_the_generator_meant(tmp_path: Path, first: int) -> None:
    """Of every cabled port and every NIC: up or not, size, VLANs, port-channel, tag and cables, with a fault and without."""
    for seed in range(first, first + BATCH):
        kind, fabric = faulty(seed)
        truth, _ = truth_in(write(fabric, tmp_path / str(seed)))
        told = f"seed {seed}, {kind}"
        assert _ports(truth), told
        assert _ports(truth) == _meant_ports(fabric, truth), told
        assert _nics(truth) == _meant_nics(fabric), told
        meant = oracle.trunks(fabric)
        written = {end for cable in meant for end in cable}
        assert _trunks(fabric, truth, written) == meant, told


Told = dict[tuple[str, str], tuple[object, ...]]
"""What is told of each interface, by its device and name."""


def _ports(truth: Truth) -> Told:
    return {
        (switch, name): (
            port.up,
            {(way.max_frame, port.tag_counts) for way in (port.receive, port.send)},
            set(port.tagged),
            port.untagged,
            port.lag,
            port.lacp,
        )
        for switch, ports in truth.switches.items()
        for name, port in ports.items()
    }


def _meant_ports(fabric: Fabric, truth: Truth) -> Told:
    found: Told = {}
    for device, ports in truth.switches.items():
        switch = fabric.switches[device]
        for port in (switch.ports[name] for name in ports):
            tagged, untagged = oracle.vlans(switch, port)
            size = oracle.largest(switch, port) or (None, True)
            lacp = port.member_of is not None and not switch.ports[port.member_of].static
            found[device, port.name] = (
                oracle.up(switch, port), {size}, set(tagged), untagged, port.member_of, lacp
            )  # fmt: skip
    return found


def _nics(truth: Truth) -> Told:
    """Return the NICs that have an address: the others are physical ones below them."""
    return {
        (host, name.removesuffix(f" ({nic.network})") + f" in {nic.network}"): (
            nic.ip_mtu,
            nic.vlan,
            set(map(tuple, nic.ports)),
        )
        for host, nics in truth.hosts.items()
        for name, nic in nics.items()
        if nic.network
    }


def _meant_nics(fabric: Fabric) -> Told:
    return {
        (host.name, f"{name} in {network}"): (size, vlan, oracle.plugged(fabric, host, below))
        for host in fabric.hosts.values()
        for name, network, size, vlan, below in oracle.nics(host)
    }


def _trunks(fabric: Fabric, truth: Truth, written: set[oracle.End]) -> set[frozenset[oracle.End]]:
    """Return the cables between switches; members of a port-channel that is written as one are that one."""

    def end(switch: str, port: str) -> oracle.End:
        lag = fabric.switches[switch].ports[port].member_of
        return (switch, port) if (switch, port) in written else (switch, lag or port)

    return {frozenset(end(*one) for one in link) for link in truth.links}
