"""What changes of hosts make of facts: in the form that the facts have, and back to exactly what they were."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.remedy.change import HostChange
from fabric_check.remedy.changes.windows import AdvancedProperty, StackMtu
from fabric_check.remedy.changes.windows_classes import TrafficClass
from fabric_check.remedy.changes.windows_features import AdapterQos, AdapterRdma, Feature
from fabric_check.remedy.changes.windows_policy import Policy, PolicyPriority, PolicyStore
from fabric_check.remedy.changes.windows_qos import FlowControl, Willing
from fabric_check.remedy.changes.windows_rows import like
from fabric_check.remedy.changes.windows_settled import settled
from fabric_check.remedy.changes.windows_vlan import TeamVlan, VNicVlan

SMB = Path(__file__).parent.parent / "rules" / "bases" / "smb" / "facts" / "hv01.json"
SECTIONS: dict[str, Any] = json.loads(SMB.read_text("utf-8"))["sections"]
NIC, VNIC = "SLOT 3 Port 1", "vEthernet (SMB_1)"
CHANGES: dict[str, HostChange] = {
    "a smaller jumbo size": AdvancedProperty("hv01", NIC, "*JumboPacket", "1514", "9014"),
    "a VLAN of a NIC": AdvancedProperty("hv01", NIC, "VlanID", "120", "0"),
    "a smaller IP MTU": StackMtu("hv01", VNIC, "IPv4", 1500, 9000),
    "another VLAN of a vNIC": VNicVlan("hv01", VNIC, "SMB_1", 120),
    "no VLAN of a vNIC": VNicVlan("hv01", VNIC, "SMB_1", None),
    "no PFC": FlowControl("hv01", None, (3,), on=False),
    "more PFC": FlowControl("hv01", None, (4, 5), on=True),
    "willing": Willing("hv01", None, on=True),
    "a further class": TrafficClass("hv01", None, "Backup", (5,), 10, is_new=True),
    "another share": TrafficClass("hv01", None, "SMB", (3,), 60, 50),
    "a class that goes": TrafficClass("hv01", None, "SMB", (3,), 50, is_there=False),
    "a fresh feature": Feature("hv01"),
    "DCB off": AdapterQos("hv01", NIC, on=False),
    "RDMA off": AdapterRdma("hv01", VNIC, on=False),
    "a further policy": Policy("hv01", "Another", 3),
    "another priority": PolicyPriority("hv01", "SMBDirect", 4, 3),
}


def operational(sections: dict[str, Any], nic: str = NIC) -> dict[str, Any]:
    """Return what a NIC's driver does."""
    [row] = [row for row in sections["adapterQos"] if row["Name"] == nic]
    return dict(row["OperationalSettings"])


@pytest.mark.parametrize("what", CHANGES)
def test_way_back_restores(what: str) -> None:
    """A change alters the facts, its undo restores all of them, and neither touches those that it is given."""
    change, before = CHANGES[what], copy.deepcopy(SECTIONS)
    after = change.replay(SECTIONS)
    assert after != before
    assert settled(change.undo(SECTIONS).replay(after)) == settled(before)
    assert before == SECTIONS


@given(st.lists(st.sampled_from(sorted(CHANGES)), unique=True))
def test_way_back_of_several_restores(names: list[str]) -> None:
    """Undone in the opposite order, any changes one after the other leave the facts as they were."""
    sections, undo = SECTIONS, []
    for name in names:
        undo.append(CHANGES[name].undo(sections))
        sections = CHANGES[name].replay(sections)
    for change in reversed(undo):
        sections = change.replay(sections)
    assert settled(sections) == settled(SECTIONS)


@pytest.mark.parametrize(
    ("old", "new", "becomes"),
    [
        (["9614"], "9014", ["9014"]), ("9614", "9014", "9014"), (9614, "9014", 9014), ([9614], "9014", [9014]),
        (True, False, False), ("True", False, "False"), ("true", False, "false"), ("1", False, "0"),
        (9000, 1500, 1500), ("9000", 1500, "1500"), (None, 120, 120),
    ],
    ids=repr,
)  # fmt: skip
def test_values_keep_their_form(old: Any, new: Any, becomes: Any) -> None:
    """A value is written as the one before it was: list, text, number or flag."""
    assert like(old, new) == becomes
    assert type(like(old, new)) is type(becomes)


def test_nics_follow_the_host() -> None:
    """With other PFC or classes, a NIC that is not willing does what the host wants."""
    more = FlowControl("hv01", None, (4,), on=True).replay(SECTIONS)
    assert operational(more)["PriorityFlowControlEnableArray"] == [
        False,
        False,
        False,
        True,
        True,
        False,
        False,
        False,
    ]
    classes = TrafficClass("hv01", None, "SMB", (3,), 60, 50).replay(more)
    assert operational(classes)["BandwidthAssignmentTable"][:3] == [39, 60, 1]


def test_a_willing_nic_keeps_what_its_switch_says() -> None:
    """What the host wants does not reach a NIC that is willing, as long as no DCBX tells what else it does."""
    willing = Willing("hv01", None, on=True).replay(SECTIONS)
    after = FlowControl("hv01", None, (4,), on=True).replay(willing)
    assert operational(after) == operational(SECTIONS)


def test_shares_that_do_not_fit_are_refused() -> None:
    """Windows leaves all as it is where the default class would get nothing."""
    assert TrafficClass("hv01", None, "Backup", (5,), 49, is_new=True).replay(SECTIONS) == SECTIONS


