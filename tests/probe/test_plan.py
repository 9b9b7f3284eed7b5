"""What is measured: which pairs, from and to which addresses, and the sizes that configurations let expect."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from measured_rack import Rack

from fabric_check.cli.checking import scene_of
from fabric_check.folder.read import Folder, read_folder
from fabric_check.probe.choose import Chooser
from fabric_check.probe.plan import Plan, Tag, plan

FACTS = {"schema": "fabric-check/host/1", "os": "linux", "sections": {}}


def written(rack: Rack, folder: Path, config: str | None = None) -> Folder:
    """Write a rack's folder and read it."""
    (folder / "configs").mkdir(parents=True, exist_ok=True)
    (folder / "configs" / "sw1.cfg").write_text(config or rack.config(), "utf-8")
    (folder / "fabric.yaml").write_text(json.dumps(rack.fabric({})), "utf-8")
    return read_folder(folder)


def planned(folder: Folder, pairs: str = "auto", flows: int | None = None) -> Plan:
    """Return the plan of a folder."""
    return plan(scene_of(folder), folder.facts, Chooser.parse(pairs), (), flows)


def names(made: Plan) -> list[tuple[str, str]]:
    """Return the pairs by name."""
    return [(str(pair.sender), str(pair.receiver)) for pair in made.pairs]


def test_all_ordered_pairs_of_different_hosts(tmp_path: Path) -> None:
    """Each NIC to each of its network on other hosts, once; senders begin with different targets."""
    made = planned(written(Rack(4, rails=2), tmp_path))
    assert len(made.pairs) == len(set(names(made))) == 2 * 4 * 3
    assert all(pair.sender.host != pair.receiver.host for pair in made.pairs)
    first = {own[0].receiver for own in made.by_sender().values()}
    assert len(first) == 4


@pytest.mark.parametrize(
    ("rack", "sizes"),
    [
        (Rack(2), (9600,)),
        (Rack(2, frame=9216), (9194,)),
        (Rack(2, nics={"h02:eth0": 1500}), (1500,)),
    ],
    ids=["nics", "switch", "far nic"],
)
def test_the_smallest_configured_size_is_expected(tmp_path: Path, rack: Rack, sizes: tuple[int, ...]) -> None:
    """Ports and both NICs limit, in IP bytes."""
    assert {pair.expected for pair in planned(written(rack, tmp_path)).pairs} == {sizes}


def test_without_a_config_the_nics_are_expected(tmp_path: Path) -> None:
    """A switch that nothing is known of does not limit what is tried."""
    folder = written(Rack(2), tmp_path)
    (tmp_path / "configs" / "sw1.cfg").unlink()
    assert {pair.expected for pair in planned(read_folder(tmp_path)).pairs} == {(9600,)}
    assert folder.configs


def test_a_port_channel_asks_for_several_flows(tmp_path: Path) -> None:
    """Only where a port-channel of two live members is on the way, or the user says so."""
    rack = Rack(2)
    member = "interface TenGigabitEthernet 0/{0}\n no ip address\n mtu 12000\n port-channel-protocol LACP\n  port-channel 1 mode active\n no shutdown\n!\n"
    config = rack.config().replace(
        "interface TenGigabitEthernet 0/1\n", "interface TenGigabitEthernet 0/9\n", 1
    )
    lag = "interface Port-channel 1\n no ip address\n mtu 12000\n switchport\n no shutdown\n!\n"
    config = config.replace("interface Vlan", member.format(1) + member.format(3) + lag + "interface Vlan", 1)
    config = config.replace(" tagged Ten", " tagged Port-channel 1\n tagged Ten").replace("0/1-2", "0/2")
    assert {pair.flows for pair in planned(written(rack, tmp_path, config)).pairs} == {8}
    assert {pair.flows for pair in planned(written(rack, tmp_path)).pairs} == {1}
    assert {pair.flows for pair in planned(written(rack, tmp_path), flows=3).pairs} == {3}


