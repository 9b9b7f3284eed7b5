"""The sweep engine and its agent: the exact path MTU of one path, through silent drops and random loss.

What it is for: measuring, from any Linux host, which IP packet sizes reach a target whole. As a program it reads
requests as JSON lines on standard input and writes answers as JSON lines on standard output; at end of input it dies.
What it never does: write a file, import anything beyond the standard library, change a route, an interface or a
path-MTU cache, or conclude "too big" from one lost packet. It is one file of Python 3.6 syntax, because it travels
through an ssh connection to hosts where nothing is installed; that is why it is longer than the other modules.

Parts, in order: the search (pure), one flow of probes and its timing, the sockets, the measurement, tagged frames, the
NICs' counters, the agent.
All sizes are IP packet lengths in bytes (RFC 791 total length; for IPv6 with the 40-byte header); times are seconds.
"""

import errno
import json
import math
import os
import queue
import random
import select
import socket
import struct
import subprocess
import sys
import threading
import time
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

# ---------------------------------------------------------------- the search: pure, no sockets, no clock

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
        self.passes = {}  # type: Dict[int, int]
        self.losses = {}  # type: Dict[int, int]
        self.refusals = {}  # type: Dict[int, Tuple[Optional[int], Optional[str]]]

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
        if low <= size < high:
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


# ---------------------------------------------------------------- one flow of probes: timing, fences, bookkeeping

PENDING, PASSED, REFUSED, VANISHED, UNCLEAR = "pending", "passed", "refused", "vanished", "unclear"
IN_FLIGHT = (
    8  # large frames at once; about 15 overflow a software switch's socket buffer and look like a limit
)
SHORT_GRACE = 0.002  # more than a scheduler's hiccup, less than any time-out
LAST_GRACE = 0.005  # before the final verdict on edge + 1
HELLOS = (0.25, 0.25, 0.25, 0.25, 0.75)  # waits behind the first probes, in time-outs
EAGER = 0.02  # behind sizes that were only expected to get through
LATE = 0.25  # in time-outs: until then, what gets through is late rather than lost
MOST_PROBES = 400
DARK_ROUNDS = 3  # rounds in which even the small probes went unanswered, each twice as long as the one before
CHECKS = 3  # more probes of a silent flow, each with another flow's answer behind it
CHECK_GRACE = 0.1  # in time-outs: how much later than the other flow's its answer may come


class Event(NamedTuple):
    """What a socket reported: `passed`, `refused` (value: next-hop MTU), `fragments` (value: largest) or `trouble`."""

    kind: str
    number: int
    value: int = 0
    who: Optional[str] = None


class Probe:
    """One packet sent: its size, when it left, what became of it, and when that was known."""

    __slots__ = ("heard", "sent", "size", "state")

    def __init__(self, size: int, sent: float) -> None:
        self.size = size
        self.sent = sent
        self.heard = 0.0
        self.state = PENDING


class InconclusiveError(Exception):
    """The path does not let itself be measured; the text says why."""


class Pace:
    """When the next probe may leave: at most one each *interval*, whatever this process measures; 0 is no limit."""

    def __init__(self) -> None:
        self.interval = 0.0
        self.due = 0.0

    def per_second(self, rate: Optional[float]) -> None:
        """Set the limit, in probes a second."""
        self.interval = 1 / rate if rate else 0.0

    def left(self, now: float) -> float:
        """Return how long the next probe has to wait."""
        return max(0.0, self.due - now) if self.interval else 0.0

    def took(self, now: float) -> None:
        """Count a probe that leaves now."""
        self.due = now + self.interval


PACE = Pace()


class Flow:
    """Probes of one flow (fixed addresses and ports) over one channel, searched to the byte."""

    def __init__(self, channel: Any, timeout: float) -> None:
        self.channel = channel
        self.timeout = timeout
        self.patience = timeout  # with a target that answered before
        self.tally = Tally()
        self.probes = []  # type: List[Probe]
        self.rtt = 0.0  # recent worst round trip
        self.lag = 0.0  # how late an overtaken answer has been: the path's reordering
        self.newest = -1  # the latest-sent probe that was answered
        self.fragments = 0  # largest fragment of an answer that came back in pieces, 0 when all came whole
        self.duplicates = 0
        self.dark = 0  # rounds in a row that nothing answered
        self.trouble = None  # type: Optional[str]

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

    def hello(self, first: Sequence[int] = (), hurry: float = 1.0) -> bool:
        """Return whether the target answers: sizes that are expected to get through, or else small probes.

        Learns the round trip, and gives a neighbour time to resolve. *hurry*: how much of the usual time to spend.
        """
        return not silent_of([self], first, hurry)

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


def silent_of(flows: Sequence[Flow], first: Sequence[int] = (), hurry: float = 1.0) -> List[Flow]:
    """Return those of several flows that nothing answers, as `Flow.hello` says of one; they are waited for together."""
    rounds = [(tuple(first), EAGER)] if first else []
    rounds += [((SMALL,), share * flows[0].timeout * hurry) for share in HELLOS]
    silent = list(flows)
    for sizes, wait in rounds:
        for flow in silent:
            for size in sizes:
                flow.send(size)
        silent = unheard(silent, wait)
        if all(flow.trouble for flow in silent):
            break
    return silent


def silent_beside(flows: Sequence[Flow], other: Flow) -> List[Flow]:
    """Return those of silent flows that stay silent although another flow is answered behind their probes.

    A path or a machine that stands still for a while answers nobody, so by itself no silence counts. Raises
    InconclusiveError when the other flow falls silent too.
    """
    silent = [flow for flow in flows if not flow.trouble]
    for _ in range(CHECKS):
        if silent:
            start = other.channel.clock()
            for flow in silent:
                flow.send(SMALL)
            if not other.alive():
                raise InconclusiveError("what was answered before fell silent as well")
            silent = unheard(silent, max(CHECK_GRACE * other.timeout, other.channel.clock() - start))
    return silent + [flow for flow in flows if flow.trouble]


def unheard(flows: Sequence[Flow], wait: float) -> List[Flow]:
    """Return those of several flows that are not answered within a time; settle the others."""
    over = flows[0].channel.clock() + wait
    heard = [flow for flow in flows if flow.hear(over - flow.channel.clock())]
    for flow in heard:
        flow.settle(list(flow.probes))
    return [flow for flow in flows if flow not in heard]


