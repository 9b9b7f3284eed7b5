"""The search for the largest size that passes: what is known of a path, and what to try next. No sockets, no clock.

All sizes here and in its siblings are IP packet lengths in bytes (RFC 791 total length; for IPv6 with the 40-byte header).
"""

import math
from typing import Dict, List, NamedTuple, Optional, Sequence, Tuple

# Sizes that equipment is really set to: the IPv6 minimum, Ethernet, RoCE payloads of 4096 with and without headers,
# jumbo, and what switches make of 9216, 9600 and 12000 when tag, header and FCS are counted or not.
KNOWN = (1280, 1500, 4096, 4192, 9000, 9194, 9198, 9216, 9600, 11978, 11982)
# Steps between far-apart known sizes, so that three rounds of at most a dozen probes reach the byte.
STEPS = (2700, 5800, 7400, 10800)
# Tried first, right behind the largest size: the two answers that most limited paths give.
USUAL = (9000, 1500)
SMALL = 64  # fits every link: the smallest IPv4 link carries 68 (RFC 791), IPv6 1280 (RFC 8200)
ROUND = 16  # most sizes in one round
REPEATS = (
    5  # losses in a row that prove "too big" on a path where nothing else was lost (RFC 8899 asks for 3)
)
ENOUGH = 10  # answered probes, none lost, after which a path is hardly a lossy one
MOST_REPEATS = 40
DOUBT = 1e-6  # wanted probability that loss alone explains them, on a path where probes were lost


class Tally:
    """What is known of one path: per size, how many probes passed, vanished, or were refused for certain."""

    def __init__(self) -> None:
        self.passes: Dict[int, int] = {}
        self.losses: Dict[int, int] = {}
        self.refusals: Dict[int, Tuple[Optional[int], Optional[str]]] = {}

    @property
    def low(self) -> int:
        """The largest size that got through; 0 while none did."""
        return max(self.passes) if self.passes else 0

    def high(self, top: int) -> int:
        """Return the smallest size above `low` that did not get through, or top + 1."""
        low = self.low
        return min([s for s in list(self.losses) + list(self.refusals) if s > low] + [top + 1])

    def passed(self, size: int) -> None:
        """Count a probe whose answer came back whole."""
        self.passes[size] = self.passes.get(size, 0) + 1

    def vanished(self, size: int, count: int = 1) -> None:
        """Count a probe that a later one overtook without an answer; -1 takes it back when the answer was late."""
        self.losses[size] = self.losses.get(size, 0) + count
        if not self.losses[size]:
            del self.losses[size]

    def refused(self, size: int, hint: Optional[int], who: Optional[str]) -> None:
        """Note proof that size is too big; hint is the MTU that the refuser named, who the refuser."""
        self.refusals[size] = (hint, who)

    def lost(self) -> int:
        """Return how many probes were lost by chance: they vanished although their size gets through."""
        return sum(count for size, count in self.losses.items() if size <= self.low)

    def repeats(self, trusted: bool = False) -> int:
        """Return how many losses of one size, with no answer, are told apart from chance on this path.

        A path that lost nothing so far may still be a lossy one: the fewer probes have shown that, the more repeats.
        trusted says that the caller expected this very size, so that few repeats are enough.
        """
        lost, passed = self.lost(), sum(self.passes.values())
        if not lost:
            return REPEATS if trusted or passed >= ENOUGH else REPEATS + 1
        # The estimated rate and twice its own error, for few losses are a poor estimate.
        rate = min(0.9, (lost + 2 * math.sqrt(lost) + 1.0) / (lost + passed + 2.0))
        return int(min(MOST_REPEATS, max(REPEATS + 1, math.ceil(math.log(DOUBT) / math.log(rate)))))

    def too_lossy(self) -> bool:
        """Return whether so much is lost that no number of affordable repeats would prove a limit."""
        lost = self.lost()
        return lost >= 12 and lost > sum(self.passes.values())


class Step(NamedTuple):
    """What to do next: `burst` (sizes, largest first), `confirm` (edge + 1, edge, and how often), or `done`."""

    kind: str
    sizes: Tuple[int, ...] = ()
    times: int = 0


def next_step(tally: Tally, top: int, expected: Sequence[int] = ()) -> Step:
    """Return the next step of the search for the largest size that passes, at most top.

    expected are sizes that the caller has reason to believe in (what the configs say); they are tried first.
    """
    low, high = tally.low, tally.high(top)
    if low >= top:
        return Step("done")
    if high == low + 1:
        missing = 0 if high in tally.refusals else tally.repeats(low in expected) - tally.losses[high]
        return Step("confirm", (high, low), missing) if missing > 0 else Step("done")
    hints = [hint for hint, _ in tally.refusals.values() if hint]
    for size in list(expected) + sorted(hints):
        if max(low, SMALL) <= size < high:
            return _burst(low, high, size + 1, size)
        if size == top and high > top:
            return Step("burst", (top,))
    if high > top:
        usual = [size for size in USUAL if low < size < top][:1]
        return _burst(low, high, top, *[size + extra for size in usual for extra in (1, 0)])
    inside = [size for size in sorted(KNOWN + STEPS) if low < size < high]
    if inside:
        return _burst(low, high, inside[len(inside) // 3], inside[len(inside) * 2 // 3])
    if low in KNOWN:
        return Step("burst", (low + 1,))
    return _burst(low, high, *_spread(low, high))


def _burst(low: int, high: int, *sizes: int) -> Step:
    """Return a burst of the sizes strictly between low and high: largest first, so the last sent passes most likely."""
    return Step("burst", tuple(sorted({size for size in sizes if low < size < high}, reverse=True)))


def _spread(low: int, high: int) -> List[int]:
    """Return evenly spread sizes between low and high: as few rounds as ROUND allows, then as few sizes as those need."""
    unknown = high - low - 1
    rounds = 1
    while (ROUND + 1) ** rounds <= unknown:
        rounds += 1
    count = 1
    while (count + 1) ** rounds <= unknown:
        count += 1
    return [low + (high - low) * number // (count + 1) for number in range(1, count + 1)]
