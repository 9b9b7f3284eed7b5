"""Prints what the collectors return of a host's DCB, RDMA, SMB and events; nothing where no network needs it lossless."""

from typing import Any

from generator.model import Host, Nic

CLASSES = ("[Default]", "Lossless", "Cluster")
_ISCSI = {"Template": "iSCSI"}
"""What a policy for storage without RDMA matches: Windows' own filter for iSCSI (TCP port 3260, RFC 7143)."""


def windows(host: Host) -> dict[str, Any]:
    """Return the sections of a Windows host, but for keywords of NICs."""
    if not host.lossless:
        return _events(host)
    names = [nic.name for nic in host.nics]
    sections: dict[str, Any] = {
        "rdma": [{"Name": nic.name, "Enabled": nic.rdma} for nic in host.nics]
        + [
            {"Name": endpoint.name, "Enabled": endpoint.rdma}
            for endpoint in host.endpoints
            if endpoint.name not in names
        ],
        "adapterQos": [
            {"Name": nic.name, "Enabled": nic.qos, "CurrentCapabilities": {"NumberOfTrafficClasses": nic.class_limit},
             "HardwareCapabilities": {"NumberOfTrafficClasses": nic.class_limit}}
            for nic in host.nics
        ],
        "qosPolicy": _policies(host),
    }  # fmt: skip
    if host.installed:
        sections |= _wanted(host)
    if host.fallback:
        sections["smbMultichannel"] = [
            {"ServerName": host.fallback, "ClientIpAddress": "10.0.0.1", "ServerIpAddress": "10.0.0.2",
             "ClientRdmaCapable": True, "ServerRdmaCapable": True, "Selected": True, "Failed": False,
             "RdmaConnectionCount": 0, "TcpConnectionCount": 2}
        ]  # fmt: skip
    return sections | _events(host)


def _events(host: Host) -> dict[str, Any]:
    if not host.event:
        return {}
    return {
        "events": [
            {"LogName": "Microsoft-Windows-Hyper-V-VMMS-Admin", "TimeCreated": "2026-03-02T08:00:00Z",
             "Message": f"Live migration failed ({host.event})."}
        ]
    }  # fmt: skip


def missing(host: Host) -> list[dict[str, str]]:
    """Return the errors of cmdlets that a host does not have."""
    if not host.lossless or host.installed:
        return []
    return [
        {"section": section, "type": "CommandNotFound", "message": "The term is not recognized."}
        for section in ("qosFlowControl", "qosTrafficClass", "dcbxSetting")
    ]


def keywords(nic: Nic) -> dict[str, int]:
    """Return the keywords of a physical Windows NIC."""
    return {
        "*FlowControl": nic.flow_control,
        "*PriorityVLANTag": nic.priority_tag,
        "*NetworkDirectTechnology": nic.flavour,
    }


def linux(host: Host) -> dict[str, Any]:
    """Return the sections of a Linux host."""
    if not host.lossless:
        return {}
    names = [nic.name for nic in host.nics]
    bonded = host.kind in {"bond", "lacp"}
    devices = {
        ("iwp" if nic.flavour == 1 else "mlx5_") + str(number): nic for number, nic in enumerate(host.nics)
    }
    return {
        "dcb_pfc": {
            nic.name: {"prio_pfc": _flags(host.pfc if nic.pfc is None else nic.pfc)} for nic in host.nics
        },
        "dcb_ets": {
            name: {
                "willing": False,
                "ets_cap": 8,
                "tc_bw": [100] + [0] * 7,
                "tc_tsa": ["ets"] * 8,
                "prio_tc": [0] * 8,
            }
            for name in names
        },
        "ethtool_a": {nic.name: _pause(nic) for nic in host.nics},
        "ethtool_i": dict.fromkeys(
            names, "driver: mlx5_core\nversion: 6.1.0\nfirmware-version: 14.32.1010 (MT_0)\n"
        ),
        "rdma": [
            {"ifname": device, "port": 1, "state": "ACTIVE", "netdev": "bond0" if bonded else nic.name}
            for device, nic in devices.items()
            if nic.rdma
        ],
        "rdma_gid_types": {
            device: ["IB/RoCE v1"] if nic.flavour == 3 else ["IB/RoCE v1", "RoCE v2"]
            for device, nic in devices.items()
        },
    }


def _wanted(host: Host) -> dict[str, Any]:
    rest = [priority for priority in range(7) if priority not in host.lossless]
    classes = [
        (CLASSES[0], 99 - host.share, rest),
        (CLASSES[1], host.share, sorted(host.lossless)),
        (CLASSES[2], 1, [7]),
    ]
    if not host.classed:
        classes = [(CLASSES[0], 100, list(range(8)))]
    return {
        "qosFlowControl": [
            {"Priority": priority, "Enabled": on} for priority, on in enumerate(_flags(host.pfc))
        ],
        "qosTrafficClass": [
            {"Name": name, "Algorithm": "ETS", "BandwidthPercentage": share, "Priority": priorities}
            for name, share, priorities in classes
        ],
        "dcbxSetting": [{"Willing": host.willing}],
    }


def _policies(host: Host) -> list[dict[str, Any]]:
    rdma = {endpoint.network.priority for endpoint in host.endpoints if endpoint.network.rdma}
    rows = [
        {
            "Name": f"Lossless{priority}",
            "PriorityValue8021Action": priority + host.policy_shift,
            **({host.policy: 445} if priority in rdma else _ISCSI),
        }
        for priority in sorted(host.lossless)
        if host.policy
    ]
    stores = ("", "ActiveStore") if host.stored else ("ActiveStore",)
    return [row | {"PolicyStore": store} for store in stores for row in rows]


def _flags(priorities: Any) -> list[bool]:
    return [priority in priorities for priority in range(8)]


def _pause(nic: Nic) -> str:
    state = "on" if nic.flow_control else "off"
    return f"Pause parameters for {nic.name}:\nAutonegotiate:\toff\nRX:\t\t{state}\nTX:\t\t{state}\n"
