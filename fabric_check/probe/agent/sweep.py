"""One measurement's flows to one target, each searched to the byte, and what stopped them."""

from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, Tuple

from .channel import Channel, Path
from .echo import Echo
from .errors import AgentError, InconclusiveError
from .flow import DARK_ROUNDS, Flow
from .greet import hello, silent_beside
from .one_way import CLOSED_PORT, UDP_PORT, Syn, Udp
from .paths import find_path
from .rationed import RationedFlow
from .search import next_step


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
        self.witness: Optional[Flow] = None  # one that was answered: beside it silence counts
        self.top = min(asked or 65535, path.device_mtu, 65535)
        self.flows: List[Flow] = []
        self.notes: List[str] = []

    def flow(self, kind: Callable[[Path], Channel]) -> Flow:
        """Open a flow of one kind of probe; `close` releases it."""
        flow = (RationedFlow if kind is Udp else Flow)(kind(self.path), self.timeout)
        self.flows.append(flow)
        return flow

    def close(self) -> None:
        """Release every socket."""
        for flow in self.flows:
            flow.channel.close()

    def answered(self, flow: Flow, expected: Sequence[int]) -> bool:
        """Return whether a flow is answered; beside one that is, its silence has to be proven."""
        first = next_step(flow.tally, self.top, expected).sizes if expected else ()
        found = hello(flow, first) or (self.witness is not None and not silent_beside([flow], self.witness))
        if found and self.witness is None:
            self.witness = flow
        return found

    def run(self, flow: Flow, expected: Sequence[int]) -> Optional[int]:
        """Return the largest size that one flow gets through; None when it is not answered at all."""
        if not self.answered(flow, expected):
            return None
        flow.search(self.top, expected)
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
        if not any(hello(flow) for _ in range(DARK_ROUNDS)):
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
