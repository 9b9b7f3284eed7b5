"""The switches in memory: the cases, port-channels by flow, loss, delay, and fabrics drawn at random."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wires_cases import CASES, Memory, address, load, payload, right, tag

from fabric_check.lab.wires.truth import End, Nic, Port, Truth, Way
from fabric_check.lab.wires.truth_json import from_plain
from fabric_check.model.vlans import VlanSet


@pytest.mark.parametrize("file", CASES, ids=lambda file: file.stem)
def test_the_cases_hold_in_memory(file: Path) -> None:
    """Each frame of a case arrives as it says, once, or is counted where it says."""
    case = load(file)
    memory = Memory(case.truth, case.frames)
    for number, frame in enumerate(case.frames):
        before = memory.counts()
        found = memory.send(frame["from"], payload(case, frame, number), tag(frame))
        arrived = [tci for nic, tci in found if nic == frame["to"]]
        assert right(frame, arrived), (frame, found)
        more = memory.counts() - before
        dropped = [what for what in more if not what.endswith(("frames_in", "frames_out"))]
        assert dropped == ([frame["dropped"]] if "dropped" in frame else []), frame


def trunks(members: dict[str, Way]) -> Truth:
    """Return two switches with a port-channel between them, whose members send as told, and a host on each."""
    ports = {name: Port(untagged=10, lag="Po 1", send=way) for name, way in members.items()}
    host = Port(untagged=10)
    return Truth(
        {"a": {"h": host, **ports}, "b": {"h": host, **{name: Port(untagged=10, lag="Po 1") for name in members}}},
        (),
        tuple((End("a", name), End("b", name)) for name in members),
        {name: {"eth0": Nic(9000, (End(switch, "h"),), f"10.0.0.{number}/24")} for number, (name, switch) in enumerate((("h1", "a"), ("h2", "b")), 1)},
    )  # fmt: skip


def tcp(truth: Truth, source: int, size: int = 100) -> bytes:
    """Return a TCP segment from h1 to h2."""
    head = bytes.fromhex("4500") + size.to_bytes(2) + bytes.fromhex("0000400040060000") + bytes(range(8))
    segment = head + source.to_bytes(2) + (445).to_bytes(2)
    return address(truth, "h2:eth0") + address(truth, "h1:eth0") + b"\x08\x00" + segment.ljust(size, b"\0")


def test_flows_spread_over_a_port_channel_and_each_keeps_its_member() -> None:
    """Of a port-channel with one bad member some flows suffer always and the others never."""
    truth = trunks({"1": Way(), "2": Way(max_frame=1518), "3": Way()})
    memory = Memory(truth)
    fate = Counter(
        tuple(bool(memory.send("h1:eth0", tcp(truth, source, 9000))) for _ in range(3))
        for source in range(300)
    )
    assert set(fate) == {(True,) * 3, (False,) * 3}
    assert 60 < fate[(False,) * 3] < 140


def test_a_port_channel_without_its_shut_member() -> None:
    """A member that is shut at one end carries nothing, and all flows take the others."""
    truth = trunks({"1": Way(), "2": Way()})
    truth = replace(
        truth,
        switches={
            **truth.switches,
            "b": {**truth.switches["b"], "2": replace(truth.switches["b"]["2"], up=False)},
        },
    )
    memory = Memory(truth)
    assert all(memory.send("h1:eth0", tcp(truth, source)) for source in range(50))
    assert memory.counts()["a:2 frames_out"] == 0


@pytest.mark.parametrize(("lacp", "lost"), [(True, range(1)), (False, range(15, 36))], ids=["LACP", "static"])
@pytest.mark.parametrize("far", [Port(), Port(untagged=10, lag="Po 2", lacp=True)], ids=["none", "another"])
def test_a_member_whose_far_end_is_in_no_such_port_channel(far: Port, *, lacp: bool, lost: range) -> None:
    """LACP takes such a member out and loses nothing; a static port-channel goes on sending flows into it."""
    truth = trunks({"1": Way(), "2": Way()})
    switches = {
        name: {port: replace(one, lacp=lacp and one.lag is not None) for port, one in ports.items()}
        for name, ports in truth.switches.items()
    }
    memory = Memory(replace(truth, switches={**switches, "b": {**switches["b"], "2": far}}))
    arrived = [bool(memory.send("h1:eth0", tcp(truth, source))) for source in range(50)]
    assert arrived.count(False) in lost


def test_loss_is_as_often_as_said_and_the_same_each_time() -> None:
    """A third of the frames is lost and counted, the same ones in each run of a seed, others with another."""
    truth = trunks({"1": Way(loss=1 / 3)})

    def lost(seed: int) -> list[bool]:
        memory = Memory(replace(truth, seed=seed))
        before = memory.counts()["a:1 lost_out"]
        fates = [not memory.send("h1:eth0", tcp(truth, 1)) for _ in range(3000)]
        assert memory.counts()["a:1 lost_out"] - before == sum(fates)
        return fates

    assert 900 < sum(lost(1)) < 1100
    assert lost(1) == lost(1) != lost(2)


def test_delays_add_up() -> None:
    """A frame is as late as all ports on its way together say."""
    truth = trunks({"1": Way(delay=0.25)})
    memory = Memory(truth)
    (there,) = memory.switching.send(memory.nics["h1:eth0"], tcp(truth, 1), None)
    (back,) = memory.switching.send(
        memory.nics["h2:eth0"],
        address(truth, "h1:eth0") + address(truth, "h2:eth0") + b"\x08\x00" + bytes(50),
        None,
    )
    assert (there.delay, back.delay) == (0.25, 0.0)


@st.composite
def fabrics(draw: st.DrawFn) -> Truth:
    """Draw switches cabled at random, loops and parallel cables too, with a host on each, VLANs at random."""
    count = draw(st.integers(1, 6))
    vlans = st.sets(st.sampled_from([10, 20, 30]), max_size=3)
    untagged = st.sampled_from([None, 10, 20])
    switches: dict[str, dict[str, Port]] = {f"s{number}": {} for number in range(count)}
    links = []
    for number in range(draw(st.integers(0, 10))):
        ends = [End(f"s{draw(st.integers(0, count - 1))}", f"{number}{side}") for side in "ab"]
        for end in ends:
            switches[end.switch][end.port] = Port(tagged=VlanSet.of(draw(vlans)), untagged=draw(untagged))
        links.append((ends[0], ends[1]))
    hosts = {}
    for number, ports in enumerate(switches.values()):
        ports["host"] = Port(tagged=VlanSet.of([10, 20, 30]))
        hosts[f"h{number}"] = {"eth0": Nic(1500, (End(f"s{number}", "host"),))}
    return Truth(switches, (), tuple(links), hosts)


@given(fabrics(), st.sampled_from([10, 20, 30]))
def test_no_frame_goes_round_in_circles(truth: Truth, vlan: int) -> None:
    """However switches are cabled, a broadcast comes to each host at most once in a VLAN, and not to its sender in its own."""
    memory = Memory(truth)
    for name in memory.nics:
        hello = b"\xff" * 6 + address(truth, name) + b"\x88\xb5" + bytes(46)
        found = Counter(memory.send(name, hello, vlan))
        assert (name, vlan) not in found
        assert all(times == 1 for times in found.values())


@given(fabrics())
def test_switches_that_agree_are_joined(truth: Truth) -> None:
    """Where every port carries VLAN 10 tagged, a broadcast reaches exactly the hosts that cables lead to."""
    full = {
        switch: {name: replace(port, tagged=VlanSet.of([10]), untagged=None) for name, port in ports.items()}
        for switch, ports in truth.switches.items()
    }
    truth = replace(truth, switches=full)
    memory = Memory(truth)
    group = {name: {name} for name in full}
    for a, b in truth.links:
        joined = group[a.switch] | group[b.switch]
        group |= dict.fromkeys(joined, joined)
    for number, name in enumerate(memory.nics):
        found = memory.send(name, b"\xff" * 6 + address(truth, name) + b"\x88\xb5" + bytes(46), 10)
        assert {nic[1:-5] for nic, _ in found} == {switch[1:] for switch in group[f"s{number}"]} - {
            str(number)
        }


def test_a_truth_of_one_switch_needs_no_more_than_ports_and_hosts() -> None:
    """Short is enough: a truth is written in two lines."""
    truth = from_plain(
        {
            "switches": {"a": {"ports": {"1": {"untagged": 1}, "2": {"untagged": 1}}}},
            "hosts": {f"h{n}": {"nics": {"eth0": {"ports": [f"a:{n}"]}}} for n in (1, 2)},
        }
    )
    assert Memory(truth).send("h1:eth0", b"\xff" * 12 + b"\x88\xb5" + bytes(46)) == [("h2:eth0", None)]
