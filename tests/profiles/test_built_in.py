"""The profiles that travel with the program: complete, sourced, and each recognised as itself alone."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.folder.read import ConfigText
from fabric_check.model.intent import Place, Switch
from fabric_check.model.profile import Counting, Profile, Sourced
from fabric_check.model.switch import SwitchFacts
from fabric_check.parse.recognise import recognise
from fabric_check.parse.switches import switch_facts
from fabric_check.profiles.load import built_in

CASES = Path(__file__).parent / "cases"
PROFILES = built_in()
SWITCH = Switch("sw1", Place(1, 1))
IDS = sorted(PROFILES)
NAMED_BY_US = {
    *("dell/s4810", "dell/s4820t", "dell/s5000", "dell/s6000", "dell/z9000", "dell/z9500", "dell/s4048-on"),
    *("dell/s5048f-on", "dell/mxl", "dell/m-ioa", "dell/fn-ioa", "dell/c9010"),
    *(
        "dell/powerconnect-8024",
        "dell/powerconnect-m8024-k",
        "dell/powerconnect-8132",
        "dell/powerconnect-8164",
    ),
    *("dell/powerconnect-7024", "dell/powerconnect-7048", "dell/powerconnect-m6348"),
    *(
        "dell/powerconnect-6224",
        "dell/powerconnect-6248",
        "dell/n2000",
        "dell/n3000",
        "dell/n4032",
        "dell/n4064",
    ),
}


def numbers(profile: Profile) -> Iterator[tuple[str, Sourced[Any]]]:
    """Yield every sourced value of a profile with its name."""
    for section in (profile.mtu, profile.dcb):
        for field in fields(section):
            if isinstance(value := getattr(section, field.name), Sourced):
                yield field.name, value


def facts_of(profile_id: str) -> SwitchFacts:
    """Return what the case of a profile reads as, its model not declared."""
    text = (CASES / f"{profile_id.partition('/')[2]}.cfg").read_text("utf-8")
    return switch_facts(SWITCH, ConfigText("configs/sw1.cfg", text), PROFILES)


def test_the_models_that_we_promise_are_there() -> None:
    """The program knows exactly the models that its documentation promises."""
    assert set(PROFILES) == NAMED_BY_US


@pytest.mark.parametrize("profile_id", IDS)
def test_each_number_has_a_source_or_a_reason(profile_id: str) -> None:
    """Every number of a built-in profile is stated: a value with its source in words, or a reason."""
    for name, number in numbers(PROFILES[profile_id]):
        for text in (number.source, *(span.source for span in number.releases)):
            assert len(text) >= 10, name
            assert "does not say" not in text, f"{name} is not stated at all"
            assert not re.search(r"\[[SML][\d:\]]", text), f"{name}: a source is written in words: {text}"


@pytest.mark.parametrize("profile_id", IDS)
def test_each_profile_says_how_to_log_in_and_what_to_collect(profile_id: str) -> None:
    """Every built-in profile has a netmiko device type and read-only commands alone."""
    profile = PROFILES[profile_id]
    assert profile.device_type == {"ftos": "dell_os9", "dnos6": "dell_os6"}[profile.dialect]
    assert "show running-config" in profile.collect
    assert all(command.startswith("show ") for command in profile.collect)


@pytest.mark.parametrize("profile_id", IDS)
def test_a_config_is_recognised_as_its_model_alone(profile_id: str) -> None:
    """A model's case is recognised, without a declared profile, as that model and no other, and is read."""
    facts = facts_of(profile_id)
    assert facts.unknown is None
    assert facts.profile is not None
    assert facts.profile.id == profile_id
    assert facts.identity is not None
    assert re.search("provision|System Description", facts.identity.text)


def test_each_case_is_of_a_profile_and_says_that_it_is_modelled() -> None:
    """There is one case for each profile, each marked as modelled."""
    cases = sorted(CASES.iterdir())
    assert [f"dell/{case.stem}" for case in cases] == IDS
    assert all(case.read_text("utf-8").startswith("! source: modelled.") for case in cases)


@pytest.mark.parametrize("profile_id", IDS)
def test_no_line_of_one_model_is_recognised_as_another(profile_id: str) -> None:
    """Each example line of a profile fits that profile alone."""
    for example in PROFILES[profile_id].examples:
        assert list(recognise(example, PROFILES)) == [profile_id]


def test_a_config_of_two_models_names_both() -> None:
    """A stack of two models is not taken for either."""
    text = "stack-unit 0 provision S4810\nstack-unit 1 provision S4820T\nend\n"
    assert recognise(text, PROFILES) == {"dell/s4810": 1, "dell/s4820t": 2}


def test_text_inside_a_line_is_not_recognised() -> None:
    """A description that quotes a provision line names no model."""
    assert recognise(" description stack-unit 0 provision S4810\n", PROFILES) == {}


@pytest.mark.parametrize("tagged", [True, False])
@pytest.mark.parametrize("profile_id", IDS)
@given(small=st.integers(0, 70_000), step=st.integers(0, 5_000))
def test_a_larger_mtu_never_carries_less(profile_id: str, small: int, step: int, *, tagged: bool) -> None:
    """The IP MTU rises with the platform's number, at both ends of its range, and low is never above high."""
    mtu = PROFILES[profile_id].mtu
    one, other = mtu.ip_mtu(small, tagged=tagged), mtu.ip_mtu(small + step, tagged=tagged)
    assert one.low <= one.high
    assert one.low <= other.low
    assert one.high <= other.high


def test_the_two_families_count_as_their_manuals_say() -> None:
    """Force10 counts the tag inside its number; PowerConnect leaves it open above 1518."""
    force10, powerconnect = PROFILES["dell/s4810"].mtu, PROFILES["dell/powerconnect-8132"].mtu
    assert force10.counts is Counting.FRAME_WITH_TAG
    assert str(force10.ip_mtu(12000, tagged=True)) == "11978"
    assert powerconnect.counts is Counting.FRAME_TAG_OPEN
    assert str(powerconnect.ip_mtu(9216, tagged=True)) == "9194 to 9198"
    assert str(powerconnect.ip_mtu(1518, tagged=True)) == "1500"


def test_queues_are_those_of_the_manuals() -> None:
    """On a 4-queue switch 5, 6 and 7 share a queue; on an 8-queue switch every priority has its own."""
    assert PROFILES["dell/s4810"].dcb.dot1p_queues.value == (0, 0, 0, 1, 2, 3, 3, 3)
    assert PROFILES["dell/s6000"].dcb.dot1p_queues.value == (2, 0, 1, 3, 4, 5, 6, 7)
    assert PROFILES["dell/fn-ioa"].dcb.dot1p_queues.value == (0, 0, 0, 1, 2, 3, 3, 3)
    assert PROFILES["dell/powerconnect-8132"].dcb.dot1p_queues.value is None


def test_tables_that_sources_leave_open_stay_a_choice() -> None:
    """An S4048-ON's queues are unknown, but one of the tables that its manuals print, each of eight priorities."""
    queues = PROFILES["dell/s4048-on"].dcb.dot1p_queues
    assert queues.value is None
    assert (0, 0, 0, 1, 2, 3, 3, 3) in queues.one_of
    assert {len(table) for table in queues.one_of} == {8}
