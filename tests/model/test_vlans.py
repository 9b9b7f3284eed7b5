"""VLAN sets read and write what switches print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.model.vlans import ALL_VLANS, VlanSet

ids = st.sets(st.integers(min_value=1, max_value=4094), max_size=60)


@given(ids)
def test_a_set_survives_being_written_and_read(vlans: set[int]) -> None:
    """The shortest list of ranges reads back as the same set."""
    if vlans:
        assert VlanSet.parse(str(VlanSet.of(vlans))) == VlanSet.of(vlans)


@given(ids, ids)
def test_sets_combine_as_sets_do(one: set[int], other: set[int]) -> None:
    """Union, intersection, difference, membership and size agree with Python's own sets."""
    a, b = VlanSet.of(one), VlanSet.of(other)
    assert set(a | b) == one | other
    assert set(a & b) == one & other
    assert set(a - b) == one - other
    assert len(a) == len(one)
    assert all(vlan in a for vlan in one)


@pytest.mark.parametrize(
    "text", ["", "0", "4095", "5-3", "a", "1,,2", "1-", "-1", "1-999999999999", "1 2", "\u0661"]
)
def test_what_is_no_list_is_refused(text: str) -> None:
    """Anything but rising ranges within 1 to 4094 is an error, not a guess."""
    with pytest.raises(ValueError, match="is not a"):
        VlanSet.parse(text)


def test_all_vlans_are_4094() -> None:
    """A trunk without a list carries 1 to 4094."""
    assert str(ALL_VLANS) == "1-4094"
    assert len(ALL_VLANS) == 4094


@given(st.integers())
def test_an_id_outside_is_in_no_set(vlan: int) -> None:
    """0, 4095 and nonsense are in no set, and asking is no error."""
    assert (vlan in ALL_VLANS) == (1 <= vlan <= 4094)