class RationedFlow(Flow):
    """A flow whose answers are rationed: Linux sends 6 ICMP errors at once and then 1 a second (icmp_ratelimit).

    Silence is free and an answer costs, so a round goes out one probe at a time, largest first, and stops at the
    first answer; nothing is sent unless the ration surely holds an answer, else its silence would look like a limit.
    """

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

    def hello(self, first: Sequence[int] = (), hurry: float = 1.0) -> bool:
        """Return whether the target answers small probes; expected sizes have to wait for the ration."""
        return Flow.hello(self, (), hurry)

    def pause(self, count: int, last: Probe) -> float:
        """Return how long to wait before the next fence: after the first, as long as an answer takes to earn."""
        return 1.0 + self.MARGIN if count else self.spacing()

    def burst(self, sizes: Sequence[int]) -> bool:
        """Send one round a probe at a time, largest first, until one is answered."""
        batch = []  # type: List[Probe]
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


# ---------------------------------------------------------------- sockets

PROBE = 3  # IP_PMTUDISC_PROBE: set DF, ignore the cached path MTU (ip(7))
IP_MTU_DISCOVER, IP_RECVERR, IP_RECVFRAGSIZE = 10, 11, 25  # linux/in.h
IPV6_MTU_DISCOVER, IPV6_RECVERR, IPV6_DONTFRAG, IPV6_RECVFRAGSIZE = 23, 25, 62, 77  # linux/in6.h
SO_RCVBUFFORCE = 33
ORIGIN_ICMP, ORIGIN_ICMP6 = 2, 3  # linux/errqueue.h
ICMP_ECHO, ICMP6_ECHO = (8, 0), (128, 129)  # request, reply
BUFFER = 4 << 20
TRIES = 20  # at sending one packet
CLOSED_PORT = 1  # tcpmux: assigned, and open nowhere
UDP_PORT = 33434  # where traceroute starts, so firewalls that let it through let this through


class AgentError(Exception):
    """A request that cannot be carried out: `unresolved`, `privilege` or `usage`, with a sentence for people."""

    def __init__(self, kind: str, message: str) -> None:
        Exception.__init__(self, message)
        self.kind = kind


class UnreachableError(Exception):
    """The target cannot be reached at all; the text says why."""


class Path(NamedTuple):
    """Where the probes go: addresses, and the interface they leave by with its MTU."""

    family: int
    target: str
    scope: int
    source: str
    interface: Optional[str]
    device: str
    device_mtu: int

    @property
    def v6(self) -> bool:
        """Whether the path is an IPv6 one."""
        return self.family == socket.AF_INET6

    @property
    def header(self) -> int:
        """The IP header's length without options or extension headers."""
        return 40 if self.v6 else 20


def socket_address(path: Path, address: str, port: int) -> Any:
    """Return an address as the path's family of sockets takes it; link-local IPv6 addresses need their scope."""
    return (address, port, 0, path.scope) if path.v6 else (address, port)


def widen(sock: socket.socket) -> None:
    """Let a socket hold more than the system's default until it is read."""
    try:
        sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
    except OSError:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)


def checksum(data: bytes) -> int:
    """Return the Internet checksum (RFC 1071) of data."""
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return int(~total & 0xFFFF)


class Channel:
    """One socket for one kind of probe: sends numbered packets of a wanted size, reports what came of them."""

    overhead = 0  # bytes of the packet that are not payload

    def __init__(self, path: Path, kind: int, protocol: int) -> None:
        self.path = path
        self.clock = time.monotonic  # type: Callable[[], float]
        try:
            self.socket = socket.socket(path.family, kind, protocol)
        except PermissionError:
            raise AgentError("privilege", "no privilege for this kind of socket") from None
        try:
            self.prepare()
        except BaseException:
            self.socket.close()
            raise
        self.socket.setblocking(False)
        self.poll = select.poll()
        self.poll.register(self.socket, select.POLLIN | select.POLLERR)

    def prepare(self) -> None:
        """Set the options that make an honest probe, bind and connect. The kernel never fragments what is sent."""
        sock, path = self.socket, self.path
        options = ()  # type: Tuple[Tuple[int, int], ...]
        if path.v6:
            options = (
                (IPV6_MTU_DISCOVER, PROBE),
                (IPV6_DONTFRAG, 1),
                (IPV6_RECVERR, 1),
                (IPV6_RECVFRAGSIZE, 1),
            )
        else:
            options = ((IP_MTU_DISCOVER, PROBE), (IP_RECVERR, 1), (IP_RECVFRAGSIZE, 1))
        for option, value in options:
            sock.setsockopt(socket.IPPROTO_IPV6 if path.v6 else socket.IPPROTO_IP, option, value)
        widen(sock)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUFFER)
        if path.interface:
            try:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, path.interface.encode() + b"\0")
            except PermissionError:
                raise AgentError("privilege", "binding to an interface needs root or CAP_NET_RAW") from None
        sock.bind(socket_address(path, path.source, 0))
        sock.connect(socket_address(path, path.target, self.port()))

    def port(self) -> int:
        """Return the port to connect to; 0 where the protocol has none."""
        return 0

    def close(self) -> None:
        """Release the socket."""
        self.socket.close()

    def packet(self, index: int, length: int) -> bytes:
        """Return what to hand to the socket for probe number index; length is what the IP header leaves."""
        raise NotImplementedError

    def reply(self, data: bytes) -> Optional[int]:
        """Return the number of the probe that data answers, or None."""
        raise NotImplementedError

    def quoted(self, data: bytes) -> Optional[int]:
        """Return the number of the probe that an ICMP error quotes (its packet without IP header), or None."""
        raise NotImplementedError

    def send(self, index: int, size: int) -> bool:
        """Send probe number index as an IP packet of size bytes; False when this host itself refuses the size."""
        data = self.packet(index, size - self.path.header)
        number = None  # type: Optional[int]
        for _ in range(TRIES):
            try:
                self.socket.send(data)
            except OSError as error:
                number = error.errno
                if number in (errno.EAGAIN, errno.ENOBUFS):
                    select.select([], [self.socket], [], 0.01)
                elif number == errno.EPERM:
                    raise UnreachableError("this host's own firewall drops the probes") from None
                # Once, it is the report of an earlier packet's ICMP error, which is in the error queue as well.
            else:
                return True
        return number != errno.EMSGSIZE

    def wait(self, seconds: float) -> List[Event]:
        """Return what arrives within seconds, without waiting on once something did."""
        if not self.poll.poll(math.ceil(seconds * 1000) if seconds > 0.002 else 0):
            if 0 < seconds <= 0.002:
                select.select([self.socket], [], [], seconds)  # poll counts whole milliseconds
            else:
                return []
        events = []  # type: List[Event]
        while self.read_error(events) or self.read_reply(events):
            pass
        return events

    def read_reply(self, events: List[Event]) -> bool:
        """Read one packet; False when there is none."""
        try:
            data, ancillary, _, _ = self.socket.recvmsg(65600, 256)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a pending ICMP error, reported once; the error queue holds the details
        index = self.reply(data)
        if index is not None:
            sizes = [
                struct.unpack("=i", value[:4])[0]
                for _, kind, value in ancillary
                if kind == self.fragsize_kind
            ]
            events.append(
                Event("fragments", index, max(sizes)) if sizes and max(sizes) else Event("passed", index)
            )
        return True

    @property
    def fragsize_kind(self) -> int:
        """The control message that tells the largest fragment of a reassembled packet."""
        return IPV6_RECVFRAGSIZE if self.path.v6 else IP_RECVFRAGSIZE

    def read_error(self, events: List[Event]) -> bool:
        """Read one entry of the error queue (struct sock_extended_err); False when there is none."""
        try:
            data, ancillary, _, _ = self.socket.recvmsg(2048, 512, socket.MSG_ERRQUEUE)
        except BlockingIOError:
            return False
        except OSError:
            return True
        for level, kind, value in ancillary:
            if (level, kind) not in ((socket.IPPROTO_IP, IP_RECVERR), (socket.IPPROTO_IPV6, IPV6_RECVERR)):
                continue
            number, origin, icmp_type, code, _, info = struct.unpack("=IBBBBI", value[:12])
            if origin in (ORIGIN_ICMP, ORIGIN_ICMP6):
                who = offender(value[16:])
                event = self.judge(self.quoted(data), number, (icmp_type, code), info, who)
                if event:
                    events.append(event)
        return True

    def judge(
        self, index: Optional[int], number: int, icmp: Tuple[int, int], info: int, who: str
    ) -> Optional[Event]:
        """Return the event that an ICMP error about probe index means, or None when it is not about ours."""
        if index is None:
            return None
        if number == errno.EMSGSIZE:
            return Event("refused", index, info if info >= 68 else 0, "router " + who)
        if who == self.path.source:
            return Event(
                "trouble", index, 0, "no neighbour answers for it: nothing on this segment has that address"
            )
        return Event(
            "trouble",
            index,
            0,
            f"{who} answers ICMP type {icmp[0]} code {icmp[1]} ({os.strerror(number)})",
        )


