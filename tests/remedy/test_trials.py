"""Trials of a plan: what a device makes of its steps is worked out once, however many plans share them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from fabric_check.cli.fixing import fix
from fabric_check.remedy.changes.mtu import PortMtu
from fabric_check.remedy.changes.windows import AdvancedProperty
from fabric_check.remedy.plan import Plan, Wanted
from fabric_check.remedy.replay import Replay

TODAY = dt.date(2026, 6, 1)


@pytest.fixture
def made(example: Callable[[str], Path]) -> Plan:
    """Return the plan of a rack of which two ports and two hosts change."""
    folder = example("rack-a")
    config = folder / "configs" / "s4810-a.cfg"
    config.write_text(config.read_text("utf-8").replace("mtu 12000", "mtu 2500", 1), "utf-8")
    return fix(folder, Wanted(TODAY)).plan


def test_a_world_is_judged_as_one_scene(made: Plan) -> None:
    """What rules work out of a fabric is kept; a changed fabric has a scene of its own."""
    start, after = made.replay.start, made.replay.world
    assert start.scene() is start.scene()
    assert replace(start).scene() is not start.scene()
    assert after.scene() is not start.scene()


def test_devices_are_replayed_once(made: Plan) -> None:
    """A part of the plan takes its devices from what was proven, and all others from the start."""
    device = made.steps[0].change.device
    one = made.replay.apply([step for step in made.steps if step.change.device == device]).world
    start, whole = made.replay.start, made.replay.world
    assert len({step.change.device for step in made.steps}) == 3
    for name in start.switches:
        assert one.switches[name] is (whole if name == device else start).switches[name]
    for name in start.hosts:
        assert one.hosts[name] is (whole if name == device else start).hosts[name]


def test_a_change_that_touches_more_than_it_names_is_refused(
    made: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A switch's change that names no fact is refused with the facts that it would change, and nothing is applied."""
    [step] = [step for step in made.steps if isinstance(step.change, PortMtu)]
    monkeypatch.setattr(PortMtu, "touches", lambda *_: frozenset())
    refused = Replay.of(made.replay.start, made.replay.renderer).apply([step])
    assert "it would also change mtu of" in refused.refused[step.change.target]
    assert refused.world is refused.start


def test_a_change_whose_way_back_is_another_is_refused(made: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rollback is folded as it is: one that sets another value, on a switch or a host, refuses its change."""
    fresh = Replay.of(made.replay.start, made.replay.renderer)
    [step] = [step for step in made.steps if isinstance(step.change, PortMtu)]
    monkeypatch.setattr(PortMtu, "undo", lambda self, _: replace(self, value=1600))
    assert "its rollback would not restore mtu" in fresh.apply([step]).refused[step.change.target]
    [nic] = [one for one in made.steps if one.change.device == "hv01"]
    monkeypatch.setattr(AdvancedProperty, "undo", lambda self, _: self)
    assert "would not restore the host's facts" in fresh.apply([nic]).refused[nic.change.target]
