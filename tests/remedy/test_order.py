"""The order of devices: no host ever sends more than its path carries that did not before."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from generator.folder import write
from scoreboard.trial import group

from fabric_check.cli.fixing import fix
from fabric_check.remedy.order import _exceeding
from fabric_check.remedy.plan import Wanted

TODAY = dt.date(2026, 6, 1)
SEEDS = range(12)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_part_of_the_order_leaves_hosts_larger_than_their_path(seed: int, tmp_path: Path) -> None:
    """After each device, the NICs whose packets vanish are some of those before the fix."""
    fabric, _ = group(seed)
    made = fix(write(fabric, tmp_path / "fabric"), Wanted(TODAY))
    replay = made.plan.replay
    before = _exceeding(replay.start)
    for count in range(len(made.summary.order) + 1):
        done = made.summary.order[:count]
        steps = [step for step in made.plan.steps if step.change.device in done]
        assert _exceeding(replay.apply(steps).world) <= before


def test_hosts_that_lower_come_before_the_switch_that_lowers(
    example: Callable[[str], Path],
) -> None:
    """A switch above its hardware comes down after the hosts that send as much; the text says what restarts."""
    folder = example("rack-a")
    config = folder / "configs" / "pc8132-a.cfg"
    config.write_text(config.read_text("utf-8").replace("mtu 9216", "mtu 9600"), "utf-8")
    made = fix(folder, Wanted(TODAY))
    assert made.summary.order == ["hv01", "hv02", "pc8132-a"]
    assert made.summary.proof.left == []
    notes = {turn.device: turn.notes for turn in made.summary.meanwhile}
    assert "setting an advanced property restarts the NIC" in notes["hv01"][0]
    assert "pairs of NICs with a way there: live-migration (1)" in notes["hv01"][0]


def test_switches_that_raise_come_before_hosts_that_raise(example: Callable[[str], Path]) -> None:
    """Ports and NICs below the network's size: the ports go up first."""
    folder = example("rack-a-after")
    for name in ("s4810-a", "s4810-b"):
        config = folder / "configs" / f"{name}.cfg"
        config.write_text(
            config.read_text("utf-8").replace(" mtu 12000\n switchport", " switchport"), "utf-8"
        )
    facts = folder / "facts" / "hv01.json"
    facts.write_text(facts.read_text("utf-8").replace('"9014"', '"1514"').replace("9000", "1500"), "utf-8")
    made = fix(folder, Wanted(TODAY))
    assert made.summary.order == ["s4810-a", "s4810-b", "hv01"]
    assert made.summary.proof.left == []
