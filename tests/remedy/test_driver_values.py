"""No value is proposed that a driver does not take."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.remedy.hosts import least_from, takes

SIZES = st.integers(600, 10000)
LISTED = st.builds(
    lambda sizes: {"ValidRegistryValues": [str(one) for one in sizes]},
    st.lists(SIZES, min_size=1, max_size=5),
)
RANGED = st.builds(
    lambda least, more, step: {
        "NumericParameterMinValue": str(least),
        "NumericParameterMaxValue": str(least + more),
        "NumericParameterStepValue": str(step),
    },
    SIZES,
    st.integers(0, 9000),
    st.integers(1, 200),
)


@given(LISTED | RANGED, SIZES)
def test_the_least_value_is_taken_and_is_the_least(row: dict[str, Any], wanted: int) -> None:
    """It is one that the driver takes, and no smaller one that is large enough would be."""
    found = least_from(row, wanted)
    candidates = [one for one in range(wanted, 20000) if takes(row, one)]
    assert found == (candidates[0] if candidates else None)


@pytest.mark.parametrize(
    ("row", "value", "taken"),
    [
        ({"ValidRegistryValues": ["1514", "4088", "9014"]}, 9014, True),
        ({"ValidRegistryValues": ["1514", "4088", "9014"]}, 9000, False),
        ({"NumericParameterMinValue": "600", "NumericParameterMaxValue": "9614"}, 9614, True),
        ({"NumericParameterMinValue": "600", "NumericParameterMaxValue": "9614"}, 9615, False),
        ({"NumericParameterMinValue": "0", "NumericParameterMaxValue": "160", "NumericParameterStepValue": "32"}, 64, True),
        ({}, 9014, True),
    ],
    ids=str,
)  # fmt: skip
def test_values_are_those_of_the_driver(row: dict[str, Any], value: int, taken: bool) -> None:
    """A list names them, a range bounds them; a driver that says nothing is not in the way."""
    assert takes(row, value) is taken
