"""A Linux host that measures with the agent, over one connection, one request at a time."""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from fabric_check.model.errors import MachineError
from fabric_check.model.text import printable
from fabric_check.probe.host import SIZED, HostError, Limits, Measured, Unmeasured, checked
from fabric_check.probe.plan import Pair
from fabric_check.probe.remote import RemoteAgent

Explain = Callable[[str, int], HostError]
"""Says what a connection's standard error and exit code mean."""


class LinuxHost:
    """*deadline* is a `time.monotonic` value; *interfaces*: whose counters are worth reading."""

    def __init__(
        self,
        agent: RemoteAgent,
        limits: Limits,
        deadline: float,
        explain: Explain,
        interfaces: Sequence[str] = (),
    ) -> None:
        self._agent = agent
        self._limits = limits
        self._deadline = deadline
        self._explain = explain
        self._interfaces = tuple(interfaces)

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the agent's reply.

        Raises:
            HostError: the connection ended, or the host's time is over.

        """
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self._over()
        try:
            return self._agent.ask(request, left)
        except (MachineError, ValueError):
            if time.monotonic() >= self._deadline:
                raise self._over() from None
            raise self._explain(*self._agent.said()) from None

    def _over(self) -> HostError:
        return HostError(
            "its time is over", "give it more with --timeout, or measure fewer pairs with --pairs"
        )

    def sweeps(self, pairs: Sequence[Pair]) -> Iterator[Measured | Unmeasured]:
        """Measure pairs one after another; again those that were silent before any other was answered."""
        answered: dict[str, str] = {}
        early: list[Pair] = []
        for pair in chain(pairs, early):
            if pair in early and pair.sender.address not in answered:
                continue
            at = dt.datetime.now(tz=dt.UTC)
            reply = self.ask(self._request(pair, answered.get(pair.sender.address)))
            if isinstance(error := reply.get("error"), dict):
                yield Unmeasured(pair, printable(str(error.get("message")))[:300])
                continue
            said = reply.get("notes")
            notes = tuple(printable(str(note))[:300] for note in said) if isinstance(said, list) else ()
            sweep = checked(reply.get("result"), pair.receiver.address)
            if sweep["verdict"] in SIZED:
                answered[pair.sender.address] = pair.receiver.address
            elif sweep["verdict"] == "inconclusive":
                answered.pop(pair.sender.address, None)
            elif pair.sender.address not in answered and pair not in early:
                early.append(pair)
            yield Measured(pair, at, sweep, notes)

    def _request(self, pair: Pair, beside: str | None) -> dict[str, Any]:
        return {
            "op": "sweep", "target": pair.receiver.address, "source": pair.sender.address, "pin": True,
            "expected": list(pair.expected), "flows": pair.flows, "rate": self._limits.rate,
            "timeout": self._limits.wait, "one_way": self._limits.one_way, "beside": beside,
        }  # fmt: skip

    def counters(self) -> Mapping[str, Any]:
        """Return the counters of the interfaces that the facts have counters of."""
        if not self._interfaces:
            return {}
        found = self.ask({"op": "counters", "interfaces": list(self._interfaces)}).get("result")
        texts = found.get("ethtool_S") if isinstance(found, dict) else None
        kept = {name: str(text) for name, text in texts.items()} if isinstance(texts, dict) else {}
        return {"ethtool_S": kept} if kept else {}

    def end(self) -> None:
        """End the connection at once."""
        self._agent.end()

    def close(self) -> None:
        """End the connection, and the agent with it."""
        self._agent.close()
