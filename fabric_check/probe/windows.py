"""A Windows host that measures with a PowerShell script: pings in rounds, the search driven from here for all its pairs."""

import base64
import datetime as dt
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from fabric_check import resources
from fabric_check.model.text import printable
from fabric_check.probe.host import HostError, Limits, Measured, Unmeasured
from fabric_check.probe.plan import Pair
from fabric_check.probe.rounds import Answer, Search, same_subnet

Run = Callable[[str], str]
"""Runs a PowerShell script on the host and returns what it printed. Raises HostError."""

AT_ONCE = 8
"""Pings that the script sends at once, a window; see docs/sweep.md, pacing."""
LEAST_WAIT_MS = 100
MOST_SMALL = 65500
"""Bytes of payload that .NET's Ping takes at most."""


def script(request: Mapping[str, Any]) -> str:
    """Return the script with its request, as base64, which nothing in it can leave.

    Raises:
        FabricCheckError: the program was installed without its templates.

    """
    packed = base64.b64encode(json.dumps(request).encode()).decode("ascii")
    text = (resources.data("templates") / "probe" / "windows.ps1").read_text(encoding="utf-8")
    head, newline, rest = text.partition("\n")
    return f"{head}{newline}$request = '{packed}'\n{rest}"


class WindowsHost:
    """*run* runs a script there; *limits* hold for all of its pings together."""

    def __init__(self, run: Run, limits: Limits, end: Callable[[], None]) -> None:
        self._run = run
        self._limits = limits
        self._end = end

    def _ask(
        self, pings: Sequence[Sequence[Any]] = (), windows: Sequence[int] = (), *, counters: bool = False
    ) -> Mapping[str, Any]:
        """Return the script's reply; *windows*: how many pings each has."""
        request = {
            "pings": pings, "windows": windows, "ping_ms": 1000 / self._limits.rate, "counters": counters,
        }  # fmt: skip
        said = self._run(script(request))
        try:
            reply: Any = json.loads(said)
            whole = reply["schema"] == "fabric-check/pings/1" and len(reply["answers"]) == len(pings)
        except (ValueError, KeyError, TypeError, RecursionError):
            whole = False
        if not whole:
            raise HostError("the probe's answer is not what it should be", "please report it")
        return dict(reply)

    def sweeps(self, pairs: Sequence[Pair]) -> Iterator[Measured | Unmeasured]:
        """Measure pairs together, round by round."""
        at, start = dt.datetime.now(tz=dt.UTC), time.monotonic()
        adapters = self._ask()["adapters"]
        searches: list[Search] = []
        sources: list[str] = []
        for pair in pairs:
            found = _search(pair, adapters)
            if isinstance(found, Unmeasured):
                yield found
            else:
                searches.append(found)
                sources.append(pair.sender.address if _must_choose(pair, adapters) else "")
        live = list(zip(searches, sources, strict=True))
        while live:
            rounds = [(search, source, search.sizes()) for search, source in live]
            for search, _, sizes in rounds:
                if not sizes:
                    yield Measured(search.pair, at, search.result(time.monotonic() - start), _notes(search))
            going = [one for one in rounds if one[2]]
            yield from self._round(going) if going else ()
            live = [(search, source) for search, source, _ in going if search.verdict != "unsourced"]

    def _round(self, going: Sequence[tuple[Search, str, tuple[int, ...]]]) -> Iterator[Unmeasured]:
        """Send one round of every search and hand the answers out."""
        # Windows is asked in two ways; a window of pings is asked in one of them.
        going = sorted(going, key=lambda one: bool(one[1]))
        pings = [
            [
                search.pair.receiver.address,
                source,
                min(MOST_SMALL, size - search.overhead),
                self._wait_ms(search),
            ]
            for search, source, sizes in going
            for size in sizes
        ]
        reply = self._ask(pings, windows(going))
        said: Iterator[Answer] = ((int(status), str(who)) for status, who in reply["answers"])
        for search, source, sizes in going:
            answers = list(islice(said, len(sizes)))
            if source and reply["sourced"]:
                search.verdict = "unsourced"
                yield Unmeasured(
                    search.pair,
                    f"two NICs of {search.pair.sender.host} are in this subnet, and it does not let us choose one "
                    f"({printable(str(reply['sourced']))})",
                )
            else:
                search.take(sizes, answers)

    def _wait_ms(self, search: Search) -> int:
        """Return how long a ping waits: the first ones may have to wait for a neighbour to be resolved."""
        wait = self._limits.wait if search.unheard else self._limits.wait / 4
        return round(max(1000 * wait, LEAST_WAIT_MS))

    def counters(self) -> Mapping[str, Any]:
        """Return the rows of the collector's section ``counters``."""
        found = self._ask(counters=True)["counters"]
        return {"counters": found} if isinstance(found, list) and found else {}

    def end(self) -> None:
        """End what runs there."""
        self._end()

    def close(self) -> None:
        """Do nothing: each script has a connection of its own, which has ended with it."""


def windows(going: Sequence[tuple[Search, str, tuple[int, ...]]]) -> list[int]:
    """Return how many pings each window has: what one search sends stays together, so that one pause loses it whole."""
    found: list[int] = []
    sourced = False
    for _, source, sizes in going:
        left = len(sizes)
        if found and sourced == bool(source) and found[-1] + left <= AT_ONCE:
            found[-1] += left
        else:
            full, rest = divmod(left, AT_ONCE)
            found += [AT_ONCE] * full + [rest] * bool(rest)
        sourced = bool(source)
    return found


def _search(pair: Pair, adapters: Sequence[Mapping[str, Any]]) -> Search | Unmeasured:
    own = [one for adapter in adapters for one in adapter["addresses"]]
    for adapter in adapters:
        if pair.sender.address in {
            str(one).partition("/")[0].partition("%")[0] for one in adapter["addresses"]
        }:
            mtu = int(adapter["mtu"])
            if mtu < 68:
                return Unmeasured(pair, f"Windows does not say the MTU of {printable(str(adapter['name']))}")
            return Search(pair, min(mtu, MOST_SMALL), [str(one).partition("/")[0] for one in own])
    return Unmeasured(pair, f"the host has no address {pair.sender.address}, or the NIC is down")


def _must_choose(pair: Pair, adapters: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether another NIC of the host is in the target's subnet too, so that Windows might take that one."""
    own = [str(one) for adapter in adapters for one in adapter["addresses"]]
    return ":" not in pair.receiver.address and same_subnet(pair.receiver.address, own) > 1


def _notes(search: Search) -> tuple[str, ...]:
    flows = ("one flow: Windows' pings choose no ports",) if search.pair.flows > 1 else ()
    return (*((search.note,) if search.note else ()), *flows)
