"""ETS groups that meet what networks ask for, from any groups that were there."""

from hypothesis import given
from hypothesis import strategies as st

from fabric_check.model.dcb import Group
from fabric_check.remedy.dcb.scheme import Demand, groups

FOUR_QUEUES = (0, 0, 0, 1, 2, 3, 3, 3)
EIGHT_QUEUES = (2, 0, 1, 3, 4, 5, 6, 7)


@st.composite
def existing(draw: st.DrawFn) -> tuple[Group, ...]:
    """Return groups as a map may have them: any placement, shares that need not total 100."""
    place = draw(st.lists(st.integers(0, 7), min_size=8, max_size=8))
    return tuple(
        Group(
            number,
            frozenset(p for p in range(8) if place[p] == number),
            draw(st.integers(1, 100)),
            pfc=draw(st.booleans()),
        )
        for number in sorted(set(place))
    )


DEMANDS = st.builds(
    Demand,
    st.frozensets(st.integers(0, 7), min_size=1, max_size=3),
    st.dictionaries(st.integers(0, 7), st.integers(1, 30), max_size=3),
    st.sampled_from([FOUR_QUEUES, EIGHT_QUEUES, None]),
)


@given(st.just(()) | existing(), DEMANDS)
def test_groups_meet_the_demand(now: tuple[Group, ...], demand: Demand) -> None:
    """Each priority is in one group, no queue in two, lossless ones apart from others, and the shares total 100."""
    wanted = groups(now, demand)
    if isinstance(wanted, str):
        assert "leave" in wanted
        return
    assert sorted(p for group in wanted for p in group.priorities) == list(range(8))
    place = {p: group.number for group in wanted for p in group.priorities}
    paused = frozenset(p for group in wanted if group.pfc for p in group.priorities)
    assert paused == demand.paused()
    if demand.queues:
        assert len({(demand.queues[p], place[p]) for p in range(8)}) == len(set(demand.queues))
    assert sum(group.bandwidth or 0 for group in wanted) == 100
    assert all((group.bandwidth or 0) >= 1 for group in wanted)
    for p in demand.lossless & demand.shares.keys():
        mates = next(group for group in wanted if p in group.priorities)
        lossless = mates.priorities & demand.lossless
        assert mates.bandwidth == sum(demand.shares.get(one, 0) for one in lossless)


@given(st.just(()) | existing(), DEMANDS)
def test_groups_that_meet_the_demand_stay(now: tuple[Group, ...], demand: Demand) -> None:
    """What is right already is changed no more."""
    wanted = groups(now, demand)
    if not isinstance(wanted, str):
        assert groups(wanted, demand) == wanted


def test_other_groups_of_a_map_survive() -> None:
    """A lossless class that is moved leaves a group of another class, its number and its share, as they were."""
    now = (
        Group(0, frozenset({0, 1, 2, 4}), 40, pfc=False),
        Group(1, frozenset({3}), 40, pfc=False),
        Group(5, frozenset({5, 6, 7}), 20, pfc=False),
    )
    wanted = groups(now, Demand(frozenset({3}), {3: 40}, FOUR_QUEUES))
    assert not isinstance(wanted, str)
    assert [(g.number, g.priorities, g.bandwidth, g.pfc) for g in wanted] == [
        (0, frozenset({0, 1, 2, 4}), 40, False),
        (1, frozenset({3}), 40, True),
        (5, frozenset({5, 6, 7}), 20, False),
    ]


def test_a_lossy_class_in_the_same_queue_is_no_ones_to_decide() -> None:
    """Where a declared lossy class shares the queue, no groups are made, and the reason names it."""
    demand = Demand(frozenset({5}), {}, FOUR_QUEUES, frozenset({7}))
    assert groups((), demand) == (
        "priority 7 may lose frames and shares a queue with one that must not: declare another priority"
    )