def offender(address: bytes) -> str:
    """Return the address in a sockaddr: who sent an ICMP error."""
    if len(address) < 8:
        return "unknown"
    family = struct.unpack("=H", address[:2])[0]
    if family == socket.AF_INET6:
        return socket.inet_ntop(socket.AF_INET6, address[8:24])
    return socket.inet_ntoa(address[4:8])


class Echo(Channel):
    """ICMP echo (RFC 792, RFC 4443): measures both ways at once, for the answer is as long as the question."""

    def __init__(self, path: Path) -> None:
        self.ident = random.randrange(1, 0x10000)
        self.cookie = struct.pack("!I", random.getrandbits(32))
        self.types = ICMP6_ECHO if path.v6 else ICMP_ECHO
        protocol = socket.IPPROTO_ICMPV6 if path.v6 else socket.IPPROTO_ICMP
        self.raw = False
        try:
            Channel.__init__(self, path, socket.SOCK_DGRAM, protocol)
        except AgentError:
            self.raw = True
            Channel.__init__(self, path, socket.SOCK_RAW, protocol)
            if path.v6:  # ICMP6_FILTER: a bit for each type to block (RFC 3542 3.2)
                blocked = bytearray(b"\xff" * 32)
                struct.pack_into("=I", blocked, 16, 0xFFFFFFFF & ~(1 << (129 - 128)))
                self.socket.setsockopt(protocol, 1, bytes(blocked))
            else:  # ICMP_FILTER of SOL_RAW
                self.socket.setsockopt(255, 1, struct.pack("=I", 0xFFFFFFFF & ~1))

    def packet(self, index: int, length: int) -> bytes:
        """Return an echo request; behind the cookie and the number come zeros, so the checksum costs nothing."""
        body = self.cookie + struct.pack("!I", index)
        head = struct.pack("!BBHHH", self.types[0], 0, 0, self.ident, index & 0xFFFF)
        if self.raw and not self.path.v6:  # elsewhere the kernel fills the checksum in
            head = head[:2] + struct.pack("!H", checksum(head + body)) + head[4:]
        return head + body + bytes(length - 16)

    def reply(self, data: bytes) -> Optional[int]:
        """Return the number in an echo reply that carries our cookie."""
        if self.raw and not self.path.v6:
            data = data[(data[0] & 15) * 4 :]
        return self.number(data, self.types[1])

    def quoted(self, data: bytes) -> Optional[int]:
        """Return the number in our own request; a router may quote its 8 header bytes alone (RFC 792)."""
        if 8 <= len(data) < 16 and data[0] == self.types[0]:
            ident, index = struct.unpack("!HH", data[4:8])
            return int(index) if ident == self.ident or not self.raw else None
        return self.number(data, self.types[0])

    def number(self, data: bytes, kind: int) -> Optional[int]:
        """Return the number behind our cookie, or None for anybody else's echo."""
        if len(data) < 16 or data[0] != kind or data[8:12] != self.cookie:
            return None
        return int(struct.unpack("!I", data[12:16])[0])


