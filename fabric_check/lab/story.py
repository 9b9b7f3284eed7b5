"""The story that this program was written for: two Force10 S4810, a PowerConnect 8132 between them, a host on each.

Modelled on the devices' manuals, not captured from devices.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

VLAN, CLUSTER_VLAN = 120, 140
NIC, CLUSTER_NIC = "SLOT 3 Port 1", "SLOT 3 Port 2"
_DESCRIPTION = "Mellanox ConnectX-3 Ethernet Adapter"
_FABRIC = """\
# yaml-language-server: $schema={schemas}/fabric.schema.json
schema: fabric-check/fabric/1
name: rack-a
networks:
  live-migration: {{vlan: {vlan}, ip_mtu: 9000}}
{network}switches:
  s4810-a:  {{profile: dell/s4810}}             # without a profile, the model is recognised from its config
  s4810-b:
  pc8132-a:
hosts:
  hv01: {{os: windows, nics: {{"{nic}": {{networks: [live-migration], address: 10.0.120.1}}{nic_1}}}}}
  hv02: {{os: windows, nics: {{"{nic}": {{networks: [live-migration], address: 10.0.120.2}}{nic_2}}}}}
links:
  - endpoints: ["hv01:{nic}", "s4810-a:Te 0/1"]
  - endpoints: ["s4810-a:Te 0/48", "pc8132-a:Te1/0/1"]
  - endpoints: ["pc8132-a:Te1/0/2", "s4810-b:Te 0/48"]
  - endpoints: ["s4810-b:Te 0/1", "hv02:{nic}"]
{links}"""
_CLUSTER = {
    "network": f"  cluster: {{vlan: {CLUSTER_VLAN}, ip_mtu: 1500}}\n",
    **{
        f"nic_{n}": f', "{CLUSTER_NIC}": {{networks: [cluster], address: 10.0.{CLUSTER_VLAN}.{n}}}'
        for n in (1, 2)
    },
    "links": "".join(
        f'  - endpoints: ["hv0{n}:{CLUSTER_NIC}", "s4810-{end}:Te 0/2"]\n' for n, end in ((1, "a"), (2, "b"))
    ),
}
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
{port}interface TenGigabitEthernet 0/48
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
{cluster}end
"""
_S4810_PORT = """\
interface TenGigabitEthernet 0/2
 description "{host} SLOT 3 Port 2"
 no ip address
 switchport
 no shutdown
!
"""
_S4810_VLAN = """\
interface Vlan {vlan}
 name cluster
 no ip address
 tagged TenGigabitEthernet {ports}
 no shutdown
!
"""
_PC8132 = """\
!Current Configuration:
!System Description "PowerConnect 8132, 5.1.0.1, VxWorks 6.6"
!System Software Version 5.1.0.1
!Cut-through mode is configured as disabled
!
configure
vlan {vlans}
{names}exit
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
    """What varies: the NICs' ``*JumboPacket``, the S4810s' ``mtu``, and the 8132's by port (None: no line).

    *cluster*: a second network beside, on NICs of its own, whose VLAN was forgotten on s4810-b's port to hv02.
    """

    jumbo: int = 9614
    s4810_mtu: int = 12000
    pc8132_mtu: Mapping[int, int | None] | None = None
    cluster: bool = False


def files(story: Story, schemas: str = "https://fabric-check.invalid/schemas") -> dict[str, str]:
    """Return the fabric folder of a story: each file's path and text. *schemas* is where the JSON Schemas stand."""
    mtus = story.pc8132_mtu or {1: 9216, 2: 9216}
    hosts = {"s4810-a": "hv01", "s4810-b": "hv02"}
    more = _CLUSTER if story.cluster else dict.fromkeys(_CLUSTER, "")
    return {
        "fabric.yaml": _FABRIC.format(vlan=VLAN, nic=NIC, schemas=schemas, **more),
        **{f"configs/{name}.cfg": _s4810(name, host, story) for name, host in hosts.items()},
        "configs/pc8132-a.cfg": _pc8132(mtus, cluster=story.cluster),
        **{f"facts/{host}.json": _facts(host, story) for host in hosts.values()},
    }


def _s4810(name: str, host: str, story: Story) -> str:
    port = vlan = ""
    if story.cluster:
        port = _S4810_PORT.format(host=host)
        vlan = _S4810_VLAN.format(vlan=CLUSTER_VLAN, ports="0/2,48" if name == "s4810-a" else "0/48")
    return _S4810.format(name=name, host=host, mtu=story.s4810_mtu, vlan=VLAN, port=port, cluster=vlan)


def _pc8132(mtus: Mapping[int, int | None], *, cluster: bool) -> str:
    vlans, names = f"{VLAN}", 'name "live-migration"\n'
    if cluster:
        vlans += f",{CLUSTER_VLAN}"
        names = f'exit\nvlan {VLAN}\n{names}exit\nvlan {CLUSTER_VLAN}\nname "cluster"\n'
    ports = "".join(_port(port, mtu, vlans) for port, mtu in mtus.items())
    return _PC8132.format(vlans=vlans, names=names, ports=ports)


def _port(port: int, mtu: int | None, vlans: str) -> str:
    line = f"mtu {mtu}\n" if mtu is not None else ""
    return f"interface Te1/0/{port}\n{line}switchport mode trunk\nswitchport trunk allowed vlan {vlans}\nexit\n!\n"


def _facts(host: str, story: Story) -> str:
    adapters = [(NIC, _DESCRIPTION, story.jumbo, VLAN)]
    if story.cluster:
        adapters.append((CLUSTER_NIC, f"{_DESCRIPTION} #2", 1514, CLUSTER_VLAN))
    value = {
        "schema": "fabric-check/host/1",
        "host": host,
        "os": "windows",
        "os_version": "10.0.14393",
        "collected": "2026-03-02T09:30:00Z",
        "sections": {
            "netAdapter": [
                {"Name": name, "InterfaceDescription": description, "MtuSize": jumbo - 14, "VlanID": vlan}
                for name, description, jumbo, vlan in adapters
            ],
            "advancedProperty": [
                keyword for name, _, jumbo, vlan in adapters for keyword in _keywords(name, jumbo, vlan)
            ],
            "ipInterface": [
                {"InterfaceAlias": name, "AddressFamily": "IPv4", "NlMtu": jumbo - 14}
                for name, _, jumbo, _ in adapters
            ],
        },
        "errors": [],
    }
    return json.dumps(value, indent=1) + "\n"


def _keywords(name: str, jumbo: int, vlan: int) -> tuple[dict[str, object], ...]:
    bounds = {"NumericParameterMinValue": "614", "NumericParameterMaxValue": "9614"}
    size = {"DisplayName": "Jumbo Packet", "RegistryKeyword": "*JumboPacket", "RegistryValue": [str(jumbo)]}
    tag = {"DisplayName": "VLAN ID", "RegistryKeyword": "VlanID", "RegistryValue": [str(vlan)]}
    return {"Name": name, **size, **bounds}, {"Name": name, **tag}
