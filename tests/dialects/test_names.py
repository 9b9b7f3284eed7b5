import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.dialects import dnos6, ftos
from fabric_check.dialects.dnos6 import names as dnos6_names
from fabric_check.dialects.ftos import names as ftos_names

NUMBER = st.integers(0, 400)
FTOS_NAMES = st.one_of(
    st.tuples(st.sampled_from(ftos_names.PHYSICAL), NUMBER, NUMBER).map(lambda p: f"{p[0]} {p[1]}/{p[2]}"),
    st.tuples(st.sampled_from(ftos_names.PHYSICAL), NUMBER, NUMBER, NUMBER).map(
        lambda p: f"{p[0]} {p[1]}/{p[2]}/{p[3]}"
    ),
    st.tuples(st.sampled_from(ftos_names.LOGICAL), NUMBER).map(lambda p: f"{p[0]} {p[1]}"),
)
DNOS6_KINDS = {short: long for long, short in dnos6_names.PHYSICAL.items()}
DNOS6_NAMES = st.one_of(
    st.tuples(st.sampled_from(sorted(DNOS6_KINDS)), NUMBER, NUMBER, NUMBER).map(
        lambda p: f"{p[0]}{p[1]}/{p[2]}/{p[3]}"
    ),
    st.tuples(NUMBER, st.sampled_from(["g", "xg"]), NUMBER).map(lambda p: f"{p[0]}/{p[1]}{p[2]}"),
    st.tuples(st.sampled_from(dnos6_names.LOGICAL), NUMBER).map(lambda p: f"{p[0]} {p[1]}"),
)
PORT_LISTS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 40), st.integers(0, 9)), min_size=1, max_size=6
)


def respelled(data: st.DataObject, kind: str, numbers: str, shortest: int) -> str:
    """Return a name as somebody might type it: shortened, in any case, spaced or not, zeros before numbers."""
    short = kind[: data.draw(st.integers(shortest, len(kind)))]
    cased = "".join(data.draw(st.sampled_from([letter.lower(), letter.upper()])) for letter in short)
    blanks = data.draw(st.sampled_from(["", " ", "  ", "\t"]))
    zero = data.draw(st.sampled_from(["", "0"]))
    return f"{data.draw(st.sampled_from(['', ' ']))}{cased}{blanks}{zero}{numbers} "


def shortest(kind: str, kinds: list[str]) -> int:
    """Return how many letters, two or more, tell a kind from all others."""
    for length in range(2, len(kind)):
        if sum(other.lower().startswith(kind[:length].lower()) for other in kinds) == 1:
            return length
    return len(kind)


@given(name=FTOS_NAMES, data=st.data())
def test_ftos_names_round_trip(name: str, data: st.DataObject) -> None:
    """However a Force10 interface is abbreviated, cased and spaced, its one name comes back."""
    kind, _, numbers = name.partition(" ")

    assert ftos.canonical(name) == name
    assert ftos.canonical(respelled(data, kind, numbers, shortest(kind, list(ftos_names.KINDS)))) == name


@given(name=DNOS6_NAMES, data=st.data())
def test_dnos6_names_round_trip(name: str, data: st.DataObject) -> None:
    """However a PowerConnect interface is abbreviated, cased and spaced, its one name comes back."""
    position = next(index for index, letter in enumerate(name) if letter.isdigit())
    kind, numbers = name[:position].strip(), name[position:]
    long = DNOS6_KINDS.get(kind, kind or "ethernet")
    kinds = [*dnos6_names.PHYSICAL, *dnos6_names.LOGICAL, "ethernet"]

    assert dnos6.canonical(name) == name
    assert dnos6.canonical(respelled(data, long, numbers, shortest(long, kinds))) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("te0/17", "TenGigabitEthernet 0/17"),
        ("Te 0/48", "TenGigabitEthernet 0/48"),
        ("ten 1/49/1", "TenGigabitEthernet 1/49/1"),
        ("Fo 0/48", "fortyGigE 0/48"),
        ("Tf 1/5", "twentyFiveGigE 1/5"),
        ("tw1/5", "twentyFiveGigE 1/5"),
        ("Hu 1/49", "hundredGigE 1/49"),
        ("po100", "Port-channel 100"),
        ("Vl 110", "Vlan 110"),
        ("Ma 0/0", "ManagementEthernet 0/0"),
    ],
)
def test_ftos_short_forms(typed: str, name: str) -> None:
    """What Force10 switches show and take for short is understood."""
    assert ftos.canonical(typed) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ethernet 1/xg12", "1/xg12"),
        ("eth 1/XG12", "1/xg12"),
        ("1/g1", "1/g1"),
        ("ch1", "port-channel 1"),
        ("Po1", "port-channel 1"),
        ("te1/0/1", "Te1/0/1"),
        ("tengigabitethernet 1/0/1", "Te1/0/1"),
        ("Fo 1/1/2", "Fo1/1/2"),
        ("vlan 1 1", "vlan 1"),
    ],
)
def test_dnos6_short_forms(typed: str, name: str) -> None:
    """What PowerConnect switches of three generations show and take for short is understood."""
    assert dnos6.canonical(typed) == name