class Syn(Channel):
    """TCP SYNs padded to size, to a closed port (RFC 9293 3.10.7.1): the small RST comes back unrationed.

    Each probe of a flow has the same ports, so one member of a port-channel carries them all; they are told apart
    by sequence number. A bound TCP socket keeps the source port ours while we measure.
    """

    STRIDE = 1 << 17  # further than the longest payload: the answer acknowledges SEQ or SEQ + payload

    def __init__(self, path: Path) -> None:
        self.keeper = socket.socket(path.family, socket.SOCK_STREAM)
        self.keeper.bind(socket_address(path, path.source, 0))
        self.source_port = self.keeper.getsockname()[1]
        self.base = random.randrange(1 << 24)
        try:
            Channel.__init__(self, path, socket.SOCK_RAW, socket.IPPROTO_TCP)
        except AgentError:
            self.keeper.close()
            raise
        self.source = socket.inet_pton(path.family, self.socket.getsockname()[0].split("%")[0])
        self.target = socket.inet_pton(path.family, path.target)

    def close(self) -> None:
        """Release both sockets."""
        self.keeper.close()
        Channel.close(self)

    def packet(self, index: int, length: int) -> bytes:
        """Return a SYN of length bytes; zeros behind the header leave the checksum to header and pseudo-header."""
        sequence = (self.base + index * self.STRIDE) & 0xFFFFFFFF
        head = struct.pack("!HHIIBBHHH", self.source_port, CLOSED_PORT, sequence, 0, 5 << 4, 2, 1024, 0, 0)
        # Length and protocol, widened to words: neither width nor order changes a sum of words.
        pseudo = self.source + self.target + struct.pack("!IHH", length, 0, socket.IPPROTO_TCP)
        head = head[:16] + struct.pack("!H", checksum(pseudo + head)) + head[18:]
        return head + bytes(length - 20)

    def reply(self, data: bytes) -> Optional[int]:
        """Return the number of the SYN that a RST or SYN-ACK acknowledges."""
        if not self.path.v6:
            data = data[(data[0] & 15) * 4 :]
        if len(data) < 20 or struct.unpack("!HH", data[:4]) != (CLOSED_PORT, self.source_port):
            return None
        flags = data[13]
        if not flags & 16 or not flags & 6:  # ACK with RST or SYN
            return None
        return self.number(struct.unpack("!I", data[8:12])[0] - 1)

    def quoted(self, data: bytes) -> Optional[int]:
        """Return the number of our own SYN."""
        if len(data) < 8 or struct.unpack("!HH", data[:4]) != (self.source_port, CLOSED_PORT):
            return None
        return self.number(struct.unpack("!I", data[4:8])[0])

    def number(self, sequence: int) -> int:
        """Return the probe's number from its sequence number, or from that plus its payload."""
        return ((sequence - self.base) & 0xFFFFFFFF) // self.STRIDE


class Udp(Channel):
    """UDP datagrams to a closed port (RFC 1122 4.1.3.1): the port unreachable that answers is small, and rationed."""

    def __init__(self, path: Path) -> None:
        self.cookie = struct.pack("!I", random.getrandbits(32))
        Channel.__init__(self, path, socket.SOCK_DGRAM, socket.IPPROTO_UDP)

    def port(self) -> int:
        """Return the closed port."""
        return UDP_PORT

    def packet(self, index: int, length: int) -> bytes:
        """Return a payload with our cookie and the number."""
        return self.cookie + struct.pack("!I", index) + bytes(length - 16)

    def reply(self, data: bytes) -> Optional[int]:
        """Return None: an open port's own answer says nothing about sizes."""
        return None

    def quoted(self, data: bytes) -> Optional[int]:
        """Return the number in our own payload."""
        return int(struct.unpack("!I", data[4:8])[0]) if data[:4] == self.cookie and len(data) >= 8 else None

    def judge(
        self, index: Optional[int], number: int, icmp: Tuple[int, int], info: int, who: str
    ) -> Optional[Event]:
        """Return `passed` for the target's own port unreachable, else what any channel makes of the error."""
        if index is not None and number == errno.ECONNREFUSED and who == self.path.target:
            return Event("passed", index)
        return Channel.judge(self, index, number, icmp, info, who)


# ---------------------------------------------------------------- where the probes go

RTM_GETADDR, RTM_GETROUTE, NLMSG_ERROR, NLMSG_DONE = 22, 26, 2, 3  # linux/rtnetlink.h, linux/netlink.h
RTA_DST, RTA_SRC, RTA_OIF, RTA_PREFSRC = 1, 2, 4, 7
IFA_ADDRESS, IFA_LOCAL = 1, 2  # linux/if_addr.h
REQUEST, DUMP = 1, 0x300  # NLM_F_REQUEST, NLM_F_ROOT | NLM_F_MATCH
SIOCGIFFLAGS, SIOCGIFMTU, SIOCGIFHWADDR, IFF_UP = 0x8913, 0x8921, 0x8927, 1  # linux/sockios.h, linux/if.h


def device_answer(request: int, name: str) -> bytes:
    """Return the answer to an interface ioctl (struct ifreq)."""
    import fcntl  # noqa: PLC0415 - the search runs on Windows too, which has no such module

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        return fcntl.ioctl(sock.fileno(), request, struct.pack("16s16x", name.encode()))


def device_number(request: int, name: str) -> int:
    """Return what an interface ioctl says about a device: its flags or its MTU."""
    answer = device_answer(request, name)
    if request == SIOCGIFFLAGS:
        return int(struct.unpack("=16xH", answer[:18])[0])
    return int(struct.unpack("=16xi", answer[:20])[0])


def route(family: int, target: str, source: Optional[str], interface: Optional[str]) -> Tuple[str, str]:
    """Return the device and the source address that the kernel would use. Raises OSError where there is no route."""
    attributes = [(RTA_DST, socket.inet_pton(family, target))]
    if source:
        attributes.append((RTA_SRC, socket.inet_pton(family, source)))
    if interface:
        attributes.append((RTA_OIF, struct.pack("=I", socket.if_nametoindex(interface))))
    bits = 128 if family == socket.AF_INET6 else 32
    body = struct.pack("=BBBBBBBBI", family, bits, bits if source else 0, 0, 0, 0, 0, 0, 0)
    for kind, value in attributes:
        body += struct.pack("=HH", 4 + len(value), kind) + value  # every length here is a multiple of 4
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as sock:
        sock.send(struct.pack("=IHHII", 16 + len(body), RTM_GETROUTE, 1, 1, 0) + body)
        data = sock.recv(65536)
    kind = struct.unpack("=H", data[4:6])[0]
    if kind == NLMSG_ERROR:
        number = -struct.unpack("=i", data[16:20])[0]
        raise OSError(number, os.strerror(number))
    found = attributes_of(data[16 + 12 :])
    device = socket.if_indextoname(struct.unpack("=I", found[RTA_OIF])[0])
    chosen = socket.inet_ntop(family, found[RTA_PREFSRC]) if RTA_PREFSRC in found else ""
    return device, source or chosen


def attributes_of(data: bytes) -> Dict[int, bytes]:
    """Return netlink attributes (struct rtattr) by kind."""
    found = {}  # type: Dict[int, bytes]
    at = 0
    while at + 4 <= len(data):
        length, kind = struct.unpack("=HH", data[at : at + 4])
        if length < 4:
            break
        found[kind] = data[at + 4 : at + length]
        at += (length + 3) & ~3
    return found