def test_tagged_frames_go_with_the_networks_priority(tmp_path: Path) -> None:
    """A lossless network's priority, with a frame as long as its packets may be."""
    made = planned(written(Rack(2, roce=True), tmp_path))
    assert {pair.tag for pair in made.pairs} == {Tag(110, 3, 9000)}


@pytest.mark.parametrize(("text", "count"), [("ring", 6), ("sample:4", 4), ("sample:99", 30)])
def test_fewer_pairs(tmp_path: Path, text: str, count: int) -> None:
    """A ring sends once from each NIC and reaches each; a sample has as many as asked for, and the same ones again."""
    folder = written(Rack(6), tmp_path)
    made = planned(folder, text)
    assert len(made.pairs) == count
    assert names(made) == names(planned(folder, text))
    if text == "ring":
        assert len({one for one, _ in names(made)}) == len({other for _, other in names(made)}) == 6


def test_beyond_64_nics_every_link_is_crossed_twice(tmp_path: Path) -> None:
    """66 NICs on three switches in a line: far fewer pairs than all, and each link between switches twice at least."""
    made, folder = line_of_switches(tmp_path)
    scene = scene_of(folder)
    view = scene.views[0]
    by_name = {str(one.ref): one for one in view.attachments}
    crossed: Counter[int] = Counter()
    nics: Counter[str] = Counter()
    for pair in made.pairs:
        nics.update((str(pair.sender), str(pair.receiver)))
        route = view.route(by_name[str(pair.sender)], by_name[str(pair.receiver)])
        assert route is not None
        crossed.update(step.cable.number for step in route.trunks)
    assert len(made.pairs) < 200
    assert len(nics) == 66
    assert len(crossed) == 2
    assert min(crossed.values()) >= 2


def line_of_switches(folder: Path) -> tuple[Plan, Folder]:
    """Return the plan of 66 hosts on three switches in a line."""
    port = "interface TenGigabitEthernet 0/{0}\n no ip address\n mtu 12000\n switchport\n no shutdown\n!\n"
    config = "! Version 9.9(0.0)\nstack-unit 0 provision S4810\n!\n" + "".join(map(port.format, range(1, 25)))
    config += "interface Vlan 110\n tagged TenGigabitEthernet 0/1-24\n no shutdown\n!\nend\n"
    (folder / "configs").mkdir()
    for name in ("a", "b", "c"):
        (folder / "configs" / f"{name}.cfg").write_text(config, "utf-8")
    hosts = {
        f"h{number:02}": {
            "os": "linux",
            "nics": {
                "eth0": {
                    "networks": ["lm"],
                    "address": f"10.0.110.{number + 1}",
                    "ip_mtu": 9000,
                    "tagged": True,
                }
            },
        }
        for number in range(66)
    }
    links = [[f"h{number:02}:eth0", f"{'abc'[number // 22]}:Te 0/{number % 22 + 1}"] for number in range(66)]
    links += [["a:Te 0/23", "b:Te 0/23"], ["b:Te 0/24", "c:Te 0/24"]]
    content: dict[str, Any] = {
        "schema": "fabric-check/fabric/1",
        "name": "line",
        "networks": {"lm": {"vlan": 110, "ip_mtu": 9000}},
        "switches": {name: {"profile": "dell/s4810"} for name in ("a", "b", "c")},
        "hosts": hosts,
        "links": [{"endpoints": ends} for ends in links],
    }
    (folder / "fabric.yaml").write_text(json.dumps(content), "utf-8")
    read = read_folder(folder)
    return planned(read), read


def addressed(folder: Path, nic: dict[str, Any], sections: dict[str, Any], os: str = "linux") -> str:
    """Return the address of h01's NIC, or why it has none, with these facts."""
    rack = Rack(2)
    fabric = rack.fabric({})
    fabric["networks"]["other"] = {"vlan": 7, "ip_mtu": 1500}
    name = "eth0"
    del fabric["hosts"]["h01"]["nics"][name]["address"]
    fabric["hosts"]["h01"]["nics"][name] |= nic
    fabric["hosts"]["h01"]["os"] = os
    (folder / "configs").mkdir()
    (folder / "configs" / "sw1.cfg").write_text(rack.config(), "utf-8")
    (folder / "fabric.yaml").write_text(json.dumps(fabric), "utf-8")
    if sections:
        (folder / "facts").mkdir()
        text = json.dumps({**FACTS, "os": os, "sections": sections})
        (folder / "facts" / "h01.json").write_text(text, "utf-8")
    made = planned(read_folder(folder))
    left = [one.why for one in made.left_out if one.nic == "h01:eth0" and one.network == "rail-0"]
    return next((pair.sender.address for pair in made.pairs if pair.sender.host == "h01"), "") or left[0]


