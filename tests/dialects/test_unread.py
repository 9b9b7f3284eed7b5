from collections.abc import Callable
from typing import Any

import pytest

FTOS = {
    "port": [
        "mtu jumbo",
        "mtu 9000 9000",
        "channel-member te 0/2",
        "port-channel-protocol PAGP",
        "vlt-peer-lag port-channel x",
        "vlt-peer-lag Vlan 5",
        "vlan tagged",
        "vlan tagged 5000",
        "vlan untagged 5,6",
    ],
    "port-channel": ["channel-member te 0/x", "channel-member Vlan 2", "channel-member"],
    "vlan": ["mtu big", "tagged", "tagged te", "untagged te 0/9-2", "no tagged te 0/1,,2"],
    "lacp": ["port-channel x mode active", "port-channel 1 mode on", "port-channel 1"],
    "global": [
        "default vlan-id",
        "default vlan-id 4095",
        "interface Vlan 0",
        "interface Port-channel 0/1",
        "interface te 0",
        "stack-unit one port 48 portmode quad",
        "vlt domain here",
    ],
    "vlt": ["peer-link", "peer-link te 0/1"],
}
FTOS_BLOCKS = {
    "port": "interface te 0/1\n {}\n",
    "port-channel": "interface Po 1\n {}\n",
    "vlan": "interface Vlan 20\n {}\n",
    "lacp": "interface te 0/1\n port-channel-protocol LACP\n  {}\n",
    "global": "{}\n",
    "vlt": "vlt domain 1\n {}\n",
}
DNOS6 = {
    "port": [
        "mtu jumbo",
        "channel-group 1",
        "channel-group 1 mode lacp",
        "channel-group x mode on",
        "vpc 1",
        "vpc peer-link",
        "switchport mode sideways",
        "switchport access vlan",
        "switchport access vlan 5,6",
        "switchport access vlan 0",
        "switchport trunk native vlan",
        "switchport trunk allowed vlan",
        "switchport trunk allowed vlan 10 20",
        "switchport trunk allowed vlan add",
        "switchport general pvid 5000",
        "switchport general allowed vlan",
        "switchport general allowed vlan add",
        "switchport general allowed vlan set 5",
    ],
    "port-channel": ["vpc one", "vpc"],
    "global": [
        "mtu 9216",
        "switchport mode trunk",
        "shutdown",
        "vpc 1",
        "system jumbo mtu",
        "no vlan 10-5",
    ],
    "opener": ["vpc domain one", "interface Te1/1", "interface port-channel"],
}
DNOS6_BLOCKS = {
    "port": "interface Te1/0/1\n{}\nexit\n",
    "port-channel": "interface port-channel 1\n{}\nexit\n",
    "global": "{}\n",
    "opener": "{}\nexit\n",
}


def cases(commands: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Return each command with the block that it stands in."""
    return [(block, command) for block, listed in commands.items() for command in listed]


@pytest.mark.parametrize(("block", "command"), cases(FTOS))
def test_ftos_says_what_it_cannot_read(block: str, command: str, read: Callable[[str, str], Any]) -> None:
    """A known Force10 command with arguments that mean nothing makes the switch unknown and is quoted."""
    facts = read("ftos", FTOS_BLOCKS[block].format(command) + "end\n")

    assert f"`{command}`, is not understood: " in facts.unknown


@pytest.mark.parametrize(("block", "command"), cases(DNOS6))
def test_dnos6_says_what_it_cannot_read(block: str, command: str, read: Callable[[str, str], Any]) -> None:
    """A known PowerConnect command with arguments that mean nothing makes the switch unknown and is quoted."""
    facts = read("dnos6", "configure\n" + DNOS6_BLOCKS[block].format(command) + "exit\n")

    assert f"`{command}`, is not understood: " in facts.unknown
