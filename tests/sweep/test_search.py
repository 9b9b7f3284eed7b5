"""The search and the flow over paths in memory: exact, frugal, and silent rather than wrong."""

import contextlib

import pytest
from fake_path import Clock, FakePath
from hypothesis import given, settings
from hypothesis import strategies as st

from fabric_check.probe.agent.errors import InconclusiveError
from fabric_check.probe.agent.flow import IN_FLIGHT, Flow
from fabric_check.probe.agent.greet import hello
from fabric_check.probe.agent.probes import PACE, Event
from fabric_check.probe.agent.rationed import RationedFlow
from fabric_check.probe.agent.search import KNOWN, REPEATS, SMALL, Tally, next_step

LIMITS = st.integers(576, 12000)


def swept(path: FakePath, top: int | None = None, expected: tuple[int, ...] = ()) -> Flow:
    """Return the flow after a whole search of a path."""
    flow = Flow(path, timeout=1.0)
    top = top or path.device_mtu
    assert hello(flow, next_step(flow.tally, top, expected).sizes if expected else ())
    flow.search(top, expected)
    return flow


@pytest.mark.parametrize("first", range(0, 30, 5))
def test_every_limit_without_loss_is_exact_within_60_probes(first: int) -> None:
    """A lossless silent path of any limit is measured to the byte with at most 60 probes, fences counted."""
    for limit in range(SMALL + first, 12001, 30):
        path = FakePath(limit=limit)
        assert swept(path).tally.low == limit
        assert len(path.sent) <= 60, limit


@given(limit=LIMITS, rtt=st.floats(1e-5, 0.24))
def test_a_size_that_the_caller_expects_costs_8_probes(limit: int, rtt: float) -> None:
    """When the caller expects the answer, 8 probes prove it, the next size's repeats included, however late answers are."""
    path = FakePath(limit=limit, rtt=rtt)
    assert swept(path, expected=(limit,)).tally.low == limit
    assert len(path.sent) <= 8
    assert path.sent.count(limit + 1) == (REPEATS if limit < path.device_mtu else 0)


@given(limit=LIMITS, start=st.floats(0, 0.03), length=st.floats(0, 5), expected=st.booleans())
def test_a_path_that_stands_still_for_a_while_is_measured_all_the_same(
    limit: int, start: float, length: float, expected: bool
) -> None:
    """Whenever everything stops for up to 5 time-outs and then goes on, the size is exact, and it is found."""
    path = FakePath(limit=limit, time=Clock(((start, start + length),)))
    flow = Flow(path, timeout=1.0)
    sizes = (limit,) if expected else ()
    while not hello(flow, next_step(flow.tally, 12000, sizes).sizes if sizes else ()):
        assert path.now < start + length
    flow.search(12000, sizes)
    assert flow.tally.low == limit


@pytest.mark.parametrize("limit", KNOWN)
def test_a_known_size_costs_few_probes(limit: int) -> None:
    """A size that equipment is often set to is proven with at most 19 probes although nobody expected it."""
    path = FakePath(limit=limit)
    assert swept(path).tally.low == limit
    assert len(path.sent) <= 19


@pytest.mark.parametrize("limit", [9000, 1500])
def test_the_usual_answers_cost_10_probes(limit: int) -> None:
    """A limit of 9000, or of 1500 between jumbo hosts, is proven with 10 probes that nobody had to ask for."""
    path = FakePath(limit=limit, device_mtu=9000 if limit == 1500 else 9600)
    assert swept(path).tally.low == limit
    assert len(path.sent) == 10


@given(top=st.integers(SMALL + 1, 65535))
def test_a_clear_path_costs_two_round_trips(top: int) -> None:
    """When the largest size passes, two round trips have shown it."""
    path = FakePath(limit=65535, device_mtu=65535, rtt=0.04)
    assert swept(path, top).tally.low == top
    assert path.now < 2 * path.rtt + 0.001
    assert len(path.sent) <= 4


@given(limit=LIMITS)
def test_a_silent_drop_costs_round_trips_not_timeouts(limit: int) -> None:
    """No silent drop is waited for with a time-out: the whole search ends long before one time-out is over."""
    path = FakePath(limit=limit)
    swept(path)
    assert path.now < 0.2


@settings(max_examples=300)
@given(limit=LIMITS, loss=st.sampled_from([0.01, 0.05]), seed=st.integers(0, 2**32), icmp=st.booleans())
def test_random_loss_never_gives_a_wrong_size(limit: int, loss: float, seed: int, icmp: bool) -> None:
    """At up to 5 % loss each way a sweep is exact or says that it does not know."""
    path = FakePath(limit=limit, loss=loss, seed=seed, router="192.0.2.1" if icmp else None)
    with contextlib.suppress(InconclusiveError):
        assert swept(path).tally.low == limit


def test_heavy_loss_is_seldom_inconclusive() -> None:
    """At 5 % loss each way at most one sweep in a hundred stays without an answer, and none has a wrong one."""
    unknown = 0
    for seed in range(400):
        path = FakePath(limit=576 + seed * 28, loss=0.05, seed=seed)
        try:
            assert swept(path).tally.low == path.limit
        except InconclusiveError:
            unknown += 1
    assert unknown <= 4


@settings(max_examples=200)
@given(limit=LIMITS, jitter=st.floats(0, 0.02), twice=st.floats(0, 0.5), seed=st.integers(0, 2**32))
def test_reordered_late_and_double_answers_count_once_and_rightly(
    limit: int, jitter: float, twice: float, seed: int
) -> None:
    """Answers that overtake each other, come late or come twice neither lower nor raise the result."""
    path = FakePath(limit=limit, jitter=jitter, twice=twice, seed=seed)
    assert swept(path).tally.low == limit


