"""The agent's search, driven in rounds over somebody else's pings: which sizes next, and what the answers mean. No I/O.

Each round ends with a size that gets through: where that one is not answered, nothing of the round counts as too big.
"""

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Any

from fabric_check.probe.agent import blank
from fabric_check.probe.agent.flow import DARK_ROUNDS, MOST_PROBES
from fabric_check.probe.agent.search import SMALL, Step, Tally, next_step
from fabric_check.probe.plan import Pair

PASSED, TOO_BIG, TIMED_OUT = 0, 11009, 11010
"""IP_SUCCESS, IP_PACKET_TOO_BIG and IP_REQ_TIMED_OUT of ipexport.h, as .NET's IPStatus has them too."""
REACHED_NOTHING = {11002: "the network", 11003: "the host", 11004: "the protocol", 11005: "the port"}
HELLOS = 3

Answer = tuple[int, str]
"""A status and who answered."""


class Search:
    """One pair's search. *top*: the largest size to try, the sender's own IP MTU; *own*: the sender's addresses."""

    def __init__(self, pair: Pair, top: int, own: Sequence[str]) -> None:
        self.pair = pair
        self.top = top
        self.own = tuple(own)
        self.tally = Tally()
        self.probes = 0
        self.trouble = ""
        self.verdict = ""
        self.note = ""
        self._dark = 0

    @property
    def unheard(self) -> bool:
        """Whether the target has not answered yet."""
        return not self.tally.passes

    @property
    def overhead(self) -> int:
        """Bytes of a packet that are not a ping's payload."""
        return 48 if ":" in self.pair.receiver.address else 28

    def sizes(self) -> tuple[int, ...]:
        """Return what to send next, in this order; nothing when the search is over."""
        if self.verdict:
            return ()
        if self._dark and self.unheard:
            return (SMALL,) * HELLOS
        step = self._step()
        if step.kind == "done":
            self.verdict = "clear" if self.tally.low >= self.top else "limited"
        elif self.tally.too_lossy() or self.probes > MOST_PROBES:
            self._give_up("too much is lost by chance to tell a limit from loss")
        return () if self.verdict else tuple(self._of(step))

    def _step(self) -> Step:
        return next_step(self.tally, self.top, self.pair.expected)

    def _of(self, step: Step) -> Iterator[int]:
        if step.kind == "burst":
            yield from (*step.sizes, SMALL)
            return
        above, edge = step.sizes
        yield from (above,) * step.times
        # The edge must still pass after the size above it was lost; if it was lost too, a small one tells more.
        yield from (edge, edge, SMALL) if self._dark else (edge,)

    def take(self, sizes: Sequence[int], answers: Sequence[Answer]) -> None:
        """Take a round's answers in."""
        greeted = self.unheard and self._dark
        self.probes += len(sizes)
        for size, (status, who) in zip(sizes, answers, strict=True):
            if status == PASSED:
                self.tally.passed(size)
            elif status == TOO_BIG:
                self.tally.refused(size, None, self._refuser(who))
            elif status in REACHED_NOTHING:
                self.trouble = f"{who or 'this host'} says that {REACHED_NOTHING[status]} cannot be reached"
        if self.unheard and (greeted or self.trouble):
            self.verdict = "unreachable"
            self.note = (
                self.trouble or "ICMP echo is not answered: the target is down, or a firewall drops it"
            )
        elif answers[-1][0] == PASSED:
            self._lost(sizes, answers)
            self._dark = 0
        else:
            self._dark += 1
            if self._dark >= DARK_ROUNDS:
                self._give_up("the target stopped answering")

    def _lost(self, sizes: Sequence[int], answers: Sequence[Answer]) -> None:
        for size, (status, _) in zip(sizes, answers, strict=True):
            if status not in {PASSED, TOO_BIG}:
                self.tally.vanished(size)
        edge = self.tally.low
        before = [status for size, (status, _) in zip(sizes, answers, strict=True) if size == edge]
        if edge > SMALL and edge + 1 in sizes and before and PASSED not in before:
            self._give_up(f"{edge} bytes got through at first and then no more: the path changed")

    def _refuser(self, who: str) -> str:
        return "local-interface" if who in {*self.own, "", "0.0.0.0"} else f"router {who}"  # noqa: S104 - no address of anybody

    def _give_up(self, why: str) -> None:
        self.verdict, self.note = "inconclusive", why

    def result(self, seconds: float) -> dict[str, Any]:
        """Return what was found (schema fabric-check/sweep/1)."""
        found = blank(self.pair.receiver.address)
        found |= {
            "verdict": self.verdict, "local_ip_mtu": self.top, "probes": self.probes, "lost": self.tally.lost(),
            "seconds": round(seconds, 4),
        }  # fmt: skip
        if self.verdict in {"clear", "limited"}:
            found["ip_mtu"] = self.tally.low
        if self.verdict == "limited":
            larger = [size for size in self.tally.refusals if size > self.tally.low]
            who = self.tally.refusals[min(larger)][1] if larger else None
            found |= {"silent": not larger, "limited_by": who or "path"}
        return found


def same_subnet(address: str, own: Sequence[str]) -> int:
    """Return in how many of a host's own subnets (``10.0.0.1/24``) an address is."""
    found = 0
    for one in own:
        try:
            found += ipaddress.ip_address(address) in ipaddress.ip_interface(one).network
        except ValueError:
            continue
    return found