@pytest.mark.parametrize(
    "name",
    ["", "Te", "0/1", "Te 0", "Te 0/1/2/3", "Po 0/1", "Vlan 1-2", "te 0/x", "t 0/1", "Ten٣/1", "Te 0/²"],
)
def test_ftos_refuses_what_is_no_name(name: str) -> None:
    """A text that names no Force10 interface is refused in words, never taken for another one."""
    with pytest.raises(ValueError, match="FTOS interface"):
        ftos.canonical(name)


@pytest.mark.parametrize(
    "name", ["", "Te", "Te1/1", "1/0/1", "Te1/0/1-2", "g1", "1/yg1", "port-channel 1/2", "Te1/0/٣", "t1/0/1"]
)
def test_dnos6_refuses_what_is_no_name(name: str) -> None:
    """A text that names no PowerConnect interface is refused in words, never taken for another one."""
    with pytest.raises(ValueError, match=r"interface"):
        dnos6.canonical(name)


@given(ranges=PORT_LISTS, data=st.data())
def test_ftos_lists_round_trip(ranges: list[tuple[int, int, int]], data: st.DataObject) -> None:
    """A list of ranges, units written once or each time, names exactly its ports, in order."""
    parts, expected, unit_before = [], [], None
    for unit, first, more in ranges:
        expected += [f"TenGigabitEthernet {unit}/{port}" for port in range(first, first + more + 1)]
        prefix = "" if unit == unit_before and data.draw(st.booleans()) else f"{unit}/"
        last = f"{data.draw(st.sampled_from(['', f'{unit}/']))}{first + more}"
        dash = data.draw(st.sampled_from(["-", " - "]))
        parts.append(f"{prefix}{first}{f'{dash}{last}' if more or data.draw(st.booleans()) else ''}")
        unit_before = unit
    kind = data.draw(st.sampled_from(["TenGigabitEthernet ", "te", "ten "]))

    listed = ftos_names.parse_list(kind + data.draw(st.sampled_from([",", ", ", " , "])).join(parts))

    assert list(listed) == expected


@given(ranges=PORT_LISTS, data=st.data())
def test_dnos6_lists_round_trip(ranges: list[tuple[int, int, int]], data: st.DataObject) -> None:
    """A range as typed, the kind written once or each time, names exactly its ports, in order."""
    parts, expected = [], []
    for unit, first, more in ranges:
        expected += [f"Te{unit}/0/{port}" for port in range(first, first + more + 1)]
        kind = "te" if not parts or data.draw(st.booleans()) else ""
        last = data.draw(st.sampled_from(["", f"{unit}/0/", f"Te{unit}/0/"]))
        parts.append(f"{kind}{unit}/0/{first}" + (f"-{last}{first + more}" if more else ""))

    listed = dnos6_names.parse_list(data.draw(st.sampled_from([",", ", "])).join(parts))

    assert list(listed) == expected


@pytest.mark.parametrize(
    "text", ["", "te", "te 0/5-3", "te 0/1-1/3", "te 0/1 0/2", "te 0/1,,2", "te 5", "po 0/1", "macro rack"]
)
def test_ftos_refuses_what_is_no_list(text: str) -> None:
    """A list that cannot be read exactly is refused whole: a part of it would be another list."""
    with pytest.raises(ValueError, match=r"."):
        ftos_names.parse_list(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "te",
        "Te1/0/5-3",
        "Te1/0/1-2/0/3",
        "Te1/0/1-Gi1/0/3",
        "1/g1-2/g4",
        "1/g1-1/xg4",
        "Te1/0/1,,2",
        "all",
    ],
)
def test_dnos6_refuses_what_is_no_list(text: str) -> None:
    """A typed range that cannot be read exactly is refused whole."""
    with pytest.raises(ValueError, match=r"."):
        dnos6_names.parse_list(text)
