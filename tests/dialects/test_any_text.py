import importlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

ARGUMENTS = [
    "",
    "1",
    "0",
    "-1",
    "99999999999",
    "1-4094",
    "4094-1",
    "1,2",
    "٣",
    "²",
    "range",
    "vlan",
    "tagged",
    "untagged",
    "add",
    "remove",
    "mode",
    "active",
    "te 0/1",
    "te 0/1-5,1/2",
    "Port-channel 1",
    "port-channel 1",
    "Te1/0/1",
    "1/xg12",
    "Vlan 20",
    "vlan 20",
    "domain 1",
    "database",
    "peer-link",
    "jumbo mtu",
    "port 48 portmode quad",
    "A",
    "3,5-7",
    "7-3",
    "0 0 0 1 0 0 0 0",
    "bandwidth 50 pfc on",
    "strict-priority pfc off",
    "no-drop queues",
    "priority",
    "mode on",
    "rx on tx off",
    "dcbx-tlv pfc",
    "port-role auto-upstream",
    "version cee",
    "enable",
    "on-next-reload",
    "pfc-queues 2",
    "all pfc-buffering pfc-ports 64 pfc-queues 2",
    "dynamic dot1p",
    "dot1p-mapping dot1p3 2",
    "lldp",
    '"text"',
    "^C",
]
WORDS = {
    "ftos": (
        "interface",
        "interface range",
        "no interface",
        "default vlan-id",
        "no default",
        "vlt domain",
        "stack-unit 0",
        "tagged",
        "!untagged",
        "no untagged",
        "mtu",
        "no mtu",
        "switchport",
        "no",
        "portmode hybrid",
        "channel-member",
        "port-channel-protocol LACP",
        "port-channel",
        "vlt-peer-lag",
        "auto vlan",
        "vlan",
        "vlan tagged",
        "vlan untagged",
        "no vlan tagged",
        "peer-link",
        "shutdown",
        "dcb",
        "no dcb",
        "dcb stack-unit",
        "dcb-map",
        "no dcb-map",
        "priority-group",
        "priority-pgid",
        "pfc",
        "no pfc",
        "dcb-input",
        "dcb-output",
        "dcb-policy input",
        "dcb-policy output",
        "priority-list",
        "set-pgid",
        "qos-policy-output",
        "bandwidth-percentage",
        "scheduler strict",
        "flowcontrol",
        "service-class",
        "protocol",
        "advertise",
        "dcbx",
        "iscsi",
        "banner motd",
        "-----BEGIN X",
        "-----END X",
        "!",
        "end",
    ),
    "dnos6": (
        "configure",
        "exit",
        "interface",
        "interface range",
        "no interface",
        "vlan",
        "no vlan",
        "vlan database",
        "system",
        "no system",
        "feature",
        "vpc",
        "vpc domain",
        "no vpc",
        "mtu",
        "switchport",
        "switchport mode",
        "switchport access vlan",
        "switchport trunk native vlan",
        "switchport trunk allowed vlan",
        "switchport general pvid",
        "switchport general allowed vlan",
        "no switchport",
        "channel-group",
        "no channel-group",
        "shutdown",
        "datacenter-bridging",
        "banner motd",
        "-----BEGIN X",
        "-----END X",
        "--More-- or (q)uit",
        "console#",
        "!",
    ),
}


def texts(dialect: str) -> st.SearchStrategy[str]:
    """Return texts that look like a config often enough to reach every command."""
    line = st.one_of(
        st.text(max_size=30),
        st.tuples(
            st.sampled_from(["", " ", "  ", "\t"]),
            st.sampled_from(WORDS[dialect]),
            st.lists(st.sampled_from(ARGUMENTS), max_size=3),
            st.sampled_from(["", " ", "\r"]),
        ).map(lambda parts: f"{parts[0]}{parts[1]} {' '.join(parts[2])}{parts[3]}"),
    )
    whole = st.lists(line, max_size=30).map("\n".join)
    if dialect == "ftos":
        return st.one_of(whole, whole.map(lambda text: f"{text}\nend\n"))
    return st.one_of(whole, whole.map(lambda text: f"configure\n{text}\nexit\n"))


@pytest.mark.parametrize("dialect", WORDS)
@given(data=st.data())
def test_reading_any_text_gives_an_answer(
    dialect: str, read: Callable[[str, str], Any], data: st.DataObject
) -> None:
    """Whatever a file holds, reading it ends in facts or in a reason that names the file."""
    facts = read(dialect, data.draw(texts(dialect)))

    assert facts.unknown is None or facts.unknown.startswith("leaf.cfg: ")
    assert facts.unknown is None or not facts.ports


@pytest.mark.parametrize("dialect", WORDS)
@given(data=st.data())
def test_every_line_is_accounted_for_once(dialect: str, data: st.DataObject) -> None:
    """Each line of any text is a command of the tree or one of its other lines, never both, never neither."""
    text = data.draw(texts(dialect))
    lines = text.split("\n")
    count = len(lines) if lines[-1] else len(lines) - 1

    tree = importlib.import_module(f"fabric_check.dialects.{dialect}.syntax").parse(text)

    assert tree.line_numbers() == list(range(1, count + 1))


@pytest.mark.parametrize("dialect", WORDS)
@given(data=st.data())
def test_a_member_follows_a_port_that_is_no_port_channel_member(
    dialect: str, read: Callable[[str, str], Any], data: st.DataObject
) -> None:
    """No port-channel is ever a member of another, whatever a file says: membership has one level."""
    facts = read(dialect, data.draw(texts(dialect)))

    lags = {port.lag for port in facts.ports.values() if port.lag}
    assert not any(facts.ports[lag].lag for lag in lags if lag in facts.ports)
