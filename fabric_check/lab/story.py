"""The story that this program was written for: two Force10 S4810, a PowerConnect 8132 between them, a host on each.

Modelled on the devices' manuals, not captured from devices.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

VLAN = 120
NIC = "SLOT 3 Port 1"
_DESCRIPTION = "Mellanox ConnectX-3 Ethernet Adapter"
_FABRIC = """\
# yaml-language-server: $schema={schemas}/fabric.schema.json
schema: fabric-check/fabric/1
name: rack-a
networks:
  live-migration: {{vlan: {vlan}, ip_mtu: 9000}}
switches:
  s4810-a:  {{profile: dell/s4810}}             # without a profile, the model is recognised from its config
  s4810-b:
  pc8132-a:
hosts:
  hv01: {{os: windows, nics: {{"{nic}": {{networks: [live-migration], address: 10.0.120.1}}}}}}
  hv02: {{os: windows, nics: {{"{nic}": {{networks: [live-migration], address: 10.0.120.2}}}}}}
links:
  - endpoints: ["hv01:{nic}", "s4810-a:Te 0/1"]
  - endpoints: ["s4810-a:Te 0/48", "pc8132-a:Te1/0/1"]
  - endpoints: ["pc8132-a:Te1/0/2", "s4810-b:Te 0/48"]
  - endpoints: ["s4810-b:Te 0/1", "hv02:{nic}"]
"""
_S4810 = """\
Current Configuration ...
! Version 9.9(0.0)
! Last configuration change at Mon Mar  2 09:12:44 2026 by admin
!
hostname {name}
!
stack-unit 0 provision S4810
!
interface TenGigabitEthernet 0/1
 description "{host} SLOT 3 Port 1"
 no ip address
 mtu {mtu}
 switchport
 no shutdown
!
interface TenGigabitEthernet 0/48
 description "to pc8132-a"
 no ip address
 mtu {mtu}
 switchport
!
 protocol lldp
  advertise management-tlv system-name
 no shutdown
!
interface Vlan 1
!
interface Vlan {vlan}
 name live-migration
 no ip address
 mtu {mtu}
 tagged TenGigabitEthernet 0/1,48
 no shutdown
!
end
"""
_PC8132 = """\
!Current Configuration:
!System Description "PowerConnect 8132, 5.1.0.1, VxWorks 6.6"
!System Software Version 5.1.0.1
!Cut-through mode is configured as disabled
!
configure
vlan {vlan}
name "live-migration"
exit
hostname "pc8132-a"
slot 1/0 1    ! PowerConnect 8132
stack
member 1 1    ! PC8132
exit
!
{ports}exit
"""


@dataclass(frozen=True, slots=True)
class Story:
    """What varies: the NICs' ``*JumboPacket``, the S4810s' ``mtu``, and the 8132's by port (None: no line)."""

    jumbo: int = 9614
    s4810_mtu: int = 12000
    pc8132_mtu: Mapping[int, int | None] | None = None


def files(story: Story, schemas: str = "https://fabric-check.invalid/schemas") -> dict[str, str]:
    """Return the fabric folder of a story: each file's path and text. *schemas* is where the JSON Schemas stand."""
    mtus = story.pc8132_mtu or {1: 9216, 2: 9216}
    hosts = {"s4810-a": "hv01", "s4810-b": "hv02"}
    return {
        "fabric.yaml": _FABRIC.format(vlan=VLAN, nic=NIC, schemas=schemas),
        **{
            f"configs/{name}.cfg": _S4810.format(name=name, host=host, mtu=story.s4810_mtu, vlan=VLAN)
            for name, host in hosts.items()
        },
        "configs/pc8132-a.cfg": _PC8132.format(
            vlan=VLAN, ports="".join(_port(port, mtu) for port, mtu in mtus.items())
        ),
        **{f"facts/{host}.json": _facts(host, story.jumbo) for host in hosts.values()},
    }


def _port(port: int, mtu: int | None) -> str:
    line = f"mtu {mtu}\n" if mtu is not None else ""
    return f"interface Te1/0/{port}\n{line}switchport mode trunk\nswitchport trunk allowed vlan {VLAN}\nexit\n!\n"


def _facts(host: str, jumbo: int) -> str:
    keyword = {
        "Name": NIC,
        "DisplayName": "Jumbo Packet",
        "RegistryKeyword": "*JumboPacket",
        "RegistryValue": [str(jumbo)],
    }
    bounds = {"NumericParameterMinValue": "614", "NumericParameterMaxValue": "9614"}
    value = {
        "schema": "fabric-check/host/1",
        "host": host,
        "os": "windows",
        "os_version": "10.0.14393",
        "collected": "2026-03-02T09:30:00Z",
        "sections": {
            "netAdapter": [
                {"Name": NIC, "InterfaceDescription": _DESCRIPTION, "MtuSize": jumbo - 14, "VlanID": VLAN}
            ],
            "advancedProperty": [
                {**keyword, **bounds},
                {
                    "Name": NIC,
                    "DisplayName": "VLAN ID",
                    "RegistryKeyword": "VlanID",
                    "RegistryValue": [str(VLAN)],
                },
            ],
            "ipInterface": [{"InterfaceAlias": NIC, "AddressFamily": "IPv4", "NlMtu": jumbo - 14}],
        },
        "errors": [],
    }
    return json.dumps(value, indent=1) + "\n"
