"""Hosts are not trusted: whatever one answers, there is no traceback, and no file that `check` could not read."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fabric_check.probe import agent, frames
from fabric_check.probe.host import HostError, checked
from fabric_check.probe.plan import End, Pair, Tag

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=7) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
SWEEPS = st.fixed_dictionaries({}, optional=dict.fromkeys(agent.blank(""), JSON))
PAIRS = [
    Pair("n", End(one, "e", f"10.0.0.{one}"), End(other, "e", f"10.0.0.{other}"), (), 1, Tag(5, 3, 9000))
    for one, other in (("1", "2"), ("2", "1"))
]


@given(SWEEPS | JSON)
def test_any_sweep_is_checked(said: Any) -> None:
    """It is refused, or it has a sweep's keys, of a sweep's kinds."""
    try:
        found = checked(said, "10.0.0.2")
    except HostError:
        return
    assert set(found) == set(agent.blank(""))
    assert found["verdict"] in {"clear", "limited", "unreachable", "inconclusive"}


def test_an_honest_sweep_stays_as_it_is() -> None:
    """Nothing of it is lost on the way."""
    honest = agent.blank("10.0.0.2") | {"verdict": "limited", "ip_mtu": 9194, "probes": 8, "seconds": 0.02}
    assert checked(honest, "10.0.0.2") == honest


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "macs": JSON | st.just({"10.0.0.1": "02fc00000000", "10.0.0.2": "02fc00000001"}),
            "refused": JSON | st.just({}),
            "silent": JSON | st.just([]),
            "frames": JSON | st.lists(st.tuples(st.integers(0, 1), *[JSON] * 5).map(list)),
        },
    )
    | JSON
)
def test_any_word_of_tagged_frames_is_checked(said: Any) -> None:
    """What came of the frames is told in numbers of a tag's range, or not at all."""

    def ask(_: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"result": said, "error": said}

    with ThreadPoolExecutor(2) as executor:
        for _, found in frames.measure({"1": ask, "2": ask}, dict.fromkeys(PAIRS, True), 500, executor):
            if isinstance(found, str):
                assert found
                continue
            json.dumps(found)
            assert found["got_vlan"] is None or 0 <= found["got_vlan"] < 4096
            assert found["got_pcp"] is None or 0 <= found["got_pcp"] < 8
