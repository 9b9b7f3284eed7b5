"""A flow whose target rations its answers."""

from typing import Any, List, Sequence

from .flow import SHORT_GRACE, Flow
from .probes import PASSED, PENDING, Event, Probe


class RationedFlow(Flow):
    """A flow whose answers are rationed: Linux sends 6 ICMP errors at once and then 1 a second (icmp_ratelimit).

    Silence is free and an answer costs, so a round goes out one probe at a time, largest first, and stops at the
    first answer; nothing is sent unless the ration surely holds an answer, else its silence would look like a limit.
    """

    greeting = False
    BURST = 6.0
    MARGIN = 0.2

    def __init__(self, channel: Any, timeout: float) -> None:
        Flow.__init__(self, channel, timeout)
        self.patience = max(timeout, 5.0)
        self.ration = self.BURST
        self.counted = channel.clock()

    def earn(self) -> None:
        """Add what the passed time earned to the ration: one answer a second, at most six."""
        now = self.channel.clock()
        self.ration = min(self.BURST, self.ration + now - self.counted)
        self.counted = now

    def note(self, event: Event) -> None:
        """Book one event and take its cost off the ration."""
        self.earn()
        Flow.note(self, event)
        if event.kind == "passed":
            self.ration -= 1

    def afford(self, answers: float) -> None:
        """Wait until the ration surely holds that many answers."""
        self.earn()
        while self.ration < answers + self.MARGIN:
            self.absorb(answers + self.MARGIN - self.ration)
            self.earn()

    def pause(self, count: int, last: Probe) -> float:
        """Return how long to wait before the next fence: after the first, as long as an answer takes to earn."""
        return 1.0 + self.MARGIN if count else self.spacing()

    def burst(self, sizes: Sequence[int]) -> bool:
        """Send one round a probe at a time, largest first, until one is answered."""
        batch: List[Probe] = []
        for size in sizes:
            self.afford(1)
            batch.append(self.send(size))
            over = self.channel.clock() + self.spacing() + SHORT_GRACE
            while self.channel.clock() < over and batch[-1].state == PENDING:
                self.absorb(over - self.channel.clock())
            if batch[-1].state == PASSED:
                break
        self.afford(1)
        return self.settle(batch)

    def confirm(self, above: int, edge: int, times: int) -> bool:
        """Confirm as ever, with an answer to spare: edge + 1 might pass after all, and the edge must be heard."""
        self.afford(2)
        return Flow.confirm(self, above, edge, times)
