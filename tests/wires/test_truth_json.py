"""A truth as text: what is written is read again, slips of the pen are found with their place, a part may be overridden."""

import contextlib
import json
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.lab.wires import truth_file
from fabric_check.lab.wires.cables import inside, pairs
from fabric_check.lab.wires.truth import End, Nic, Pair, Port, Truth, Way, interfaces
from fabric_check.lab.wires.truth_json import TruthError, from_plain, to_plain
from fabric_check.model.errors import FabricCheckError, InputError
from fabric_check.model.vlans import VlanSet

NAMES = st.text(string.ascii_letters + string.digits + " /.-_()", min_size=1, max_size=20).filter(
    lambda name: name == name.strip()
)
VLANS = st.integers(1, 4094)
WAYS = st.builds(Way, st.none() | st.integers(64, 16000), st.floats(0, 1), st.floats(0, 60))
PORTS = st.builds(
    Port, st.booleans(), st.builds(VlanSet.of, st.sets(VLANS)), st.none() | VLANS, WAYS, WAYS,
    st.booleans(), st.booleans(), st.none() | NAMES,
)  # fmt: skip


@st.composite
def truths(draw: st.DrawFn) -> Truth:
    """Draw truths whose names resolve."""
    ports = {name: draw(PORTS) for name in draw(st.sets(NAMES, min_size=3, max_size=6))}
    first, second, *rest = ports
    nic = draw(st.builds(Nic, st.integers(68, 65535), st.just(tuple(End("b", name) for name in rest)),
                         st.none() | st.just("10.0.0.1/8"), st.none() | VLANS, NAMES))  # fmt: skip
    return Truth(
        {"a": ports, "b": ports},
        (Pair(("a", "b"), draw(st.none() | st.just((first, second))), draw(st.sampled_from([(), ((first, second),)]))),),
        ((End("a", first), End("b", second)),),
        {"h": {draw(NAMES): nic}},
        draw(st.integers(0, 1 << 40)),
    )  # fmt: skip


@given(truths())
def test_what_is_written_is_read_again(truth: Truth) -> None:
    """Through JSON a truth stays the same truth."""
    assert from_plain(json.loads(json.dumps(to_plain(truth)))) == truth


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["switches", "ports", "hosts", "nics", "links", "pairs", "a", "tagged", "vlan", "ports", "between"]), inner)))  # fmt: skip
def test_any_other_value_is_refused_or_a_truth(value: Any) -> None:
    """Whatever stands in the file, it is a truth or an error with a place; nothing else happens."""
    with contextlib.suppress(TruthError):
        assert isinstance(from_plain(value), Truth)


PORT = "switches: {a: {ports: {Te 0/1: %s}}}"
NIC = "switches: {a: {ports: {Te 0/1: {}}}}\nhosts: {h: {nics: {eth0: %s}}}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[1]", "1:1: a mapping is expected"),
        ("switchs: {}", "1:10: no such key"),
        (PORT % "{taged: 1}", "1:40: no such key"),
        (PORT % "{tagged: 9-1}", "1:41: '9-1' is not a rising range within 1 to 4094"),
        (PORT % "{untagged: 4095}", "1:43: 4095 is not between 1 and 4094"),
        (PORT % "{up: maybe}", "1:37: true or false is expected"),
        (PORT % "{max_frame: true}", "1:44: a whole number is expected"),
        (PORT % "{loss: 2}", "1:39: 2.0 is not between 0 and 1"),
        (NIC % "{address: 10.0.0.300/24}", "'10.0.0.300/24' is no IPv4 address with a prefix length"),
        (NIC % "{ports: [a]}", "'a' is not `switch:port`"),
        (NIC % "{ports: ['a:Te 0/2']}", "there is no port a:Te 0/2"),
        (NIC % "{ip_mtu: 67}", "67 is not between 68 and 65535"),
        ("switches: {a: {ports: {1: {}}}}\nlinks: [['a:1', 'a:1']]", "a:1 has a cable to a switch already"),
        ("switches: {a: {}}\npairs: [{between: [a, b]}]", "there is no switch b"),
        ("pairs: [{between: a}]", "a list of two names is expected"),
        ("links: [a]", "a list of two ends is expected"),
    ],
)  # fmt: skip
def test_each_slip_of_the_pen_has_its_place(tmp_path: Path, text: str, said: str) -> None:
    """An error says the line and column of the file, and what is expected there."""
    file = tmp_path / "truth.yaml"
    file.write_text(text)
    with pytest.raises(InputError) as error:
        truth_file.read(file)
    assert said in str(error.value)
    assert str(error.value).startswith("truth.yaml:")