def holder(address: str) -> Optional[str]:
    """Return the interface that has an address; None where this host has no such address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        wanted = socket.inet_pton(family, address)
    except OSError:
        return None
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as sock:
        sock.settimeout(5)
        sock.send(struct.pack("=IHHIIBBBBI", 24, RTM_GETADDR, REQUEST | DUMP, 1, 0, family, 0, 0, 0, 0))
        while True:
            data = sock.recv(65536)
            while len(data) >= 16:
                length, kind = struct.unpack("=IH", data[:6])
                if kind in (NLMSG_DONE, NLMSG_ERROR) or length < 24:
                    return None
                found = attributes_of(data[24:length])
                if found.get(IFA_LOCAL, found.get(IFA_ADDRESS)) == wanted:
                    return socket.if_indextoname(struct.unpack("=I", data[20:24])[0])
                data = data[(length + 3) & ~3 :]


def pinned(source: Optional[str], notes: List[str]) -> Optional[str]:
    """Return the interface that has the source address: else the kernel might send out of another one in its subnet."""
    name = holder(source) if source else None
    if name is None:
        return None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, name.encode() + b"\0")
        except PermissionError:
            notes.append("the kernel chose the interface: binding to one needs root here")
            return None
    return name


def downed() -> List[str]:
    """Return the names of the interfaces that are down, loopback apart."""
    names = [name for _, name in socket.if_nameindex() if name != "lo"]
    return sorted(name for name in names if not device_number(SIOCGIFFLAGS, name) & IFF_UP)


def resolve(target: str, source: Optional[str]) -> List[Tuple[int, str, int]]:
    """Return the target's addresses as (family, address, scope), those of the source's family where one is given."""
    family = 0
    if source:
        try:
            family = socket.AF_INET6 if ":" in source else socket.AF_INET
            socket.inet_pton(family, source)
        except OSError:
            raise AgentError("usage", f"source {source!r} is not an IP address") from None
    try:
        answers = socket.getaddrinfo(target, None, 0, socket.SOCK_DGRAM)
    except (OSError, UnicodeError) as error:
        message = "{} does not resolve: {}".format(target, getattr(error, "strerror", None) or error)
        raise AgentError("unresolved", message) from None
    found = [
        (int(item[0]), str(item[4][0]).split("%")[0], item[4][3] if len(item[4]) == 4 else 0)
        for item in answers
    ]
    kept = [item for item in found if not family or item[0] == family]
    if not kept:
        wanted = "IPv6" if family == socket.AF_INET6 else "IPv4"
        raise AgentError("unresolved", f"{target} has no {wanted} address to go with source {source}")
    return kept


def find_path(target: str, source: Optional[str], interface: Optional[str]) -> Path:
    """Return the path to the target's first address that has a route. Raises UnreachableError or AgentError."""
    if interface:
        try:
            socket.if_nametoindex(interface)
        except OSError:
            raise AgentError("usage", f"there is no interface {interface!r} on this host") from None
        if not device_number(SIOCGIFFLAGS, interface) & IFF_UP:
            raise UnreachableError(f"interface {interface} is down")
    addresses = resolve(target, source)
    if source:
        check_source(addresses[0][0], source, interface)
    why = ""
    for family, address, scope in addresses:
        try:
            device, chosen = route(
                family, address, source, interface or (scope and socket.if_indextoname(scope)) or None
            )
        except OSError as error:
            why = why or str(error.strerror)
            continue
        return Path(
            family,
            address,
            scope,
            chosen or source_of(family, address, scope),
            interface,
            device,
            device_number(SIOCGIFMTU, device),
        )
    only = (
        " (it has IPv6 addresses only)"
        if all(item[0] == socket.AF_INET6 for item in addresses) and ":" not in target
        else ""
    )
    hint = "; down: " + ", ".join(downed()) if downed() else ""
    raise UnreachableError(f"no route to {target}{only}: {why}{hint}")


def check_source(family: int, source: str, interface: Optional[str]) -> None:
    """Raise AgentError unless source is an address of this host; a link-local one is meant on the interface."""
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        scope = socket.if_nametoindex(interface) if interface else 0
        try:
            sock.bind((source, 0, 0, scope) if family == socket.AF_INET6 else (source, 0))
        except OSError as error:
            raise AgentError("usage", f"cannot send from {source}: {error.strerror}") from None


def source_of(family: int, address: str, scope: int) -> str:
    """Return the source address that the kernel picks where its route names none."""
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        sock.connect((address, 9, 0, scope) if family == socket.AF_INET6 else (address, 9))
        return str(sock.getsockname()[0]).split("%")[0]


# ---------------------------------------------------------------- the measurement


class Sweep:
    """One measurement of one target: echo both ways, and on demand one way and further flows."""

    def __init__(
        self, path: Path, asked: Optional[int], timeout: float, expected: Sequence[int], beside: str = ""
    ) -> None:
        self.path = path
        self.asked = asked
        self.timeout = timeout
        self.expected = tuple(expected)
        self.beside = beside
        self.witness = None  # type: Optional[Flow]  # one that was answered: beside it silence counts
        self.top = min(asked or 65535, path.device_mtu, 65535)
        self.flows = []  # type: List[Flow]
        self.notes = []  # type: List[str]

    def flow(self, kind: Callable[[Path], Channel]) -> Flow:
        """Open a flow of one kind of probe; `close` releases it."""
        flow = (RationedFlow if kind is Udp else Flow)(kind(self.path), self.timeout)
        self.flows.append(flow)
        return flow

    def close(self) -> None:
        """Release every socket."""
        for flow in self.flows:
            flow.channel.close()

    def answered(self, flow: Flow, expected: Sequence[int] = (), top: int = 0) -> bool:
        """Return whether a flow is answered; beside one that is, its silence has to be proven."""
        first = next_step(flow.tally, top or self.top, expected).sizes if expected else ()
        found = flow.hello(first) or (self.witness is not None and not silent_beside([flow], self.witness))
        if found and self.witness is None:
            self.witness = flow
        return found

    def run(self, flow: Flow, expected: Sequence[int], top: int = 0) -> Optional[int]:
        """Return the largest size, at most top, that one flow gets through; None when it is not answered at all."""
        if not self.answered(flow, expected, top):
            return None
        flow.search(top or self.top, expected)
        return flow.tally.low

    def small_answers(self) -> Iterator[Flow]:
        """Yield flows whose answers are small: TCP where raw sockets are allowed, then UDP."""
        for kind in (Syn, Udp):
            try:
                yield self.flow(kind)
            except AgentError as error:
                if error.kind != "privilege":
                    raise
                self.notes.append(
                    "no raw sockets here: UDP stands in for TCP, at the pace that its answers are rationed"
                )

    def neighbour(self) -> Optional[Flow]:
        """Return an answered flow to the address that the request names as one that answered before, if it names one.

        Raises InconclusiveError when that is silent now too: then nothing is known of anybody.
        """
        if not self.beside:
            return None
        flow = Flow(Echo(find_path(self.beside, self.path.source, self.path.interface)), self.timeout)
        self.flows.append(flow)
        if not any(flow.hello() for _ in range(DARK_ROUNDS)):
            raise InconclusiveError(f"nothing is answered any more, not even by {self.beside}")
        return flow

    def one_way(self, expected: Sequence[int]) -> Tuple[Optional[int], Optional[Flow]]:
        """Return the forward IP MTU and the flow that measured it, by SYN or else UDP; None and the reason noted."""
        for flow in self.small_answers():
            found = self.run(flow, expected)
            if found is not None:
                return found, flow
        self.notes.append(
            f"neither TCP to port {CLOSED_PORT} nor UDP to port {UDP_PORT} is answered: a firewall drops them"
        )
        return None, None

    def limit(self, flow: Flow) -> Dict[str, Any]:
        """Return what stopped a flow: contract keys `limited_by` and `silent`, with the verdict."""
        low = flow.tally.low
        if low >= self.top:
            capped = self.asked is not None and self.asked > self.path.device_mtu
            return {"verdict": "clear", "silent": False, "limited_by": "local-interface" if capped else None}
        # Any word about a larger size breaks the silence: the one about edge + 1 itself may have been lost.
        larger = [size for size in flow.tally.refusals if size > low]
        who = flow.tally.refusals[min(larger)][1] if larger else None
        by = who if who and who != "fragments" else "path"
        return {"verdict": "limited", "silent": not larger, "limited_by": by}


