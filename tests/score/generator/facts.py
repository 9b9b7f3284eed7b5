"""Prints what the collectors return of a host: cmdlet objects of Windows, ``ip -j -d link show`` of Linux."""

import json
from typing import Any

from generator import dcb
from generator.model import Endpoint, Host, Nic

CARD = "Mellanox ConnectX-4 Lx Ethernet Adapter"
TEAM_DRIVER = "Microsoft Network Adapter Multiplexor Driver"


def host_json(host: Host) -> str:
    """Return the text of facts/HOST.json."""
    windows = host.os == "windows"
    sections = _windows(host) | dcb.windows(host) if windows else {"link": _linux(host)} | dcb.linux(host)
    errors = dcb.missing(host) if windows else []
    if host.refused:
        sections.pop(host.refused, None)
        errors.append({"section": host.refused, "type": "AccessDenied", "message": "Access is denied."})
    document = {
        "schema": "fabric-check/host/1",
        "source": "modelled",
        "host": host.name,
        "os": host.os,
        "os_version": "10.0.14393" if host.os == "windows" else "",
        "collected": "2026-03-02T09:30:00Z",
        "sections": sections,
        "errors": errors,
    }
    return json.dumps(document, indent=1) + "\n"


def _guid(index: int) -> str:
    return f"{{{index:08d}-0000-4000-8000-000000000000}}"


def _adapter(name: str, description: str, index: int, size: int, vlan: int) -> dict[str, Any]:
    return {
        "Name": name,
        "InterfaceDescription": description,
        "InterfaceIndex": index,
        "DeviceID": _guid(index),
        "MtuSize": size,
        "VlanID": vlan,
    }


def _keyword(name: str, keyword: str, value: int) -> dict[str, Any]:
    return {"Name": name, "RegistryKeyword": keyword, "RegistryValue": [str(value)]}


def _windows(host: Host) -> dict[str, Any]:
    described = {
        nic.name: CARD + (f" #{number}" if number > 1 else "") for number, nic in enumerate(host.nics, 1)
    }
    adapters = [
        _adapter(nic.name, described[nic.name], 10 + number, nic.size, nic.vlan)
        | {"DriverName": "mlx5.sys", "DriverVersionString": nic.driver}
        for number, nic in enumerate(host.nics, 1)
    ]
    keywords = [item for nic in host.nics for item in _nic_keywords(nic)]
    keywords += [
        _keyword(nic.name, keyword, value)
        for nic in (host.nics if host.lossless else ())
        for keyword, value in dcb.keywords(nic).items()
    ]
    stacks = [
        {"InterfaceAlias": endpoint.name, "AddressFamily": "IPv4", "NlMtu": endpoint.size}
        for endpoint in host.endpoints
    ]
    sections: dict[str, Any] = {"netAdapter": adapters, "advancedProperty": keywords, "ipInterface": stacks}
    names = host.members or [nic.name for nic in host.nics]
    if host.kind in {"set", "lbfo"}:
        _vswitch(host, sections, names, described)
    if host.kind in {"lbfo", "team"}:
        adapters.append(_adapter("Team1", TEAM_DRIVER, 31, min(nic.size for nic in host.nics), 0))
        nics: list[dict[str, Any]] = [{"Name": "Team1", "VlanID": None}]
        for number, endpoint in enumerate(host.endpoints):
            if host.kind == "team" and endpoint.vlan:
                nics.append({"Name": endpoint.name, "VlanID": endpoint.vlan})
                adapters.append(
                    _adapter(endpoint.name, TEAM_DRIVER, 41 + number, endpoint.size, endpoint.vlan)
                )
        sections["lbfoTeam"] = [{"Name": "Team1", "Members": names, "TeamNics": nics}]
    return sections


def _nic_keywords(nic: Nic) -> list[dict[str, Any]]:
    items = [
        _keyword(nic.name, "*JumboPacket", nic.size + nic.header),
        _keyword(nic.name, "VlanID", nic.vlan),
    ]
    if nic.roce_frame is not None:
        items.append(_keyword(nic.name, "*NetworkDirectRoCEFrameSize", nic.roce_frame))
    return items