LINK = {"ifname": "eth0", "mtu": 9600}
VLAN_LINK = {
    "ifname": "eth0.110",
    "link": "eth0",
    "mtu": 9600,
    "linkinfo": {"info_kind": "vlan", "info_data": {"id": 110}},
}


def addr(name: str, *local: str) -> dict[str, Any]:
    """Return a row of `ip -j addr`."""
    return {"ifname": name, "addr_info": [{"family": "inet", "local": one, "prefixlen": 24} for one in local]}


@pytest.mark.parametrize(
    ("nic", "sections", "os", "found"),
    [
        ({"address": "10.0.110.9"}, {}, "linux", "10.0.110.9"),
        ({}, {}, "linux", "fabric.yaml gives it no `address`, and there is no facts/h01.json"),
        ({}, {"link": [LINK], "addr": [addr("eth0")]}, "linux", "fabric.yaml gives it no `address`, nor does facts/h01.json"),
        ({}, {"link": [LINK], "addr": [addr("eth0", "fe80::1", "10.0.110.5")]}, "linux", "10.0.110.5"),
        ({}, {"link": [LINK], "addr": [addr("eth0", "fd00::5", "10.0.110.5")]}, "linux", "10.0.110.5"),
        (
            {},
            {"link": [LINK, VLAN_LINK], "addr": [addr("eth0", "192.0.2.1"), addr("eth0.110", "10.0.110.6")]},
            "linux",
            "10.0.110.6",
        ),
        (
            {},
            {"ipAddress": [{"InterfaceAlias": "ETH0", "AddressFamily": "IPv4", "IPAddress": "10.0.110.7"}]},
            "windows",
            "10.0.110.7",
        ),
        ({}, {"ipAddress": [{"InterfaceAlias": "eth0", "IPAddress": "169.254.3.4"}]}, "windows", "fabric.yaml gives it no `address`, nor does facts/h01.json"),
    ],
)  # fmt: skip
def test_where_an_address_comes_from(
    tmp_path: Path, nic: dict[str, Any], sections: dict[str, Any], os: str, found: str
) -> None:
    """It is of fabric.yaml, or of the facts of the very NIC or its VLAN device; link-local ones count for nothing."""
    assert addressed(tmp_path, nic, sections, os) == found


def test_a_nic_of_two_networks_does_not_lend_its_address(tmp_path: Path) -> None:
    """Of a NIC in two networks nobody knows in which of them its address is."""
    nic = {"address": "10.0.110.9", "networks": ["rail-0", "other"]}
    assert addressed(tmp_path, nic, {}).startswith("it is in 2 networks")


def test_facts_tell_in_which_network_an_address_is(tmp_path: Path) -> None:
    """The VLAN device of the one network has an address, that of the other has none."""
    sections = {
        "link": [LINK, VLAN_LINK],
        "addr": [addr("eth0", "192.0.2.1"), addr("eth0.110", "10.0.110.6")],
    }
    nic = {"address": "192.0.2.1", "networks": ["rail-0", "other"]}
    assert addressed(tmp_path, nic, sections) == "10.0.110.6"


@pytest.mark.parametrize(
    "text", ["", "some", "sample", "sample:", "sample:0", "sample:x", "ring:2", "sample:-1"]
)
def test_a_word_that_is_none_is_refused(text: str) -> None:
    """Only the three kinds are known."""
    with pytest.raises(ValueError, match="all, ring or sample:N"):
        Chooser.parse(text)