def blank(target: str) -> Dict[str, Any]:
    """Return a result in which nothing is known (schema fabric-check/sweep/1)."""
    return {
        "schema": "fabric-check/sweep/1", "target": target, "verdict": "unreachable", "ip_mtu": None, "silent": False,
        "limited_by": None, "local_ip_mtu": None, "forward_ip_mtu": None, "reverse_ip_mtu": None,
        "reply_fragmented": False, "flows": 1, "probes": 0, "lost": 0, "seconds": 0.0,
    }  # fmt: skip


def measure(request: Dict[str, Any]) -> Tuple[Dict[str, Any], List[str]]:
    """Measure what a request asks for; return the result and notes for people. Raises AgentError.

    Keys: target; optional source, interface, pin (the source's own interface), max (bytes), timeout (seconds), one_way,
    flows, expected (sizes), rate (probes a second), beside (an address in the same subnet that answered before).
    """
    PACE.per_second(request.get("rate"))
    started = time.monotonic()
    result = blank(str(request["target"]))
    notes = []  # type: List[str]
    pins = []  # type: List[str]
    sweep = None  # type: Optional[Sweep]
    try:
        interface = request.get("interface")
        if request.get("pin") and not interface:
            interface = pinned(request.get("source"), pins)
        path = find_path(str(request["target"]), request.get("source"), interface)
        result["target"], result["local_ip_mtu"] = path.target, path.device_mtu
        sweep = Sweep(
            path, request.get("max"), float(request.get("timeout") or 1.0), request.get("expected") or (),
            str(request.get("beside") or ""),
        )  # fmt: skip
        notes = sweep.notes
        notes += pins
        carry_out(sweep, result, bool(request.get("one_way")), int(request.get("flows") or 1))
    except UnreachableError as error:
        result["verdict"] = "unreachable"
        notes.append(str(error))
    except InconclusiveError as error:
        result["verdict"] = "inconclusive"
        result["ip_mtu"] = None
        notes.append(str(error))
    finally:
        if sweep:
            sweep.close()
            result["probes"] = sum(len(flow.probes) for flow in sweep.flows)
            result["lost"] = sum(flow.tally.lost() for flow in sweep.flows)
        result["seconds"] = round(time.monotonic() - started, 4)
    return result, notes


def carry_out(sweep: Sweep, result: Dict[str, Any], one_way: bool, flows: int) -> None:
    """Fill the result in: echo first, then one way, then further flows."""
    echo = sweep.flow(Echo)
    if not (sweep.answered(echo, sweep.expected) or after_all(sweep, echo)):
        unanswered(sweep, echo, result, one_way)
        return
    echo.search(sweep.top, sweep.expected)
    result["ip_mtu"] = both = echo.tally.low
    result.update(sweep.limit(echo))
    if echo.fragments:
        result["reply_fragmented"] = True
        sweep.notes.append(
            f"answers to larger probes came back in fragments of at most {echo.fragments} bytes: the way there carries them, the way back does not"
        )
    if one_way:
        forward, _ = sweep.one_way((both,))
        apart(result, both, forward, sweep)
    if flows > 1:
        more_flows(sweep, echo, result, flows)


def apart(result: Dict[str, Any], both: int, forward: Optional[int], sweep: Sweep) -> None:
    """Set forward and reverse: echo gives the smaller of the two, so reverse follows where forward is larger."""
    result["forward_ip_mtu"] = forward
    if forward is None:
        return
    if forward > both or forward == sweep.top:
        result["reverse_ip_mtu"] = both
    elif forward < both:
        result.update(sweep.limit(sweep.flows[-1]), ip_mtu=forward)
        sweep.notes.append(
            f"one way carries {forward} bytes but echo both ways {both}: they take different paths, such as members of a port-channel"
        )
    else:
        sweep.notes.append(
            f"the way back carries at least {both} bytes; sweep from the other end for its own limit"
        )


def after_all(sweep: Sweep, echo: Flow) -> bool:
    """Return whether echo is answered after all, once something else is: until then its silence does not count.

    That is the address which answered before, or else the target itself by TCP or UDP.
    """
    if echo.trouble:
        return False
    neighbour = sweep.neighbour()
    found = neighbour is not None and not silent_beside([echo], neighbour)
    for flow in () if found else sweep.small_answers():
        if flow.hello(hurry=0.25):  # the wait for echo has already shown that nothing hurries here
            sweep.witness = flow
            found = not silent_beside([echo], flow)
            break
    sweep.witness = echo if found else sweep.witness
    return found


