import importlib
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.model.dcb import Buffers, Setting
from fabric_check.model.vlans import VlanSet

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/expected.yaml"))
VLANS = st.sets(st.integers(1, 4094), min_size=1, max_size=40).map(VlanSet.of)
LINES = {
    "ftos": [
        " mtu 12000",
        " no mtu",
        " switchport",
        " portmode hybrid",
        " shutdown",
        " no shutdown",
        " auto vlan",
        " vlan tagged 10-12",
        " no vlan tagged 11",
        " vlan untagged 5",
        "interface te 0/1",
        "interface range te 0/1-3",
        "interface Port-channel 1",
        "no interface Port-channel 1",
        " channel-member te 0/2",
        " no channel-member te 0/2",
        " vlt-peer-lag port-channel 1",
        "interface Vlan 10",
        "interface Vlan 20",
        "no interface Vlan 20",
        " tagged te 0/1-3",
        " untagged te 0/1",
        " no tagged te 0/2",
        "default vlan-id 20",
        "vlt domain 1",
        " peer-link port-channel 1",
        "no vlt domain 1",
        "stack-unit 0 port 48 portmode quad",
        "dcb enable",
        "no dcb enable",
        "dcb enable on-next-reload",
        "dcb stack-unit all pfc-buffering pfc-ports 64 pfc-queues 2",
        "service-class dynamic dot1p",
        "service-class dot1p-mapping dot1p3 2",
        "dcb-map A",
        "no dcb-map A",
        " priority-group 0 bandwidth 50 pfc off",
        " priority-group 1 bandwidth 50 pfc on",
        " priority-pgid 0 0 0 1 0 0 0 0",
        " no priority-pgid",
        " no pfc mode on",
        " pfc mode on",
        "dcb-input in",
        " pfc priority 3",
        " no pfc priority",
        " dcb-map A",
        " no dcb-map A",
        " dcb-policy input in",
        " no dcb-policy input",
        " flowcontrol rx on tx on",
        " protocol lldp",
        " no protocol lldp",
        "  dcbx port-role auto-upstream",
        "  no advertise dcbx-tlv ets-reco",
    ],
    "dnos6": [
        "mtu 9216",
        "no mtu",
        "switchport mode trunk",
        "switchport mode general",
        "switchport trunk allowed vlan 10-12",
        "switchport trunk native vlan 10",
        "switchport general pvid 11",
        "switchport general allowed vlan add 11",
        "switchport general allowed vlan add 12 tagged",
        "switchport general allowed vlan remove 12",
        "switchport access vlan 11",
        "shutdown",
        "no shutdown",
        "channel-group 1 mode active",
        "no channel-group",
        "vpc 1",
        "vpc peer-link",
    ],
}


def folded(dialect: str, texts: list[str], read: Callable[[str, str], Any]) -> Any:
    """Return the facts of texts folded one after the other over one state."""
    package = f"fabric_check.dialects.{dialect}"
    state = importlib.import_module(f"{package}.state").State()
    for text in texts:
        tree = importlib.import_module(f"{package}.syntax").parse(text)
        importlib.import_module(f"{package}.commands").fold(state, tree.commands)
    profile = read(dialect, "").profile
    return importlib.import_module(f"{package}.facts").facts(
        state, texts[0], device="leaf", file="leaf.cfg", profile=profile
    )


def settings(facts: Any) -> Any:
    """Return facts without the lines that say them: a repeated command is the later line."""
    ports = {
        name: replace(
            port,
            mtu=port.mtu and replace(port.mtu, source=None),
            stanza=None,
            down_line=None,
            vlan_lines=(),
            lag_line=None,
            dcb=port.dcb and values(port.dcb),
        )
        for name, port in facts.ports.items()
    }
    domain = facts.peer_domain and replace(facts.peer_domain, source=None)
    mtus = {vlan: mtu.value for vlan, mtu in facts.vlan_mtus.items()}
    dcb = facts.dcb and values(facts.dcb)
    return ports, set(facts.vlans), mtus, facts.default_vlan, domain, dcb, bool(facts.unknown)


def values(dcb: Any) -> dict[str, Any]:
    """Return the values of DCB facts, and whether there is a line where only that counts."""
    return {
        field.name: value.value
        if isinstance(value, Setting)
        else replace(value, source=None)
        if isinstance(value, Buffers)
        else bool(value)
        for field in fields(dcb)
        for value in (getattr(dcb, field.name),)
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_config_over_itself_changes_nothing(folder: Path, read: Callable[[str, str], Any]) -> None:
    """A config given to a switch that has it already leaves every setting as it was."""
    dialect = folder.parent.name
    text = (folder / "config.cfg").read_bytes().decode()

    assert settings(folded(dialect, [text, text], read)) == settings(folded(dialect, [text], read))


@pytest.mark.parametrize("dialect", LINES)
@given(data=st.data())
def test_last_commands_repeated_change_nothing(
    dialect: str, read: Callable[[str, str], Any], data: st.DataObject
) -> None:
    """Whatever state a switch is in, the same block given twice does what it does given once."""
    start, block = (data.draw(st.lists(st.sampled_from(LINES[dialect]), max_size=12)) for _ in range(2))
    # Only settings, not the blocks that an interface's deletion takes along, are repeatable line by line.
    block = [line for line in block if not line.startswith("no interface")]
    texts = ["\n".join(lines) + "\n" for lines in (start, block)]
    if dialect == "dnos6":
        texts = [
            f"configure\nvlan 10\nexit\ninterface {name}\n{text}exit\nexit\n"
            for name, text in zip(("Te1/0/1", "port-channel 1"), texts, strict=True)
        ]

    once = folded(dialect, texts, read)
    twice = folded(dialect, [*texts, texts[1]], read)

    assert settings(twice) == settings(once)


@given(vlans=VLANS)
def test_vlan_lists_round_trip_on_a_trunk(vlans: VlanSet, read: Callable[[str, str], Any]) -> None:
    """A trunk's list carries exactly its VLANs, however many ranges it takes to write them."""
    block = f"switchport mode trunk\nswitchport trunk allowed vlan {vlans}\nswitchport trunk native vlan 1"

    facts = read("dnos6", f"configure\nvlan {vlans}\nexit\ninterface Te1/0/1\n{block}\nexit\nexit\n")

    port = facts.ports["Te1/0/1"]
    assert port.tagged == vlans - VlanSet.of([1])
    assert port.carries(1) is (1 in vlans)
    assert VlanSet.of(facts.vlans) == vlans | VlanSet.of([1])


@given(vlans=VLANS)
def test_vlan_lists_round_trip_on_an_aggregator(vlans: VlanSet, read: Callable[[str, str], Any]) -> None:
    """An I/O Aggregator's list on the port carries exactly its VLANs."""
    facts = read("ftos", f"interface te 0/1\n switchport\n vlan tagged {vlans}\n no shutdown\nend\n")

    assert facts.ports["TenGigabitEthernet 0/1"].tagged == vlans
