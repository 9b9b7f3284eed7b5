"""A fix is the same fold over the state that the config left: what its commands do there."""

import importlib
from collections.abc import Callable
from typing import Any

import pytest

from fabric_check.model.vlans import VlanSet

Read = Callable[[str, str], Any]

FTOS = """\
stack-unit 0 provision S4810
vlt domain 1
 peer-link port-channel 9
interface TenGigabitEthernet 0/1
 switchport
 no shutdown
interface TenGigabitEthernet 0/2
 no shutdown
interface fortyGigE 0/48
 no shutdown
interface Port-channel 1
 switchport
 no shutdown
interface Port-channel 9
 no shutdown
interface Vlan 20
 tagged TenGigabitEthernet 0/1
end
"""
DNOS6 = """\
configure
vlan 20
exit
interface Te1/0/1
switchport mode trunk
switchport trunk allowed vlan 1,20
exit
interface Te1/0/2
channel-group 1 mode active
exit
exit
"""


def after(dialect: str, config: str, fix: str, read: Read) -> Any:
    """Return the facts of a config after the commands of a fix."""
    parse, fold, facts, state = (
        getattr(importlib.import_module(f"fabric_check.dialects.{dialect}.{module}"), name)
        for module, name in (
            ("syntax", "parse"),
            ("commands", "fold"),
            ("facts", "facts"),
            ("state", "State"),
        )
    )
    fixed = fold(fold(state(), parse(config).commands), parse(fix).commands)
    return facts(fixed, config, device="leaf", file="leaf.cfg", profile=read(dialect, "").profile)


def test_ftos_vlan_gains_a_port_and_a_range_its_mtu(read: Read) -> None:
    """A VLAN's new member joins those it had, and a range sets the MTU of each port in it."""
    fix = "interface Vlan 20\n tagged Port-channel 1\ninterface range te 0/1-2 , po 1\n mtu 12000\n"

    facts = after("ftos", FTOS, fix, read)

    assert all(20 in facts.ports[name].tagged for name in ("TenGigabitEthernet 0/1", "Port-channel 1"))
    assert [facts.ports[f"TenGigabitEthernet 0/{n}"].mtu.value for n in (1, 2)] == [12000, 12000]


def test_ftos_port_joins_and_leaves_a_port_channel(read: Read) -> None:
    """A port that joins a port-channel takes its VLANs; having left, it has its own again."""
    join = "interface te 0/1\n port-channel-protocol LACP\n  port-channel 1 mode active\n"
    leave = "interface te 0/1\n no port-channel-protocol LACP\n"

    joined = after("ftos", FTOS, join, read).ports["TenGigabitEthernet 0/1"]
    left = after("ftos", FTOS, join + leave, read).ports["TenGigabitEthernet 0/1"]

    assert (joined.lag, joined.untagged, str(joined.tagged)) == ("Port-channel 1", 1, "")
    assert (left.lag, left.untagged, str(left.tagged)) == (None, None, "20")


def test_ftos_deleted_port_channel_releases_its_members(read: Read) -> None:
    """With its port-channel gone a port is a member of nothing, and the VLANs no longer list the port-channel."""
    fix = "interface po 1\n channel-member te 0/2\ninterface Vlan 20\n tagged po 1\nno interface po 1\n"

    facts = after("ftos", FTOS, fix, read)

    assert facts.ports["TenGigabitEthernet 0/2"].lag is None
    assert "Port-channel 1" not in facts.ports
    again = after("ftos", FTOS, f"{fix}interface po 1\n switchport\n", read)
    assert not again.ports["Port-channel 1"].tagged


def test_ftos_new_vlan_reaches_the_vlt_peer_link(read: Read) -> None:
    """VLT adds a VLAN that a fix creates to the link between its halves."""
    facts = after("ftos", FTOS, "interface Vlan 30\n no shutdown\n", read)

    assert str(facts.ports["Port-channel 9"].tagged) == "20,30"


def test_ftos_split_port_is_gone_and_its_lanes_with_no(read: Read) -> None:
    """Splitting a 40G port takes it away; undoing that takes its lanes away, whichever way they are numbered."""
    split = "stack-unit 0 port 48 portmode quad\ninterface te 0/48\n no shutdown\ninterface te 0/48/2\n no shutdown\n"

    quad = after("ftos", FTOS, split, read).ports
    single = after("ftos", FTOS, f"{split}no stack-unit 0 port 48 portmode quad\n", read).ports

    assert "fortyGigE 0/48" not in quad
    assert {"TenGigabitEthernet 0/48", "TenGigabitEthernet 0/48/2"} <= quad.keys()
    assert not {"TenGigabitEthernet 0/48", "TenGigabitEthernet 0/48/2"} & single.keys()


def test_ftos_second_port_channel_for_a_port_is_not_proven(read: Read) -> None:
    """A fix that puts a port into a second port-channel would be refused by the switch: its outcome is unknown."""
    fix = "interface po 1\n channel-member te 0/2\ninterface po 9\n channel-member te 0/2\n"

    assert (
        "TenGigabitEthernet 0/2 is a member of Port-channel 1 already"
        in after("ftos", FTOS, fix, read).unknown
    )


def test_dnos6_trunk_gains_a_vlan(read: Read) -> None:
    """A trunk's list grows by what is added and the VLAN is created beside those that were."""
    fix = "configure\nvlan 30\nexit\ninterface Te1/0/1\nswitchport trunk allowed vlan add 30\nexit\nexit\n"

    facts = after("dnos6", DNOS6, fix, read)

    assert str(facts.ports["Te1/0/1"].tagged) == "20,30"
    assert set(facts.vlans) == {1, 20, 30}


def test_dnos6_port_channel_changes_its_members(read: Read) -> None:
    """What a fix says to a port-channel, its members do, though the config had no block for it."""
    fix = "configure\ninterface port-channel 1\nmtu 9216\nswitchport mode trunk\nexit\nexit\n"

    member = after("dnos6", DNOS6, fix, read).ports["Te1/0/2"]

    assert member.mtu.value == 9216
    assert 20 in member.tagged


@pytest.mark.parametrize(
    ("dialect", "config", "port", "lines"),
    [
        ("ftos", FTOS, "TenGigabitEthernet 0/1", ["tagged TenGigabitEthernet 0/1"]),
        ("ftos", FTOS, "Port-channel 9", ["peer-link port-channel 9"]),
        (
            "ftos",
            FTOS.replace("end", "!\ninterface Vlan 1\n!untagged Port-channel 1\nend"),
            "Port-channel 1",
            ["!untagged Port-channel 1"],
        ),
        ("dnos6", DNOS6, "Te1/0/1", ["switchport mode trunk", "switchport trunk allowed vlan 1,20"]),
    ],
)
def test_membership_is_evidenced(read: Read, dialect: str, config: str, port: str, lines: list[str]) -> None:
    """The lines that decide a port's VLANs are named with their place in the file."""
    facts = read(dialect, config)

    sources = facts.ports[port].vlan_lines
    assert [source.text for source in sources] == lines
    assert all(config.split("\n")[source.line - 1].strip() == source.text for source in sources)
    assert VlanSet.of(facts.vlans) == VlanSet.of([1, 20])