def unanswered(sweep: Sweep, echo: Flow, result: Dict[str, Any], one_way: bool) -> None:
    """Tell a filtered target from a dead one; with one_way still measure the way there."""
    if echo.trouble:
        raise UnreachableError(echo.trouble)
    flow = sweep.witness
    if flow is None:
        raise UnreachableError(f"nothing answers at {sweep.path.target}: neither ICMP echo nor TCP nor UDP")
    forward = None  # type: Optional[int]
    if one_way:
        flow.search(sweep.top, sweep.expected)
        forward = flow.tally.low
    result["forward_ip_mtu"] = forward
    if forward is not None:
        result.update(sweep.limit(flow))
    if forward is None or forward >= sweep.top:
        raise InconclusiveError(
            "the target is up but does not answer ICMP echo: a filter drops it, or a dead member of a port-channel; "
            + ("only the way there is measured" if one_way else "--one-way measures without echo")
        )
    result["ip_mtu"] = forward
    sweep.notes.append("ICMP echo is filtered: only the way there is measured, the way back is unknown")


def more_flows(sweep: Sweep, echo: Flow, result: Dict[str, Any], flows: int) -> None:
    """Try other port numbers, which other members of a port-channel likely carry; the smallest answer counts."""
    smallest = echo.tally.low
    for number, flow in enumerate(further(sweep, echo, flows - 1), 2):
        flow.search(smallest, (smallest,))
        if flow.tally.low < smallest:
            smallest = flow.tally.low
            result.update(sweep.limit(flow), ip_mtu=smallest)
            sweep.notes.append(
                f"flow {number} of {flows} carries only {smallest} bytes: the members of a port-channel differ"
            )
    result["flows"] = flows
    sweep.notes.append(f"{flows} flows tried: the members of a port-channel are likely, not surely, covered")


def further(sweep: Sweep, echo: Flow, count: int) -> List[Flow]:
    """Return that many more flows that are answered: by TCP, or where that is closed to us by echo.

    Raises InconclusiveError where some are answered and some are not.
    """
    for kind in (Syn, Echo):
        heard, silent = [], []  # type: List[Flow], List[Flow]
        try:
            opened = [sweep.flow(kind) for _ in range(count)]
        except AgentError as error:
            if error.kind != "privilege":
                raise
            opened = []
        for start in range(0, len(opened), IN_FLIGHT):
            group = opened[start : start + IN_FLIGHT]
            quiet = silent_beside(silent_of(group, (echo.tally.low,)), echo)
            heard += [flow for flow in group if flow not in quiet]
            silent += quiet
            if not heard:
                break
        if heard and not silent:
            return heard
        if heard or kind is Echo:
            raise InconclusiveError(
                f"{len(silent)} of {count + 1} flows are not answered at all: a member of a port-channel may be dead"
            )
        sweep.notes.append(
            "TCP is closed to us: further flows differ in their ICMP identifier, which not every switch hashes"
        )
    return []


# ---------------------------------------------------------------- tagged frames: does the tag, and its priority, arrive?

ETHERTYPE = 0x88B5  # for local experiments (IEEE Std 802-2014, 9.2.3): no device gives it a meaning
ETH_P_ALL = 3
SOL_PACKET, PACKET_AUXDATA, AUXDATA_STATUS_VLAN = 263, 8, 0x10  # linux/if_packet.h
AUXDATA = struct.Struct("=IIIHHHH")  # struct tpacket_auxdata
SO_ATTACH_FILTER = 26
MAGIC = b"fabchk1\0"
HEAD = struct.Struct("!8s8sIB")  # magic, nonce, number, whether it is a sized one
LEAST_PAYLOAD = 46  # IEEE 802.3, 3.2.7
MOST_FRAMES = 20000
# Load the EtherType behind the addresses (the kernel has taken the tag away); keep 64 bytes of ours, nothing of others'.
FILTER = ((0x28, 0, 0, 12), (0x15, 0, 1, ETHERTYPE), (6, 0, 0, 64), (6, 0, 0, 0))


def below(device: str) -> str:
    """Return the device that an 802.1Q device lies on, as frames with a tag of our own must not get a second one."""
    for _ in range(4):
        folder = "/sys/class/net/" + device
        try:
            with open(folder + "/uevent") as file:
                if "DEVTYPE=vlan" not in file.read().split():
                    break
            device = next(name[6:] for name in os.listdir(folder) if name.startswith("lower_"))
        except (OSError, StopIteration):
            break
    return device


def end_of(address: str) -> Tuple[str, bytes]:
    """Return the device that frames of an address leave by, and its MAC address. Raises AgentError."""
    device = holder(address)
    if device is None:
        raise AgentError("usage", f"this host has no address {address}")
    device = below(device)
    return device, device_answer(SIOCGIFHWADDR, device)[18:24]


def packet_socket(device: str, protocol: int) -> socket.socket:
    """Return a packet socket on a device. Raises AgentError."""
    try:
        sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    except PermissionError:
        raise AgentError("privilege", "tagged frames need root or CAP_NET_RAW") from None
    if protocol:
        # No filter before the protocol is bound would let others' frames in.
        attach_filter(sock)
        sock.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
        widen(sock)  # long frames of many senders come at once
    sock.bind((device, protocol))
    return sock


def attach_filter(sock: socket.socket) -> None:
    """Let a socket see our frames alone (struct sock_fprog)."""
    import ctypes  # noqa: PLC0415 - for a pointer, here alone

    code = b"".join(struct.pack("=HBBI", *one) for one in FILTER)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("HL", len(FILTER), ctypes.addressof(buffer))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)


class Ears:
    """Listens on several devices until it is asked what came: (number, sized, VLAN, PCP, device) and how often."""

    def __init__(self, nonce: bytes) -> None:
        self.nonce = nonce
        self.heard = {}  # type: Dict[Tuple[int, bool, Optional[int], Optional[int], str], int]
        self.sockets = {}  # type: Dict[str, socket.socket]
        self.last = 0.0
        self.over = False
        self.thread = threading.Thread(target=self.listen, daemon=True)

    def listen(self) -> None:
        """Take frames in until it is over."""
        while self.take_in(0.05) or not self.over:
            pass

    def take_in(self, wait: float) -> bool:
        """Take in a frame of each device that has one; False when none has within the time."""
        ready, _, _ = select.select(list(self.sockets.values()), [], [], wait)
        for device, sock in self.sockets.items():
            if sock in ready:
                self.take(device, *sock.recvmsg(64, 256)[:2])
        return bool(ready)

    def take(self, device: str, data: bytes, ancillary: Any) -> None:
        """Count one frame, if it is ours and of this run."""
        if len(data) < 14 + HEAD.size:
            return
        magic, nonce, number, sized = HEAD.unpack(data[14 : 14 + HEAD.size])
        if magic != MAGIC or nonce != self.nonce:
            return
        tci = None  # type: Optional[int]
        for level, kind, value in ancillary:
            if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                status, _, _, _, _, found, _ = AUXDATA.unpack(value[: AUXDATA.size])
                tci = found if status & AUXDATA_STATUS_VLAN else None
        vlan, pcp = (None, None) if tci is None else (tci & 0xFFF, tci >> 13)
        key = (number, bool(sized), vlan, pcp, device)
        self.heard[key] = self.heard.get(key, 0) + 1
        self.last = time.monotonic()

    def close(self) -> None:
        """Stop listening, once what came is taken in."""
        self.over = True
        if self.thread.is_alive():
            self.thread.join()
        for sock in self.sockets.values():
            sock.close()


