"""Facts are hostile input: whatever stands in a section, a host's state comes out, in bounded time and with reasons."""

import json
from typing import Any

import host_cases
from hypothesis import given, settings
from hypothesis import strategies as st

from fabric_check.folder.host_schema import HostFactsFile
from fabric_check.folder.read import HostFacts
from fabric_check.model.host import HostState
from fabric_check.model.intent import Host, Network, Nic, Place
from fabric_check.model.units import IpMtu
from fabric_check.parse.hosts import host_state

NAMES = (
    "eth0",
    "bond0",
    "bond0.120",
    "br0",
    "Team1",
    "vEthernet (LM)",
    "LM",
    "SET1",
    "{1}",
    "Desc",
    "Desc #2",
)
KEYS = {
    "netAdapter": (
        "Name",
        "InterfaceDescription",
        "DeviceID",
        "InterfaceIndex",
        "LowerLayerInterfaceIndices",
    ),
    "advancedProperty": ("Name", "RegistryKeyword", "RegistryValue"),
    "ipInterface": ("InterfaceAlias", "AddressFamily", "NlMtu"),
    "vmSwitch": (
        "Name",
        "SwitchType",
        "NetAdapterInterfaceDescription",
        "NetAdapterInterfaceDescriptions",
    ),
    "vmNetworkAdapter": ("Name", "SwitchName", "DeviceId", "IsManagementOs", "CurrentIsolationMode"),
    "vmNetworkAdapterVlan": ("ParentAdapter", "OperationMode", "AccessVlanId", "NativeVlanId"),
    "vmNetworkAdapterIsolation": ("ParentAdapter", "IsolationMode", "DefaultIsolationID"),
    "teamMapping": ("ParentAdapter", "NetAdapterName", "NetAdapterDeviceId"),
    "lbfoTeam": ("Name", "Members", "TeamNics"),
    "adapterQos": ("Name", "Enabled", "OperationalSettings", "RemoteSettings", "HardwareCapabilities"),
    "qosPolicy": (
        "Name",
        "Owner",
        "PolicyStore",
        "PriorityValue",
        "NetDirectPort",
        "IPDstPortStart",
        "Template",
    ),
    "qosFlowControl": ("Priority", "Enabled", "PolicySet", "InterfaceAlias", "InterfaceIndex"),
    "qosTrafficClass": ("Name", "Algorithm", "BandwidthPercentage", "Priority", "InterfaceAlias"),
    "dcbxSetting": ("Willing", "InterfaceAlias"),
    "rdma": ("Name", "Enabled", "OperationalState", "RdmaAdapterInfo", "ifname", "netdev"),
    "rdma_gid_types": NAMES,
    "smbClientInterface": ("FriendlyName", "RdmaCapable", "IpAddresses"),
    "smbMultichannel": (
        "ClientIpAddress",
        "ServerIpAddress",
        "ClientRdmaCapable",
        "ServerRdmaCapable",
        "Selected",
        "Failed",
        "RdmaConnectionCount",
        "TcpConnectionCount",
    ),
    "events": ("LogName", "TimeCreated", "Message", "Properties"),
    "vmHost": (
        "VirtualMachineMigrationEnabled",
        "UseAnyNetworkForMigration",
        "VirtualMachineMigrationPerformanceOption",
    ),
    "vmMigrationNetwork": ("Subnet", "Priority"),
    "clusterNetwork": ("Id", "Name", "Role", "Address", "AddressMask"),
    "cluster": ("RecentEventsResetTime", "MigrationExcludeNetworks", "MigrationNetworkOrder"),
    "ipAddress": ("InterfaceAlias", "IPAddress"),
    "dcb_pfc": NAMES,
    "dcb_ets": NAMES,
    "dcb_app": NAMES,
    "dcb_dcbx": NAMES,
    "ethtool_a": NAMES,
    "ethtool_i": NAMES,
    "link": ("ifname", "link", "link_index", "link_netnsid", "master", "mtu", "linkinfo"),
}
WITHIN = (
    "PriorityFlowControlEnableArray",
    "FlowControlEnabled",
    "NumberOfTrafficClasses",
    "RdmaTechnology",
    "prio_pfc",
    "prio_tc",
    "tc_bw",
    "tc_tsa",
    "ets_cap",
    "willing",
    "static",
    "port_prio",
    "value",
)
"""Keys of what stands within a row."""
LEAF = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from((*NAMES, "Vlan", "Access", "Trunk", "*JumboPacket", "VlanID", "9014"))
    | st.sampled_from(("*FlowControl", "*PriorityVLANTag", "*QOS", "*NetworkDirectTechnology", "ActiveStore"))
    | st.sampled_from(
        ("0x80072746", "/Date(1772438400000)/", "0001-01-01T00:00:00+14:00", "10.0.120.0/24", "3,5-7")
    )
    | st.sampled_from(
        ("Name : eth0\nEnabled : True\nRemoteFlowControl : Priority 3 Enabled", "RX: on\nTX: off")
    )
    | st.text(max_size=4)
)
JSON = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)
VALUE = (
    JSON
    | st.builds(lambda name: {"Name": name}, LEAF)
    | st.builds(
        lambda kind, data: {"info_kind": kind, "info_data": data},
        st.sampled_from(("vlan", "bond", "bridge", "macvlan", "openvswitch", "gre", "")) | JSON,
        JSON | st.builds(lambda vlan, map_: {"id": vlan, "egress_qos": map_}, LEAF, JSON),
    )
    | st.dictionaries(st.sampled_from(WITHIN), st.lists(LEAF, min_size=8, max_size=8) | JSON)
)


