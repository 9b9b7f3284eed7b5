"""Descriptions of ports and names of VLANs: kept as people wrote them, without their quotes, and judged by nothing."""

from collections.abc import Callable

import pytest

from fabric_check.model.switch import SwitchFacts

Read = Callable[[str, str], SwitchFacts]

# Modelled.
FTOS = """interface TenGigabitEthernet 0/1
 description "hv01  SLOT 3"
 no shutdown
!
interface TenGigabitEthernet 0/2
 description to # core's: "x"
!
interface TenGigabitEthernet 0/3
 description ""
!
interface TenGigabitEthernet 0/4
 description first
 no description
!
interface Vlan 10
 name smb a
!
interface Vlan 20
 name first
 no name
!
end
"""
DNOS6 = """configure
vlan 10
name "smb a"
exit
vlan 20-21
name "of nobody"
exit
vlan database
vlan 30
exit
interface vlan 30
name 'old'
exit
interface Te1/0/1
description "hv01  SLOT 3"
channel-group 1 mode active
exit
interface port-channel 1
description 'to core'
exit
some-new-block
description 'of nothing'
exit
exit
"""


@pytest.mark.parametrize(
    ("dialect", "text", "descriptions", "names"),
    [
        (
            "ftos",
            FTOS,
            {"TenGigabitEthernet 0/1": "hv01  SLOT 3", "TenGigabitEthernet 0/2": 'to # core\'s: "x"'},
            {10: "smb a"},
        ),
        ("dnos6", DNOS6, {"Te1/0/1": "hv01  SLOT 3", "port-channel 1": "to core"}, {10: "smb a", 30: "old"}),
    ],
)
def test_free_text_is_kept_without_its_quotes(
    read: Read, dialect: str, text: str, descriptions: dict[str, str], names: dict[int, str]
) -> None:
    """A port's description and a VLAN's name are what stands between the quotes; `no` and empty ones are none."""
    facts = read(dialect, text)
    assert facts.unknown is None
    assert {name: port.description for name, port in facts.ports.items() if port.description} == descriptions
    assert facts.vlan_names == names
