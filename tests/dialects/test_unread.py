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
        "dcb-map",
        "dcb-map A B",
        "dcb-policy input",
        "pfc priority",
        "pfc priority 8",
        "pfc priority 5-3",
        "pfc no-drop queues x",
        "pfc mode sideways",
        "flowcontrol rx on",
        "flowcontrol tx on rx on",
    ],
    "dcb-map": [
        "priority-pgid 0 0 0 1 0 0 0",
        "priority-pgid 0 0 0 9 0 0 0 0",
        "priority-group 8 bandwidth 50 pfc on",
        "priority-group 0 bandwidth 101 pfc on",
        "priority-group 0 bandwidth 50",
        "priority-group 0 bandwidth 50 turbo 5 pfc on",
        "priority-group 0 pfc on",
        "pfc mode sideways",
    ],
    "dcb-input": ["pfc priority 3,,4"],
    "dcb-output": ["priority-group G", "priority-group G policy Q"],
    "priority-group": ["priority-list none", "set-pgid", "set-pgid 8"],
    "ets": ["bandwidth-percentage all"],
    "lldp": [
        "dcbx port-role sideways",
        "dcbx port-role",
        "dcbx version 2",
        "dcbx enable",
        "advertise dcbx-tlv",
        "no advertise dcbx-tlv pfc fcoe",
        "advertise dcbx-appln-tlv roce",
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
        "dcb enable soon",
        "dcb enable pfc-queues 9",
        "dcb pfc-queues",
        "dcb stack-unit all pfc-buffering",
        "dcb stack-unit all pfc-buffering pfc-ports x pfc-queues 2",
        "dcb-map",
        "dcb-input",
        "no dcb-output",
        "service-class dot1p-mapping",
        "service-class dot1p-mapping dot1p0",
        "service-class dot1p-mapping dot1p8 1",
        "service-class dot1p-mapping dot1p3 8",
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
    "dcb-map": "dcb-map A\n {}\n",
    "dcb-input": "dcb-input A\n {}\n",
    "dcb-output": "dcb-output A\n {}\n",
    "priority-group": "priority-group A\n {}\n",
    "ets": "qos-policy-output A ets\n {}\n",
    "lldp": "interface te 0/1\n protocol lldp\n  {}\n",
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