EARS = []  # type: List[Ears]


def listen(request: Dict[str, Any]) -> Dict[str, Any]:
    """Begin to listen where the `addresses` are; return each one's MAC address, or why there is none."""
    while EARS:
        EARS.pop().close()
    ears = Ears(bytes.fromhex(str(request["nonce"])))
    macs, refused = {}, {}
    for address in request["addresses"]:
        try:
            device, mac = end_of(str(address))
            if device not in ears.sockets:
                ears.sockets[device] = packet_socket(device, ETH_P_ALL)
            macs[address] = mac.hex()
        except (AgentError, OSError) as error:
            refused[address] = str(error)
    EARS.append(ears)
    if ears.sockets:
        ears.thread.start()
    return {"macs": macs, "refused": refused}


def speak(request: Dict[str, Any]) -> Dict[str, Any]:
    """Send the `frames`, each `times` over, at most `rate` a second; return which were refused, and why, by number.

    Then each of `behind` (target and source) is asked for an echo, which comes behind the frames: return who is `silent`.
    """
    PACE.per_second(request.get("rate"))
    nonce, refused = bytes.fromhex(str(request["nonce"])), {}
    sockets = {}  # type: Dict[str, socket.socket]
    frames = [one for turn in range(int(request.get("times") or 1)) for one in request["frames"]]
    try:
        for one in frames[:MOST_FRAMES]:
            wait = PACE.left(time.monotonic())
            if wait:
                time.sleep(wait)
            PACE.took(time.monotonic())
            try:
                device, mac = end_of(str(one["source"]))
                if device not in sockets:
                    sockets[device] = packet_socket(device, 0)
                sockets[device].send(tagged_frame(one, mac, nonce))
            except (AgentError, OSError) as error:
                refused[str(one["number"])] = str(error)
    finally:
        for sock in sockets.values():
            sock.close()
    silent = []  # type: List[str]
    for target, source in request.get("behind") or ():
        asked = {"target": target, "source": source, "pin": True, "max": SMALL, "rate": request.get("rate")}
        found, _ = measure(asked)
        if found["verdict"] != "clear":
            silent.append(target)
    return {"refused": refused, "silent": silent}


def tagged_frame(one: Dict[str, Any], mac: bytes, nonce: bytes) -> bytes:
    """Return a frame with an 802.1Q tag; `size` is its payload, as long as an IP packet of that size."""
    size = int(one.get("size") or 0)
    head = HEAD.pack(MAGIC, nonce, int(one["number"]), bool(size))
    payload = head + bytes(max(size, LEAST_PAYLOAD) - len(head))
    tag = struct.pack("!HHH", 0x8100, int(one["pcp"]) << 13 | int(one["vlan"]), ETHERTYPE)
    return bytes.fromhex(str(one["to"])) + mac + tag + payload


def heard(request: Dict[str, Any]) -> Dict[str, Any]:
    """Stop listening once nothing has come for `wait` seconds; return what came: rows of Ears.heard with the count."""
    if not EARS:
        raise AgentError("usage", "nobody listens")
    ears = EARS.pop()
    ears.last = max(ears.last, time.monotonic())
    while time.monotonic() < ears.last + float(request.get("wait") or 0.2):
        time.sleep(0.02)
    ears.close()
    return {"frames": [[*key, count] for key, count in ears.heard.items()]}


# ---------------------------------------------------------------- counters

TELLING = (
    "paus", "pfc", "xoff", "xon", "prio", "discard", "drop", "err", "oversize", "too_long", "jabber", "length",
    "out_of_buffer",
)  # fmt: skip


def counters(request: Dict[str, Any]) -> Dict[str, Any]:
    """Return what `ethtool -S` says of the `interfaces`: the lines that tell of pauses and of lost or oversize frames."""
    found, refused = {}, {}
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    for name in request["interfaces"]:
        try:
            done = subprocess.run(
                ["ethtool", "-S", str(name)], check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, timeout=10, env=dict(os.environ, PATH=path, LC_ALL="C"),
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            refused[name] = str(error)
            continue
        lines = done.stdout.decode("utf-8", "replace").splitlines()
        if done.returncode:
            refused[name] = " ".join(lines)[:200]
        else:
            found[name] = "\n".join(line for line in lines if any(word in line.lower() for word in TELLING))
    return {"ethtool_S": found, "refused": refused}


# ---------------------------------------------------------------- the agent

VERSION = 1
OTHERS = {"listen": listen, "speak": speak, "heard": heard, "counters": counters}


def answer(line: str) -> Dict[str, Any]:
    """Return the reply to one request line: `result` and `notes`, or `error` with its type and message."""
    number = None
    try:
        request = json.loads(line)
        number = request.get("id")
        if request.get("op") == "hello":
            return {"id": number, "agent": VERSION, "python": list(sys.version_info[:3])}
        if request.get("op") in OTHERS:
            return {"id": number, "result": OTHERS[request["op"]](request)}
        if request.get("op") != "sweep":
            known = ", ".join(["hello", "sweep", *sorted(OTHERS)])
            raise AgentError("usage", "unknown op {!r}; known are {}".format(request.get("op"), known))
        result, notes = measure(request)
    except AgentError as error:
        return {"id": number, "error": {"type": error.kind, "message": str(error)}}
    except Exception as error:  # one bad request must not end the agent
        return {
            "id": number,
            "error": {"type": "internal", "message": f"{type(error).__name__}: {error}"},
        }
    return {"id": number, "result": result, "notes": notes}


def read_lines(lines: "queue.Queue[str]") -> None:
    """Queue standard input's lines; at its end the connection is gone, and the process goes with it at once."""
    for line in sys.stdin:
        if line.strip():
            lines.put(line)
    os._exit(0)


def serve() -> None:
    """Answer requests one by one until standard input ends."""
    lines = queue.Queue()  # type: queue.Queue[str]
    threading.Thread(target=read_lines, args=(lines,), daemon=True).start()
    while True:
        sys.stdout.write(json.dumps(answer(lines.get())) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