def _vswitch(host: Host, sections: dict[str, Any], names: list[str], described: dict[str, str]) -> None:
    lbfo = host.kind == "lbfo"
    for number, endpoint in enumerate(host.endpoints):
        index = 21 + number
        sections["netAdapter"].append(
            _adapter(endpoint.name, "Hyper-V Virtual Ethernet Adapter", index, endpoint.size, 0)
        )
        sections["advancedProperty"].append(_keyword(endpoint.name, "*JumboPacket", endpoint.size + 14))
    sections["vmSwitch"] = [
        {
            "Name": "SET1",
            "SwitchType": "External",
            "EmbeddedTeamingEnabled": not lbfo,
            "NetAdapterInterfaceDescription": TEAM_DRIVER if lbfo else "Teamed-Interface",
            "NetAdapterInterfaceDescriptions": [TEAM_DRIVER] if lbfo else [described[name] for name in names],
        }
    ]
    short = {
        endpoint.name: endpoint.name.removeprefix("vEthernet (").rstrip(")") for endpoint in host.endpoints
    }
    sections["vmNetworkAdapter"] = [
        {
            "Name": short[endpoint.name],
            "SwitchName": "SET1",
            "DeviceId": _guid(21 + number),
            "MacAddress": f"00155D0001{number:02X}",
            "IsManagementOs": True,
            "CurrentIsolationMode": "Vlan" if endpoint.isolation else "None",
        }
        for number, endpoint in enumerate(host.endpoints)
    ]
    sections["vmNetworkAdapterVlan"] = [
        _vlan_of(endpoint, short[endpoint.name]) for endpoint in host.endpoints
    ]
    sections["vmNetworkAdapterIsolation"] = [
        {
            "IsolationMode": "Vlan" if endpoint.isolation else "None",
            "DefaultIsolationID": endpoint.vlan if endpoint.isolation else 0,
            "AllowUntaggedTraffic": endpoint.isolation,
            "ParentAdapter": {"Name": short[endpoint.name]},
        }
        for endpoint in host.endpoints
    ]
    index_of = {nic.name: 10 + number for number, nic in enumerate(host.nics, 1)}
    sections["teamMapping"] = [
        {
            "NetAdapterName": endpoint.uplinks[0],
            "NetAdapterDeviceId": _guid(index_of[endpoint.uplinks[0]]),
            "ParentAdapter": {"Name": short[endpoint.name]},
        }
        for endpoint in host.endpoints
        if endpoint.pinned
    ]


def _vlan_of(endpoint: Endpoint, short: str) -> dict[str, Any]:
    access = bool(endpoint.vlan) and not endpoint.isolation
    return {
        "OperationMode": "Access" if access else "Untagged",
        "AccessVlanId": endpoint.vlan if access else 0,
        "NativeVlanId": 0,
        "AllowedVlanIdList": [],
        "ParentAdapter": {"Name": short},
    }


def _linux(host: Host) -> list[dict[str, Any]]:
    rows = [{"ifindex": 1, "ifname": "lo", "flags": ["LOOPBACK", "UP", "LOWER_UP"], "mtu": 65536}]
    bonded = host.kind in {"bond", "lacp"}
    for nic in host.nics:
        row = {"ifindex": len(rows) + 1, "ifname": nic.name, "flags": ["UP", "LOWER_UP"], "mtu": nic.size}
        if bonded:
            row |= {"master": "bond0", "linkinfo": {"info_slave_kind": "bond"}}
        rows.append(row)
    if bonded:
        mode = "802.3ad" if host.kind == "lacp" else "active-backup"
        rows.append(
            {
                "ifindex": len(rows) + 1,
                "ifname": "bond0",
                "flags": ["UP", "LOWER_UP"],
                "mtu": max(nic.size for nic in host.nics),
                "linkinfo": {"info_kind": "bond", "info_data": {"mode": mode}},
            }
        )
    for endpoint in host.endpoints:
        parent = "bond0" if bonded else endpoint.uplinks[0]
        if endpoint.name != parent and endpoint.device:
            info = {"protocol": "802.1Q", "id": endpoint.vlan}
            rows.append(
                {
                    "ifindex": len(rows) + 1,
                    "ifname": endpoint.name,
                    "flags": ["UP", "LOWER_UP"],
                    "mtu": endpoint.size,
                    "link": parent,
                    "linkinfo": {"info_kind": "vlan", "info_data": info},
                }
            )
    return rows
