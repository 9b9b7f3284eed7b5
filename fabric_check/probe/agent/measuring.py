"""From a request to its result: echo both ways first, then one way and further flows where they are asked for."""

import time
from typing import Any, Dict, List, Optional, Tuple

from .echo import Echo
from .errors import AgentError, InconclusiveError, UnreachableError
from .flow import IN_FLIGHT, Flow
from .greet import hello, silent_beside, silent_of
from .one_way import Syn
from .paths import find_path, pinned
from .probes import PACE
from .sweep import Sweep


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
    notes: List[str] = []
    pins: List[str] = []
    sweep: Optional[Sweep] = None
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
        if hello(flow, hurry=0.25):  # the wait for echo has already shown that nothing hurries here
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
    forward: Optional[int] = None
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
        heard: List[Flow] = []
        silent: List[Flow] = []
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
