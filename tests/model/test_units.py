"""Sizes convert exactly, in both directions, and never mix."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.model.profile import Counting, MtuProfile, Sourced
from fabric_check.model.units import FrameBytes, IpMtu, IpMtuRange
from fabric_check.profiles.load import built_in

sizes = st.integers(min_value=0, max_value=70_000)
numbers = st.integers(min_value=594, max_value=12_000)


@given(sizes, st.booleans())
def test_a_frame_that_carries_a_packet_gives_that_packet_back(size: int, tagged: bool) -> None:
    """Packet to frame to packet changes nothing."""
    assert IpMtu(size).frame(tagged=tagged).ip_mtu(tagged=tagged) == IpMtu(size)


@given(sizes)
def test_a_tag_costs_four_bytes(size: int) -> None:
    """The tagged frame of a packet is 4 bytes longer than the untagged one."""
    assert IpMtu(size).frame(tagged=True).bytes - IpMtu(size).frame(tagged=False).bytes == 4


@pytest.mark.parametrize(
    ("ip_mtu", "untagged", "tagged"), [(1500, 1518, 1522), (9000, 9018, 9022), (1400, 1418, 1422)]
)
def test_frames_are_those_of_the_manuals(ip_mtu: int, untagged: int, tagged: int) -> None:
    """The worked numbers of Dell's manuals come out: 1500 is 1518 or 1522, 1400 tagged is 1422."""
    assert (IpMtu(ip_mtu).frame(tagged=False).bytes, IpMtu(ip_mtu).frame(tagged=True).bytes) == (
        untagged,
        tagged,
    )


@pytest.mark.parametrize(
    ("ip_mtu", "ipv6", "payload"),
    [(9000, False, 8972), (1500, False, 1472), (1500, True, 1452), (20, False, 0)],
)
def test_the_ping_payload_is_the_packet_less_its_headers(ip_mtu: int, ipv6: bool, payload: int) -> None:
    """IP MTU less 28, over IPv6 less 48, and never below nothing."""
    assert IpMtu(ip_mtu).ping_payload(ipv6=ipv6) == payload


def test_a_range_upside_down_is_refused() -> None:
    """A low end above the high end is a mistake, not a range."""
    with pytest.raises(ValueError, match="upside down"):
        IpMtuRange(IpMtu(2), IpMtu(1))


@given(st.tuples(sizes, sizes), st.tuples(sizes, sizes))
def test_the_narrowest_of_two_sizes_is_no_larger_than_either(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    """Two hops in a row carry what the smaller carries, whichever comes first."""
    a, b = (IpMtuRange(IpMtu(min(ends)), IpMtu(max(ends))) for ends in (one, other))
    both = a.narrowest(b)
    assert both == b.narrowest(a)
    assert both.low == min(a.low, b.low)
    assert both.high == min(a.high, b.high)


@pytest.mark.parametrize(
    ("profile", "value", "untagged", "tagged"),
    [
        ("dell/s4810", 12000, "11982", "11978"),
        ("dell/s4810", 1554, "1536", "1532"),
        ("dell/s4810", 9216, "9198", "9194"),
        ("dell/powerconnect-8132", 1518, "1500", "1500"),
        ("dell/powerconnect-8132", 9216, "9198", "9194 to 9198"),
    ],
)
def test_each_platform_counts_its_own_way(profile: str, value: int, untagged: str, tagged: str) -> None:
    """9216 on one switch and 9216 on another are different sizes."""
    mtu = built_in()[profile].mtu
    assert str(mtu.ip_mtu(value, tagged=False)) == untagged
    assert str(mtu.ip_mtu(value, tagged=True)) == tagged


@given(st.sampled_from(sorted(built_in())), numbers, numbers, st.booleans())
def test_a_larger_mtu_never_carries_less(profile: str, one: int, other: int, tagged: bool) -> None:
    """Both ends of the size rise with the number, on every model."""
    mtu = built_in()[profile].mtu
    small, large = (mtu.ip_mtu(value, tagged=tagged) for value in sorted((one, other)))
    assert small.low <= large.low
    assert small.high <= large.high


@given(numbers, st.booleans(), st.sampled_from(Counting))
def test_the_arithmetic_in_words_ends_in_the_size(value: int, tagged: bool, counts: Counting) -> None:
    """What a message shows as the calculation is the calculation."""
    unknown: Sourced[int] = Sourced(None, "not stated")
    mtu = MtuProfile(counts, unknown, unknown, unknown, unknown)
    size = mtu.ip_mtu(value, tagged=tagged)
    text = mtu.arithmetic(value, tagged=tagged)
    assert str(size.low) in text
    assert str(size.high) in text


def test_sizes_of_different_kinds_are_never_equal() -> None:
    """An IP MTU of 1500 is not a frame of 1500 bytes."""
    assert IpMtu(1500) != FrameBytes(1500)