BASE = Truth({"a": {"Te 0/1": Port(tagged=VlanSet.of([120]), send=Way(9216), receive=Way(9216))}}, (), (), {"h": {"eth0": Nic(9000, (End("a", "Te 0/1"),))}})  # fmt: skip


@pytest.fixture
def overridden(tmp_path: Path) -> Callable[[str], Truth]:
    """Return what reads a file of changes to one port."""

    def spelled(switch: str, written: str) -> str:
        if switch == "a" and written.lower().replace(" ", "") in {"te0/1", "te0/7"}:
            return "Te " + written[-3:]
        raise ValueError("no such interface")

    def read(text: str) -> Truth:
        file = tmp_path / "truth.yaml"
        file.write_text(text)
        return truth_file.override(BASE, file, spelled)

    return read


def test_a_part_of_a_truth_may_be_overridden(overridden: Callable[[str], Truth]) -> None:
    """What a file does not mention stays; a port is found however it is written; one direction may be meant alone."""
    found = overridden("switches: {a: {ports: {te0/1: {send: {max_frame: 1518}}}}}")
    port = found.switches["a"]["Te 0/1"]
    assert (port.send, port.receive, port.tagged) == (Way(1518), Way(9216), VlanSet.of([120]))
    assert found.hosts == BASE.hosts
    assert overridden("hosts: {h: {nics: {eth0: {ip_mtu: 1500}}}}").hosts["h"]["eth0"].ip_mtu == 1500
    assert overridden("") == BASE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("switches: {b: {ports: {}}}", "there is no 'b' in this fabric"),
        ("switches: {a: {ports: {te0/7: {}}}}", "there is no 'Te 0/7' in this fabric"),
        ("switches: {a: {ports: {x: {}}}}", "no such interface"),
        ("hosts: {h: {nics: {eth1: {}}}}", "there is no 'eth1' in this fabric"),
        ("hosts: 1", "a mapping is expected"),
        ("1", "a mapping is expected"),
    ],
)
def test_names_that_the_fabric_does_not_have_are_refused(
    overridden: Callable[[str], Truth], text: str, said: str
) -> None:
    """A change to a port that is not there would change nothing and is an error."""
    with pytest.raises(InputError) as error:
        overridden(text)
    assert said in str(error.value)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """The message names the file and why."""
    with pytest.raises(FabricCheckError, match="No such file"):
        truth_file.read(tmp_path / "none.yaml")


@given(st.lists(NAMES, min_size=1, max_size=8, unique=True))
def test_interfaces_are_names_that_linux_takes(names: list[str]) -> None:
    """Each NIC gets an interface of its own, its own name where Linux allows it, and nothing else reaches `ip`."""
    nics = {name: Nic(1500, (), "10.0.0.1/24") for name in names}
    found = interfaces(nics)
    assert list(found) == names
    assert len(set(found.values())) == len(names)
    words = {word for command in (*inside(nics, {}), *pairs(0, 0, nics, 1)) for word in command.split()}
    for name, interface in found.items():
        assert interface == name or interface.startswith("nic")
        assert interface in words
        assert len(interface) <= 15
