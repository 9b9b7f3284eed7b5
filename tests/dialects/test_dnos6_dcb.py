"""DCB of DNOS6: what a model's defaults give, what a fix changes, and that no text breaks it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.dialects import dnos6
from fabric_check.dialects.dnos6 import commands, qos, state, syntax
from fabric_check.dialects.dnos6.facts import facts
from fabric_check.model.dcb import DcbxRole
from fabric_check.model.switch import SwitchFacts
from fabric_check.profiles.load import built_in

PC8132 = "dell/powerconnect-8132"
N4032 = "dell/n4032"
CONFIG = """\
!System Software Version {release}
configure
classofservice dot1p-mapping 3 4
interface Te1/0/1
datacenter-bridging
priority-flow-control mode on
priority-flow-control priority 3 no-drop
exit
switchport mode trunk
exit
interface Te1/0/2
exit
exit
"""


def read(profile: str, release: str, fix: str = "") -> SwitchFacts:
    """Return the facts of the config on a model, after a fix."""
    text = CONFIG.format(release=release)
    folded = commands.fold(state.State(), syntax.parse(text).commands)
    if fix:
        commands.fold(folded, syntax.parse(f"configure\n{fix}exit\n").commands)
    return facts(folded, text, device="leaf", file="leaf.cfg", profile=built_in()[profile])


def test_defaults_of_an_8132_are_known() -> None:
    """What an 8132 on release 5 does without a line is known from its manuals, each with its source."""
    leaf = read(PC8132, "5.1.0.1")
    port = leaf.ports["Te1/0/2"].dcb
    assert port is not None
    assert leaf.dcb is not None

    settings = (port.pfc, port.flow_control, port.trusts_dot1p, port.role, port.version, port.groups)
    assert [one.value for one in settings] == [frozenset(), True, True, DcbxRole.MANUAL, "auto", ()]
    assert all(one.line() is None and one.why for one in settings)
    assert leaf.dcb.queues.value == (1, 0, 0, 4, 2, 2, 3, 3)
    assert (leaf.dcb.capable.value, leaf.dcb.enabled.value, leaf.dcb.lossless_limit.value) == (True, True, 2)
    assert leaf.dcb.limit_counts_priorities
    assert leaf.dcb.flow_control_yields
    assert leaf.unmentioned is not None
    assert leaf.unmentioned.dcb == port


@pytest.mark.parametrize("profile", [PC8132, N4032])
def test_what_no_manual_of_release_6_says_is_unknown(profile: str) -> None:
    """On release 6 the queues of priorities without a line, and flow control, are unknown with the reason."""
    leaf = read(profile, "6.2.0.5")
    port = leaf.ports["Te1/0/1"].dcb
    assert port is not None
    assert leaf.dcb is not None

    assert (port.pfc.value, port.trusts_dot1p.value) == ({3}, True)
    assert (leaf.dcb.queues.value, port.flow_control.value) == (None, None)
    assert "priority 0" in leaf.dcb.queues.why
    assert "release" in port.flow_control.why


def test_model_without_pfc_stays_without() -> None:
    """A model whose manual says that it has no PFC is not made capable by a line."""
    leaf = read("dell/n2000", "6.2.0.5")
    assert leaf.dcb is not None

    assert (leaf.dcb.capable.value, leaf.dcb.enabled.value) == (False, False)


@pytest.mark.parametrize(
    ("fix", "port", "said"),
    [
        (
            "interface Te1/0/2\ndatacenter-bridging\npriority-flow-control mode on\npriority-flow-control priority 3 no-drop\nexit\nexit\n",
            "Te1/0/2",
            {"pfc": {3}},
        ),
        (
            "interface Te1/0/1\ndatacenter-bridging\npriority-flow-control priority 4 no-drop\nexit\nexit\n",
            "Te1/0/1",
            {"pfc": {3, 4}},
        ),
        (
            "interface Te1/0/1\ndatacenter-bridging\nno priority-flow-control mode\nexit\nexit\n",
            "Te1/0/1",
            {"pfc": set()},
        ),
        (
            "interface Te1/0/1\nlldp dcbx port-role auto-up\nno lldp dcbx port-role\nexit\n",
            "Te1/0/1",
            {"pfc": {3}, "role": DcbxRole.MANUAL},
        ),
        (
            "interface Te1/0/1\nclassofservice trust untrusted\nclassofservice trust dot1p\nexit\n",
            "Te1/0/1",
            {"trusts_dot1p": True},
        ),
        ("no flowcontrol\nlldp dcbx version cee\n", "Te1/0/2", {"flow_control": False, "version": "cee"}),
        ("lldp dcbx version cee\nno lldp dcbx version\n", "Te1/0/2", {"version": "auto"}),
        (
            "traffic-class-group weight 50 50\nno traffic-class-group weight\n",
            "Te1/0/2",
            {"groups": ()},
        ),
        (
            "interface Te1/0/1\nno lldp transmit\nlldp transmit\nexit\n",
            "Te1/0/1",
            {"role": DcbxRole.MANUAL},
        ),
    ],
)
def test_fix_does_what_its_commands_mean(fix: str, port: str, said: dict[str, Any]) -> None:
    """The commands of a fix add to, replace and take away what the config left."""
    dcb = read(PC8132, "5.1.0.1", fix).ports[port].dcb

    assert {name: getattr(dcb, name).value for name in said} == said


@pytest.mark.parametrize(
    ("fix", "queues"),
    [
        ("no classofservice dot1p-mapping 3\n", (1, 0, 0, 1, 2, 2, 3, 3)),
        ("classofservice dot1p-mapping 5 6\n", (1, 0, 0, 4, 2, 6, 3, 3)),
        ("classofservice dot1p-mapping 5 6\nno classofservice dot1p-mapping\n", (1, 0, 0, 1, 2, 2, 3, 3)),
    ],
)
def test_fix_moves_a_priority_to_another_queue(fix: str, queues: tuple[int, ...]) -> None:
    """A priority's queue is the last line's, and its default again after ``no``."""
    leaf = read(PC8132, "5.1.0.1", fix)

    assert leaf.dcb is not None
    assert leaf.dcb.queues.value == queues


@pytest.mark.parametrize("words", ["iscsi enable\n", "iscsi enable\nno iscsi enable\n"])
def test_iscsi_optimisation_is_its_line(words: str) -> None:
    """ISCSI optimisation is noted by the line that turns it on, and gone after its ``no``."""
    leaf = read(PC8132, "5.1.0.1", words)

    assert leaf.dcb is not None
    assert (leaf.dcb.iscsi is not None) is (words.count("\n") == 1)


@pytest.mark.parametrize(
    "command",
    [
        "classofservice trust nobody",
        "classofservice dot1p-mapping 3",
        "classofservice dot1p-mapping 3 9",
        "classofservice traffic-class-group 1-2 3",
        "traffic-class-group weight fifty",
        "lldp dcbx version 7",
        "interface Te1/0/1\nlldp dcbx port-role leader\nexit",
        "interface Te1/0/1\ndatacenter-bridging\npriority-flow-control mode\nexit\nexit",
        "interface Te1/0/1\ndatacenter-bridging\npriority-flow-control priority 8 no-drop\nexit\nexit",
        "interface Te1/0/1\ndatacenter-bridging\npriority-flow-control priority 3\nexit\nexit",
        "priority-flow-control mode on",
    ],
)
def test_argument_that_means_nothing_makes_the_switch_unknown(command: str) -> None:
    """A DCB command whose argument means nothing is never skipped: nothing is concluded from such a config."""
    unknown = read(PC8132, "5.1.0.1", f"{command}\n").unknown

    assert unknown is not None
    assert "is not understood" in unknown


def test_hostile_words_reach_no_reason() -> None:
    """What a terminal would obey is gone from the reason why a setting is unknown."""
    dcb = read(PC8132, "5.1.0.1", "flowcontrol \x1b[2Jx\n").ports["Te1/0/2"].dcb

    assert dcb is not None
    assert dcb.flow_control.value is None
    assert "\x1b" not in dcb.flow_control.why


@given(st.frozensets(st.integers(0, 7), min_size=1), st.booleans(), st.booleans())
def test_list_of_priorities_reads_as_written(numbers: frozenset[int], ranges: bool, blanks: bool) -> None:
    """A list means the same whether it is written with ranges, commas or blanks."""
    parts = [str(number) for number in sorted(numbers)]
    if ranges:
        parts = [f"{part}-{part}" for part in parts]
    words = parts if blanks else [",".join(parts)]

    assert qos.numbers(words, 7) == sorted(numbers)


WORDS = st.sampled_from(
    [
        "priority-flow-control",
        "mode",
        "priority",
        "on",
        "off",
        "no-drop",
        "drop",
        "3",
        "3-5",
        "9",
        "classofservice",
        "trust",
        "dot1p",
        "dot1p-mapping",
        "no",
        "traffic-class-group",
        "weight",
        "strict",
        "50",
        "lldp",
        "dcbx",
        "tlv-select",
        "dcbxp",
        "port-role",
        "auto-up",
        "version",
        "flowcontrol",
    ]
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=5), max_size=12))
def test_any_words_give_facts_or_a_reason(lines: list[list[str]]) -> None:
    """Any order of DCB's words is read or refused, and every port has DCB facts where it is read."""
    inside = "\n".join(" ".join(line) for line in lines)
    text = (
        f"configure\n{inside}\ninterface Te1/0/1\ndatacenter-bridging\n{inside}\nexit\n{inside}\nexit\nexit\n"
    )

    leaf = dnos6.read(text, device="leaf", file="leaf.cfg", profile=built_in()[PC8132])

    assert leaf.unknown or leaf.ports["Te1/0/1"].dcb
