"""A Linux host's pairs: in which order they are asked for, and beside whom."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from fabric_check.probe.agent import blank
from fabric_check.probe.host import HostError, Limits, Measured
from fabric_check.probe.linux import LinuxHost
from fabric_check.probe.plan import End, Pair

SENDER = End("h01", "eth0", "10.0.110.1")


class Agent:
    """Stands for the agent: each target's verdicts in turn, the last one for good; *asked*: whom, beside whom."""

    def __init__(self, verdicts: Mapping[str, Sequence[str]]) -> None:
        self.verdicts = {target: list(found) for target, found in verdicts.items()}
        self.asked: list[tuple[str, str | None]] = []

    def ask(self, request: Mapping[str, Any], _: float) -> dict[str, Any]:
        """Return the next verdict on a target."""
        target = request["target"]
        self.asked.append((target, request["beside"]))
        left = self.verdicts[target]
        verdict = left.pop(0) if len(left) > 1 else left[0]
        return {
            "result": {**blank(target), "verdict": verdict, "ip_mtu": 9000 if verdict == "clear" else None}
        }


@pytest.mark.parametrize(
    ("verdicts", "asked", "found"),
    [
        ({"b": ["clear"], "c": ["clear"]}, [("b", None), ("c", "b")], {"b": "clear", "c": "clear"}),
        (
            {"b": ["unreachable", "clear"], "c": ["clear"]},
            [("b", None), ("c", None), ("b", "c")],
            {"b": "clear", "c": "clear"},
        ),
        (
            {"b": ["clear"], "c": ["unreachable"], "d": ["clear"]},
            [("b", None), ("c", "b"), ("d", "b")],
            {"b": "clear", "c": "unreachable", "d": "clear"},
        ),
        (
            {"b": ["unreachable"], "c": ["unreachable"]},
            [("b", None), ("c", None)],
            {"b": "unreachable", "c": "unreachable"},
        ),
        (
            {"b": ["clear"], "c": ["inconclusive"], "d": ["unreachable"]},
            [("b", None), ("c", "b"), ("d", None)],
            {"b": "clear", "c": "inconclusive", "d": "unreachable"},
        ),
    ],
    ids=["all answer", "the first is late", "one is dead", "all are dead", "all fall silent"],
)
def test_silence_is_asked_about_beside_an_answer(
    verdicts: dict[str, list[str]], asked: list[tuple[str, str | None]], found: dict[str, str]
) -> None:
    """Each target is asked beside the last one that answered; one that was silent before any did is asked once more."""
    agent = Agent(verdicts)
    host = LinuxHost(agent, Limits(), time.monotonic() + 60, lambda *_: HostError("gone"))  # type: ignore[arg-type]
    pairs = [Pair("n", SENDER, End(name, "eth0", name)) for name in verdicts]
    got = [one for one in host.sweeps(pairs) if isinstance(one, Measured)]
    assert agent.asked == asked
    assert {one.pair.receiver.host: one.sweep["verdict"] for one in got} == found
