"""A path in memory with a clock of its own: a channel for the engine that loses, delays, reorders and lies as told.

Nothing here waits: the clock moves when the engine waits. So a thousand sweeps of a slow path cost no time.
"""

import heapq
import random
from dataclasses import dataclass, field

from fabric_check.probe.agent.probes import Event


@dataclass
class Clock:
    """The time of one path or of several. *stalls*: from when to when nothing moves; what would have comes at its end."""

    stalls: tuple[tuple[float, float], ...] = ()
    now: float = 0.0

    def moves(self, at: float) -> float:
        """Return when something moves that should at a time."""
        return max([at, *[end for start, end in self.stalls if start <= at < end]])


@dataclass
class FakePath:
    """One path; times in seconds, sizes in bytes, probabilities per probe and direction."""

    limit: int = 9198
    back: int | None = None
    loss: float = 0.0
    rtt: float = 0.0002
    jitter: float = 0.0  # each answer is late by up to this: answers overtake each other
    twice: float = 0.0
    router: str | None = None
    hint: bool = True  # whether the router names its MTU
    fragments: int | None = None  # the way back cuts larger answers into pieces of this
    queue: int | None = None  # large frames that fit into the switch within a round trip
    silent_after: int | None = None  # probes after which nothing is answered any more
    device_mtu: int = 12000
    seed: int = 0
    time: Clock = field(default_factory=Clock)
    sent: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.arrivals: list[tuple[float, int, Event]] = []
        self.recent: list[float] = []
        self.most_in_flight = 0

    @property
    def now(self) -> float:
        """The path's own time."""
        return self.time.now

    @now.setter
    def now(self, at: float) -> None:
        self.time.now = at

    def clock(self) -> float:
        """Return the path's own time."""
        return self.now

    def send(self, index: int, size: int) -> bool:
        """Take one probe, and decide at once what becomes of it."""
        self.sent.append(size)
        self.now += 1e-6
        if size > self.device_mtu:
            return False
        self.recent = [at for at in self.recent if at > self.now - self.rtt]
        if size > 1500:
            self.recent.append(self.now)
        self.most_in_flight = max(self.most_in_flight, len(self.recent))
        dropped = self.silent_after is not None and len(self.sent) > self.silent_after
        dropped |= self.queue is not None and size > 1500 and len(self.recent) > self.queue
        dropped |= self.chance.random() < self.loss or self.chance.random() < self.loss
        if not dropped:
            self.deliver(index, size)
        return True

    def deliver(self, index: int, size: int) -> None:
        """Answer a probe that nothing dropped by chance."""
        if size > self.limit:
            if self.router:
                self.arrive(Event("refused", index, self.limit if self.hint else 0, f"router {self.router}"))
        elif self.fragments and size > self.fragments:
            self.arrive(Event("fragments", index, self.fragments))
        elif self.back is None or size <= self.back:
            self.arrive(Event("passed", index))
            if self.chance.random() < self.twice:
                self.arrive(Event("passed", index))

    def arrive(self, event: Event) -> None:
        """Put an answer on its way."""
        at = self.time.moves(self.now + self.rtt + self.chance.random() * self.jitter)
        heapq.heappush(self.arrivals, (at, len(self.sent), event))

    def wait(self, seconds: float) -> list[Event]:
        """Move the clock to the next arrival, at most by seconds, and return what is there."""
        until = self.now + seconds
        if self.arrivals and self.arrivals[0][0] <= until:
            self.now = max(self.now, self.arrivals[0][0])
        else:
            self.now = until
        events = []
        while self.arrivals and self.arrivals[0][0] <= self.now:
            events.append(heapq.heappop(self.arrivals)[2])
        return events
