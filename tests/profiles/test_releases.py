"""What depends on the software release: the order of releases, and what is known without one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.folder.read import ConfigText
from fabric_check.model.intent import Place, Switch
from fabric_check.model.release import release_key
from fabric_check.model.sourced import Span, by_release
from fabric_check.parse.switches import switch_facts
from fabric_check.profiles.load import built_in

PROFILES = built_in()
SWITCH = Switch("sw1", Place(1, 1))


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("9.9(0.0)", "9.10(0.0)"),
        ("8.3.12.0", "9.0(2.0)"),
        ("9.14(2.4)", "9.14(2.4P1)"),
        ("5.1.16.1", "6.2.0.5"),
    ],
)
def test_releases_are_ordered_as_numbers(older: str, newer: str) -> None:
    """9.9 comes before 9.10: releases are compared number by number, never as text."""
    assert release_key(older) < release_key(newer)


@given(st.lists(st.integers(0, 99), min_size=1, max_size=4))
def test_trailing_zeros_do_not_count(numbers: list[int]) -> None:
    """9.10 and 9.10(0.0) are one release."""
    written = ".".join(str(number) for number in numbers)
    assert release_key(written) == release_key(f"{written}(0.0)")


@pytest.mark.parametrize(
    ("release", "maximum"),
    [
        ("9.9(0.0)", 12000),
        ("9.10(0.0)", 9216),
        ("9.10", 9216),
        ("9.14(2.4)", 9216),
        (None, None),
        ("unreadable", None),
    ],
)
def test_the_maximum_of_a_c9010_depends_on_its_release(release: str | None, maximum: int | None) -> None:
    """A C9010 takes 12000 before 9.10(0.0) and 9216 from it on; without a release nothing is concluded."""
    mtu = PROFILES["dell/c9010"].mtu
    assert mtu.maximum_for(release).value == maximum
    assert mtu.at(release).maximum.value == maximum


def test_an_unknown_release_says_what_it_would_decide() -> None:
    """Without a release the reason names both values and where they change."""
    reason = PROFILES["dell/c9010"].mtu.maximum.source
    assert reason == "depends on the release: 12000 below 9.10(0.0), 9216 from 9.10(0.0)"


def test_spans_that_agree_need_no_release() -> None:
    """Where all spans hold one value, that value is known without a release."""
    number = by_release((Span(9216, "the old manual", below="9"), Span(9216, "the new manual", first="9")))
    assert (number.value, number.source) == (9216, "the old manual; the new manual")


def test_a_release_that_no_span_covers_is_unknown() -> None:
    """A release between two spans has no value, and the reason names it."""
    number = by_release((Span(1, "the old manual", below="8"), Span(2, "the new manual", first="9")))
    assert number.at("8.5").value is None
    assert "no source speaks of release 8.5" in number.at("8.5").source


@pytest.mark.parametrize(
    ("profile_id", "release", "head", "default", "maximum"),
    [
        ("dell/c9010", "9.9(0.0)", "linecard 0 provision C9000LC0640", 1554, 12000),
        ("dell/c9010", "9.14(2.4)", "linecard 0 provision C9000LC0640", 1554, 9216),
        ("dell/s6000", "9.0(2.0)", "stack-unit 0 provision S6000", None, 12000),
        ("dell/s6000", "9.12(1.0)", "stack-unit 0 provision S6000", 1554, 12000),
    ],
)
def test_facts_carry_the_profile_of_the_running_release(
    profile_id: str, release: str, head: str, default: int | None, maximum: int
) -> None:
    """What rules see is the model in the release that the config names: plain numbers, and the port's default from them."""
    text = f"! Version {release}\n{head}\n!\ninterface TenGigabitEthernet 0/1\n switchport\n no shutdown\n!\nend\n"
    facts = switch_facts(SWITCH, ConfigText("configs/sw1.cfg", text), PROFILES)
    assert facts.profile is not None
    assert facts.profile.id == profile_id
    assert facts.profile.mtu.maximum.value == maximum
    mtu = facts.ports["TenGigabitEthernet 0/1"].mtu
    assert (mtu.value if mtu else None) == default