def test_a_class_takes_its_priority_from_the_default_one() -> None:
    """The default class has the priorities and the bandwidth that the others leave."""
    after = TrafficClass("hv01", None, "Backup", (5,), 10, is_new=True).replay(SECTIONS)
    default = after["qosTrafficClass"][0]
    assert (default["Priority"], default["BandwidthPercentage"]) == ([0, 1, 2, 4, 6], 39)


def test_a_policy_moves_between_stores() -> None:
    """A policy of the active store alone is in both afterwards, and in the active one alone again."""
    active = {
        "Name": "SMBDirect",
        "NetDirectPortMatchCondition": 445,
        "PriorityValue8021Action": 3,
        "PolicyStore": "ActiveStore",
    }
    facts = {"qosPolicy": [active]}
    change = PolicyStore("hv01", "SMBDirect", (("NetDirectPortMatchCondition", "445"),), 3, row=active)
    after = change.replay(facts)
    assert [row["PolicyStore"] for row in after["qosPolicy"]] == ["ActiveStore", ""]
    assert change.undo(facts).replay(after) == facts


def test_a_team_follows_its_slowest_member() -> None:
    """The interface of an LBFO team gets more only when all its members have it."""
    names = ("A", "B", "Team1")
    facts = {
        "netAdapter": [{"Name": name, "MtuSize": 1500} for name in names],
        "advancedProperty": [
            {"Name": name, "RegistryKeyword": "*JumboPacket", "RegistryValue": ["1514"]}
            for name in ("A", "B")
        ],
        "ipInterface": [{"InterfaceAlias": "Team1", "NlMtu": 1500}],
        "lbfoTeam": [
            {"Name": "Team1", "Members": ["A", "B"], "TeamNics": [{"Name": "Team1", "VlanID": None}]}
        ],
    }
    first, second = (AdvancedProperty("hv01", name, "*JumboPacket", "9014", "1514") for name in "AB")
    one = first.replay(facts)
    assert one["ipInterface"] == facts["ipInterface"]
    both = second.replay(one)
    assert both["ipInterface"] == [{"InterfaceAlias": "Team1", "NlMtu": 9000}]
    assert first.undo(facts).replay(second.undo(one).replay(both)) == facts


def test_a_lowered_ip_stack_does_not_follow_its_driver() -> None:
    """An IP MTU that was set apart stays, whatever the driver's size becomes."""
    facts = {
        "advancedProperty": [{"Name": "A", "RegistryKeyword": "*JumboPacket", "RegistryValue": ["9014"]}],
        "ipInterface": [{"InterfaceAlias": "A", "NlMtu": 1500}],
    }
    after = AdvancedProperty("hv01", "A", "*JumboPacket", "9614", "9014").replay(facts)
    assert after["ipInterface"] == facts["ipInterface"]


@pytest.mark.parametrize("was", [None, 0, 42, "42"], ids=repr)
def test_a_team_interface_gets_its_vlan(was: Any) -> None:
    """Team and adapter show the same VLAN, and the old value comes back in its form."""
    facts = {
        "netAdapter": [{"Name": "Team1", "VlanID": was}],
        "lbfoTeam": [{"Name": "Team1", "Members": ["A"], "TeamNics": [{"Name": "Team1", "VlanID": was}]}],
    }
    change = TeamVlan("hv01", "Team1", "Team1", 120)
    after = change.replay(facts)
    assert int(after["lbfoTeam"][0]["TeamNics"][0]["VlanID"]) == int(after["netAdapter"][0]["VlanID"]) == 120
    assert settled(change.undo(facts).replay(after)) == settled(facts)


@pytest.mark.parametrize("what", ["a further policy", "a further class"])
def test_a_row_without_its_list_comes_back(what: str) -> None:
    """PowerShell writes a single row without a list: the way back restores the row, in a list of one."""
    change = CHANGES[what]
    facts = {
        **SECTIONS,
        "qosPolicy": SECTIONS["qosPolicy"][0],
        "qosTrafficClass": SECTIONS["qosTrafficClass"][0],
    }
    after = change.replay(facts)
    assert settled(change.undo(facts).replay(after)) == settled(facts)


@pytest.mark.parametrize("what", CHANGES)
def test_settled_facts_tell_changes_apart(what: str) -> None:
    """No change is lost among what follows from settings: without its way back, the proof fails."""
    assert settled(CHANGES[what].replay(SECTIONS)) != settled(SECTIONS)


def test_an_untagged_vnic_comes_back_untagged() -> None:
    """Hyper-V may show the VLAN of an earlier mode: the way back is the mode, and not that VLAN."""
    facts = copy.deepcopy(SECTIONS)
    [row] = [row for row in facts["vmNetworkAdapterVlan"] if "SMB_1" in str(row)]
    row |= {"OperationMode": "Untagged", "AccessVlanId": 42}
    change = VNicVlan("hv01", VNIC, "SMB_1", 110)
    assert change.undo(facts).vlan is None
    assert settled(change.undo(facts).replay(change.replay(facts))) == settled(facts)


def test_rdma_comes_back_as_the_setting_makes_it() -> None:
    """Facts that show an adapter without RDMA as operational: the way back is the setting, whatever was shown."""
    facts = {
        "rdma": [{"Name": NIC, "Enabled": False, "OperationalState": True}],
        "advancedProperty": [{"Name": NIC, "RegistryKeyword": "*NetworkDirect", "RegistryValue": ["1"]}],
    }
    change = AdapterRdma("hv01", NIC)
    back = change.undo(facts).replay(change.replay(facts))
    assert back["rdma"] == [{"Name": NIC, "Enabled": False, "OperationalState": False}]
    assert back["advancedProperty"][0]["RegistryValue"] == ["0"]
    assert settled(back) == settled(facts)