def section(name: str) -> st.SearchStrategy[Any]:
    """Return rows whose keys are right and whose values are anything, or anything at all."""
    row = st.fixed_dictionaries({}, optional=dict.fromkeys(KEYS[name], VALUE))
    return st.lists(row, max_size=5) | row | JSON


SECTIONS = st.fixed_dictionaries({}, optional={name: section(name) for name in KEYS})


def concluded(os: str, sections: Any) -> HostState:
    """Return what is concluded of a host with a NIC of every name."""
    nics = tuple(Nic("h", name, ("lm",), Place(1, 1)) for name in NAMES)
    file = {
        "schema": "fabric-check/host/1",
        "os": os,
        "sections": sections,
        "collected": "2026-03-02T09:30:00Z",
    }
    content = HostFactsFile.model_validate(file)
    facts = HostFacts("facts/h.json", content, json.dumps({"sections": sections}))
    return host_state(Host("h", os, nics), facts, {"lm": Network("lm", 120, IpMtu(9000), Place(1, 1))})


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(("windows", "linux")), SECTIONS)
def test_no_facts_raise(os: str, sections: Any) -> None:
    """Every NIC gets a size or the reason why it has none, and likewise a tag and an uplink."""
    for state in concluded(os, sections).nics.values():
        assert state.uplinks
        assert (state.mtu is None) == bool(state.why_no_mtu)
        assert (state.tag is None) == bool(state.why_no_tag)
        for fact in (*state.layers, *([state.tag] if state.tag else [])):
            if fact.evidence:
                fact.evidence()


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(("windows", "linux")), SECTIONS)
def test_no_facts_of_dcb_raise(os: str, sections: Any) -> None:
    """Every setting of DCB has a value or the reason why it has none, and its line can be found."""
    dcb = concluded(os, sections).dcb
    assert dcb is not None
    for setting in host_cases.settings(dcb):
        assert setting.known or setting.why
        setting.line()
    for part in (*(dcb.policies.value or ()), *dcb.connections, *dcb.events):
        assert part.find is not None
        part.find()


NAME = st.sampled_from(tuple("abcdef"))


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        NAME,
        st.tuples(
            st.sampled_from(("", "vlan", "bond", "bridge", "macvlan")), NAME | st.none(), NAME | st.none()
        ),
        min_size=1,
    )
)
def test_links_in_any_order_end(links: dict[str, tuple[str, str | None, str | None]]) -> None:
    """However links point at each other, an uplink is a physical NIC or its absence has a reason."""
    rows = [
        {"ifname": name, "mtu": 9000, "link": link, "master": master}
        | {"linkinfo": {"info_kind": kind, "info_data": {"id": 120}}}
        for name, (kind, link, master) in links.items()
    ]
    nics = tuple(Nic("h", name, ("lm",), Place(1, 1)) for name in links)
    content = HostFactsFile.model_validate(
        {"schema": "fabric-check/host/1", "os": "linux", "sections": {"link": rows}}
    )
    found = host_state(
        Host("h", "linux", nics),
        HostFacts("f", content, ""),
        {"lm": Network("lm", 120, IpMtu(9000), Place(1, 1))},
    )
    for state in found.nics.values():
        assert state.why_no_uplink or all(links[name][0] == "" for name in state.uplinks)


def test_a_deep_chain_and_a_wide_one_end() -> None:
    """Twenty thousand VLAN devices on each other, and a bridge of as many ports, are answered at once."""
    chain = [
        {"ifname": f"v{number}", "link": f"v{number + 1}", "mtu": 9000, "linkinfo": {"info_kind": "vlan"}}
        for number in range(20_000)
    ]
    ports = [{"ifname": f"p{number}", "master": "br0", "mtu": 9000} for number in range(20_000)]
    bridge = {"ifname": "br0", "mtu": 9000, "linkinfo": {"info_kind": "bridge"}}
    nics = tuple(Nic("h", name, ("lm",), Place(1, 1)) for name in ("v0", "br0"))
    content = HostFactsFile.model_validate(
        {"schema": "fabric-check/host/1", "os": "linux", "sections": {"link": [*chain, *ports, bridge]}}
    )
    found = host_state(
        Host("h", "linux", nics),
        HostFacts("f", content, ""),
        {"lm": Network("lm", 120, IpMtu(9000), Place(1, 1))},
    ).nics
    assert "nested deeper" in found["v0", "lm"].why_no_uplink
    assert len(found["br0", "lm"].uplinks) == 20_000
