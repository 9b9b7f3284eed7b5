"""One flow of probes: their pace, the fences that prove a loss without waiting for it, and the search with them.

Never concludes "too big" from one lost packet, and nothing from silence alone: something sent later must be answered.
"""

from typing import Any, List, Optional, Sequence

from .errors import InconclusiveError
from .probes import PACE, PASSED, PENDING, REFUSED, UNCLEAR, VANISHED, Event, Probe
from .search import SMALL, Tally, next_step

IN_FLIGHT = (
    8  # large frames at once; about 15 overflow a software switch's socket buffer and look like a limit
)
SHORT_GRACE = 0.002  # more than a scheduler's hiccup, less than any time-out
LAST_GRACE = 0.005  # before the final verdict on edge + 1
LATE = 0.25  # in time-outs: until then, what gets through is late rather than lost
MOST_PROBES = 400
DARK_ROUNDS = 3  # rounds in which even the small probes went unanswered, each twice as long as the one before


class Flow:
    """Probes of one flow (fixed addresses and ports) over one channel, searched to the byte.

    *greeting*: whether sizes that are expected to get through may be its first probes.
    """

    greeting = True

    def __init__(self, channel: Any, timeout: float) -> None:
        self.channel = channel
        self.timeout = timeout
        self.patience = timeout  # with a target that answered before
        self.tally = Tally()
        self.probes: List[Probe] = []
        self.rtt = 0.0  # recent worst round trip
        self.lag = 0.0  # how late an overtaken answer has been: the path's reordering
        self.newest = -1  # the latest-sent probe that was answered
        self.fragments = 0  # largest fragment of an answer that came back in pieces, 0 when all came whole
        self.duplicates = 0
        self.dark = 0  # rounds in a row that nothing answered
        self.trouble: Optional[str] = None

    def send(self, size: int) -> Probe:
        """Send one probe, waiting first until few enough frames are in flight."""
        while True:
            now = self.channel.clock()
            if PACE.left(now):
                self.absorb(PACE.left(now))
                continue
            flying = [
                p for p in self.probes[-IN_FLIGHT:] if p.state == PENDING and now - p.sent < self.spacing()
            ]
            if len(flying) < IN_FLIGHT:
                break
            self.absorb(max(1e-5, flying[0].sent + self.spacing() - now))
        if len(self.probes) >= MOST_PROBES:
            raise InconclusiveError(f"gave up after {MOST_PROBES} probes: the answers contradict each other")
        probe = Probe(size, now)
        PACE.took(now)
        self.probes.append(probe)
        if not self.channel.send(len(self.probes) - 1, size):
            probe.state = REFUSED
            self.tally.refused(size, None, "local-interface")
        return probe

    def spacing(self) -> float:
        """Return how long a frame counts as being in flight, seconds."""
        return max(0.001, 1.5 * self.rtt)

    def grace(self) -> float:
        """Return how long an answer may still come after one to a later probe: reordering seen so far, doubled."""
        return max(SHORT_GRACE, self.rtt / 4, 2 * self.lag)

    def absorb(self, wait: float) -> None:
        """Take in whatever arrives within wait seconds; returns after the first arrivals."""
        for event in self.channel.wait(max(0.0, wait)):
            self.note(event)

    def note(self, event: Event) -> None:
        """Book one event; duplicates count for nothing, a late answer takes its loss back."""
        if event.kind == "trouble":
            self.trouble = event.who
            return
        if not 0 <= event.number < len(self.probes):
            return
        probe = self.probes[event.number]
        if probe.state in (PASSED, REFUSED):
            self.duplicates += 1
            return
        now = self.channel.clock()
        if probe.state == VANISHED:
            self.tally.vanished(probe.size, -1)
        probe.heard = now
        if event.kind == "refused":
            probe.state = REFUSED
            self.tally.refused(probe.size, event.value or None, event.who)
            return
        probe.state = PASSED
        self.rtt = max(now - probe.sent, 0.7 * self.rtt)
        if event.number < self.newest:
            self.lag = min(self.timeout, max(self.lag, now - self.probes[self.newest].heard))
        else:
            self.newest = event.number
        if event.kind == "fragments":
            self.fragments = max(self.fragments, event.value)
            self.tally.refused(probe.size, None, "fragments")
        else:
            self.tally.passed(probe.size)

    def hear(self, wait: float) -> bool:
        """Return whether anything of this flow was answered, after waiting for it."""
        over = self.channel.clock() + wait
        while not (self.tally.passes or self.trouble) and self.channel.clock() < over:
            self.absorb(over - self.channel.clock())
        self.absorb(0)  # while this process stood still, answers may have come
        return bool(self.tally.passes)

    def alive(self) -> bool:
        """Return whether a target that answered before still does."""
        self.dark = 0
        while self.dark < DARK_ROUNDS and not self.settle([self.send(SMALL)]):
            self.dark += 1
        return self.dark < DARK_ROUNDS

    def expire(self, batch: List[Probe]) -> None:
        """Count as lost those of a batch that are unanswered and were overtaken; later ones prove nothing."""
        for probe in batch:
            if probe.state == PENDING and self.newest >= 0 and probe.sent <= self.probes[self.newest].sent:
                probe.state = VANISHED
                self.tally.vanished(probe.size)
            elif probe.state == PENDING:
                probe.state = UNCLEAR

    def pause(self, count: int, last: Probe) -> float:
        """Return how long to wait before the next fence when count were sent, behind the last probe."""
        if last.size <= self.tally.low and not self.tally.lost():
            return max(self.spacing(), LATE * self.timeout)
        return float(self.spacing() * 2**count)

    def settle(self, batch: List[Probe], least_grace: float = 0.0) -> bool:
        """Wait until every probe of a batch is answered or overtaken; False when even small probes stay unanswered.

        A fence is the batch's last probe, or a small one sent behind it when the last one stays out: paths keep the
        order of one flow, so what an answered later probe overtook by more than the grace is gone. That costs a
        round trip where waiting for a time-out would cost a second.
        """
        fences = [batch[-1]]
        pauses = 0
        due = self.channel.clock() + self.pause(0, batch[-1])
        end = self.channel.clock() + max(self.patience, 4 * self.rtt) * 2**self.dark
        while any(probe.state == PENDING for probe in batch):
            now = self.channel.clock()
            self.absorb(0)  # what came until then is not lost, however long this process stood still
            heard = [probe.heard for probe in fences if probe.state == PASSED]
            if heard:
                over = min(heard) + max(self.grace(), least_grace)
                if now < over:
                    self.absorb(over - now)
                    continue
                self.expire(batch + fences)
            elif now >= end and pauses:
                for probe in batch + fences:
                    probe.state = UNCLEAR if probe.state == PENDING else probe.state
                return False
            elif now >= due:
                fences.append(self.send(SMALL))
                pauses += 1
                due = now + self.pause(pauses, fences[-1])
            else:
                self.absorb((min(due, end) if pauses else due) - now)
        return True

    def burst(self, sizes: Sequence[int]) -> bool:
        """Send one round, largest first, and settle it."""
        return self.settle([self.send(size) for size in sizes])

    def confirm(self, above: int, edge: int, times: int) -> bool:
        """Send edge + 1 alone, times over, each more than a round trip apart; then the edge, which must still pass."""
        batch = []
        for _ in range(times):
            batch.append(self.send(above))
            over = self.channel.clock() + self.spacing()
            while self.channel.clock() < over and batch[-1].state == PENDING:
                self.absorb(over - self.channel.clock())
            if batch[-1].state == PASSED:
                return self.settle(batch)
        for _ in range(self.tally.repeats() + 1):
            batch.append(self.send(edge))
            if not self.settle(batch, max(LAST_GRACE, self.rtt)):
                return False
            if batch[-1].state == PASSED or self.tally.low != edge:
                return True
        raise InconclusiveError(f"{edge} bytes got through at first and then no more: the path changed")

    def linger(self) -> None:
        """Wait for answers that are only late: a path with much jitter loses nothing."""
        end = self.channel.clock() + self.patience / 2
        while self.channel.clock() < end:
            self.absorb(end - self.channel.clock())

    def search(self, top: int, expected: Sequence[int] = ()) -> None:
        """Find the largest size up to top that passes; the answer is in the tally. Raises InconclusiveError."""
        self.dark = 0
        while self.dark < DARK_ROUNDS:
            step = next_step(self.tally, top, expected)
            if step.kind == "done":
                return
            if self.tally.too_lossy():
                self.linger()
            if self.tally.too_lossy():
                raise InconclusiveError("too much is lost by chance to tell a limit from loss")
            clear = (
                self.confirm(step.sizes[0], step.sizes[1], step.times)
                if step.kind == "confirm"
                else self.burst(step.sizes)
            )
            self.dark = 0 if clear else self.dark + 1
        raise InconclusiveError(
            "the target stopped answering" + (": " + self.trouble if self.trouble else "")
        )