@given(limit=LIMITS, hint=st.booleans())
def test_a_routers_word_ends_the_search_early(limit: int, hint: bool) -> None:
    """An ICMP error proves "too big" at once, and the size it names is tried; one without a size still helps."""
    path = FakePath(limit=limit, router="192.0.2.1", hint=hint)
    flow = swept(path)
    assert flow.tally.low == limit
    if limit < path.device_mtu:
        assert flow.tally.refusals[limit + 1][1] == "router 192.0.2.1"
    assert len(path.sent) <= (8 if hint else 60)


@given(limit=st.integers(600, 12000), pieces=st.integers(576, 9000))
def test_answers_in_fragments_are_not_whole(limit: int, pieces: int) -> None:
    """A size whose answer comes back in pieces got there but not back: the result is the largest that came whole."""
    flow = swept(FakePath(limit=limit, fragments=pieces))
    assert flow.tally.low == min(limit, pieces)
    assert bool(flow.fragments) == (limit > pieces)


@pytest.mark.parametrize("queue", [8, 12, 16])
def test_few_large_frames_are_in_flight(queue: int) -> None:
    """A switch that can hold only a few large frames is measured exactly: the rounds are paced."""
    for limit in range(576, 12001, 399):
        path = FakePath(limit=limit, queue=queue, rtt=0.001)
        assert swept(path).tally.low == limit
        assert path.most_in_flight <= IN_FLIGHT


@given(limit=st.integers(576, 11999), after=st.integers(2, 40))
def test_a_target_that_falls_silent_gives_no_size(limit: int, after: int) -> None:
    """A target that stops answering half-way gives no size at all, unless the search was over before."""
    whole = len(swept(FakePath(limit=limit)).probes)
    path = FakePath(limit=limit, silent_after=after)
    if after < whole - 1:
        with pytest.raises(InconclusiveError, match=r"stopped answering|changed"):
            swept(path)


@given(limit=LIMITS, expected=st.lists(st.integers(-9, 70000), max_size=4).map(tuple))
def test_any_expectation_gives_the_same_size(limit: int, expected: tuple[int, ...]) -> None:
    """Whatever the caller expects, sizes that no packet has included, the answer is the path's, and no such packet is sent."""
    path = FakePath(limit=limit)
    assert swept(path, expected=expected).tally.low == limit
    assert min(path.sent) >= SMALL
    assert max(path.sent) <= path.device_mtu


@given(rate=st.integers(20, 10_000), limit=LIMITS)
def test_no_more_probes_leave_than_the_budget_allows(rate: int, limit: int) -> None:
    """With a rate, all flows of a process together keep to it, and the size is as exact."""
    path = FakePath(limit=limit)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PACE, "interval", 1 / rate)
        patch.setattr(PACE, "due", 0.0)
        for _ in range(2):
            assert swept(path).tally.low == limit
        assert path.now >= (len(path.sent) - 1) / rate


def test_loss_beyond_measure_gives_no_size() -> None:
    """A path that loses most of what it carries is called inconclusive or measured rightly, never wrongly."""
    for seed in range(100):
        path = FakePath(limit=9198, loss=0.45, seed=seed)
        flow = Flow(path, 1.0)
        try:
            if hello(flow):
                flow.search(12000)
                assert flow.tally.low == 9198
        except InconclusiveError:
            pass


@settings(max_examples=50)
@given(limit=LIMITS)
def test_rationed_answers_are_never_overspent(limit: int) -> None:
    """With 6 answers at once and 1 a second, the UDP search stays exact and never sends into an empty ration."""
    flow = RationedFlow(RationedPath(limit=limit), 1.0)
    assert hello(flow)
    flow.search(12000)
    assert flow.tally.low == limit


class RationedPath(FakePath):
    """A path whose target rations its answers as Linux does: six, and one more each second."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.ration, self.counted = 6.0, 0.0

    def arrive(self, event: Event) -> None:
        """Answer while the ration lasts."""
        self.ration = min(6.0, self.ration + self.now - self.counted)
        self.counted = self.now
        if self.ration >= 1:
            self.ration -= 1
            super().arrive(event)


def test_nothing_is_done_without_need() -> None:
    """The step after proof is "done", and a proven refusal needs no repeats."""
    tally = Tally()
    tally.passed(1400)
    tally.refused(1401, 1400, "router 192.0.2.1")
    assert next_step(tally, 9000).kind == "done"
    tally.passed(9000)
    assert next_step(tally, 9000).kind == "done"


def test_repeats_grow_with_the_loss_that_was_seen() -> None:
    """A path that lost probes by chance has to lose edge + 1 more often before that counts as a limit."""
    tally = Tally()
    tally.passed(1500)
    assert tally.repeats() == REPEATS + 1
    for _ in range(20):
        tally.passed(1500)
    assert tally.repeats() == REPEATS
    tally.vanished(1400)
    few = tally.repeats()
    tally.vanished(1300, 5)
    assert REPEATS < few < tally.repeats()


def test_a_late_answer_takes_its_loss_back() -> None:
    """A probe that was given up and is answered after all counts as passed, not as lost."""
    path = FakePath()
    flow = Flow(path, 1.0)
    probe = flow.send(1500)
    flow.newest = 0  # as if a later probe had been answered
    flow.expire([probe])
    assert flow.tally.losses == {1500: 1}
    flow.absorb(1.0)
    assert flow.tally.losses == {}
    assert flow.tally.low == 1500
