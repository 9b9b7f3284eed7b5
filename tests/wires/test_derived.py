"""From a folder to a truth: in generated fabrics, what the switches in memory carry is what the report says they do."""

import datetime as dt
import struct
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "score"))  # the generator stands there
from generator import generate
from generator.folder import write
from wires_cases import address

from fabric_check.cli.checking import Choices, check
from fabric_check.cli.truth import truth_in
from fabric_check.cli.truth_addresses import assign
from fabric_check.lab.wires.switching import Switching
from fabric_check.lab.wires.topology import NicEnd
from fabric_check.lab.wires.truth import Truth

TODAY = dt.date(2026, 6, 1)
TOP = 12100


class Measured:
    """A truth whose hosts send and take any size, so that only switches limit, and which know each other."""

    def __init__(self, truth: Truth) -> None:
        wide = {
            host: {name: replace(nic, ip_mtu=TOP) for name, nic in nics.items()}
            for host, nics in truth.hosts.items()
        }
        self.truth = replace(truth, hosts=wide)
        self.switching = Switching(self.truth)
        self.nics = {(nic.host, nic.name): nic for nic in self.switching.topology.nics}
        for nic in self.nics.values():
            self.switching.send(nic, b"\xff" * 6 + self.mac(nic) + b"\x08\x06" + bytes(46), None)

    def mac(self, nic: NicEnd) -> bytes:
        """Return a NIC's address."""
        return address(self.truth, f"{nic.host}:{nic.name}")

    def largest(self, a: NicEnd, b: NicEnd) -> int:
        """Return the largest IP packet that comes from one NIC to another; 0 for none."""
        low, high = 0, TOP + 1
        while high - low > 1:
            size = (low + high) // 2 if low else 46
            frame = self.mac(b) + self.mac(a) + b"\x08\x00" + struct.pack("!I", size).ljust(size, b"\0")
            if any(one.nic is b for one in self.switching.send(a, frame, None)):
                low = size
            else:
                high = size
        return low


@pytest.mark.parametrize("seed", range(40))
def test_what_the_report_says_is_what_the_switches_carry(tmp_path: Path, seed: int) -> None:
    """Without faults, every pair gets at least the size that the report gives it, and exactly it where there is one way."""
    folder = write(generate(seed), tmp_path / "fabric")
    measured = Measured(truth_in(folder)[0])
    for path in check(folder, Choices(TODAY)).paths:
        ends = []
        for end in (path.from_, path.to):
            host, _, name = end.partition(":")
            own = f"{name} ({path.network})"
            ends.append(measured.nics.get((host, own)) or measured.nics[host, name])
        size = min(measured.largest(*ends), measured.largest(*reversed(ends)))
        assert path.ip_mtu.configured is not None
        if path.alternatives:
            assert size >= path.ip_mtu.configured, (seed, path)
        else:
            assert size == path.ip_mtu.configured, (seed, path)


def test_what_is_not_known_passes_everything_and_is_said(example: Callable[[str], Path]) -> None:
    """A switch without a config does not stand in the way of a lab, and a note says what was assumed."""
    folder = example("rack-a")
    (folder / "configs" / "pc8132-a.cfg").unlink()
    truth, notes = truth_in(folder)
    assert notes == tuple(
        f"pc8132-a:Te1/0/{port}: passes everything in the lab: configs/pc8132-a.cfg is not in the folder"
        for port in (1, 2)
    )
    measured = Measured(truth)
    ends = list(measured.nics.values())
    assert measured.largest(*ends) == 11978


def test_a_truth_may_differ_from_the_configs(example: Callable[[str], Path], tmp_path: Path) -> None:
    """A file of changes names ports as people do, and only what it names is different."""
    changes = tmp_path / "changes.yaml"
    changes.write_text("switches: {pc8132-a: {ports: {te 1/0/2: {send: {max_frame: 1518}}}}}")
    measured = Measured(truth_in(example("rack-a"), changes)[0])
    first, second = measured.nics.values()
    assert (measured.largest(first, second), measured.largest(second, first)) == (1496, 9194)


def test_addresses_are_given_where_fabric_yaml_has_none() -> None:
    """NICs without an address get free ones in the subnet of the others; networks without any a subnet of their own."""
    found, notes = assign([
        [(("h1", "a"), "10.1.2.3"), (("h2", "a"), None), (("h3", "a"), "10.1.3.1/16")],
        [(("h1", "b"), None), (("h2", "b"), "nonsense")],
        [(("h1", "c"), "fe80::1")],
    ])  # fmt: skip
    assert found == {
        ("h1", "a"): "10.1.2.3/23", ("h2", "a"): "10.1.2.1/23", ("h3", "a"): "10.1.3.1/23",
        ("h1", "b"): "100.64.0.1/20", ("h2", "b"): "100.64.0.2/20", ("h1", "c"): "100.64.16.1/20",
    }  # fmt: skip
    assert notes == [
        "h2: b gets an address of the lab's: 'nonsense' is no IPv4 address",
        "h1: c gets an address of the lab's: 'fe80::1' is no IPv4 address",
    ]


def test_a_subnet_has_room_for_everybody() -> None:
    """Three hundred NICs, one of which has an address, fit into its subnet, each with another address."""
    found, _ = assign([[((f"h{number}", "a"), "10.0.0.9" if number == 0 else None) for number in range(300)]])
    assert len(set(found.values())) == 300
    assert {one.partition("/")[2] for one in found.values()} == {"23"}
