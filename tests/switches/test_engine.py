"""Any executor runs the jobs, each has an outcome, and what goes wrong inside one stays there."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from rack import CONFIG, force10
from switch_server import Switch, serving

from fabric_check.collect.engine import Job, Outcome, collect_all
from fabric_check.collect.target import Failure, Target
from fabric_check.profiles.load import built_in

S4810 = built_in()["dell/s4810"]


def outcomes(executor: Executor, *jobs: Job) -> dict[str, Outcome]:
    """Return each job's outcome by device."""
    with executor:
        return {outcome.device: outcome for outcome in collect_all(jobs, executor)}


def job(target: Target, name: str, **more: Any) -> Job:
    """Return a job for a switch of a known model."""
    return Job(replace(target, device=name), **{"kind": "switch", "seconds": 20.0, "profile": S4810, **more})


def test_a_pool_of_processes_does_as_well(target: Callable[..., Target]) -> None:
    """Jobs and outcomes are plain values, so that they may travel to another process."""
    switch = force10("sw1")
    with serving(switch):
        pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        found = outcomes(pool, job(target(switch), "a"), job(target(switch, password="wrong"), "b"))
    assert found["a"].got.files["configs/a.cfg"] == CONFIG
    assert found["b"].failed
    assert found["b"].failed.kind is Failure.AUTHENTICATION


def test_a_collector_that_fails_is_an_outcome(target: Callable[..., Target]) -> None:
    """A fault of the program costs one device, is said to be ours, and shows no secret."""
    broken = job(target(Switch(port=1)), "a", profile=replace(S4810, device_type="no such driver"))
    switch = force10("sw1")
    with serving(switch):
        broken = replace(broken, target=replace(broken.target, port=switch.port))
        found = outcomes(ThreadPoolExecutor(2), broken, job(target(switch), "b"))
    assert found["a"].failed
    assert found["a"].failed.kind is Failure.UNEXPECTED
    assert "please report it" in found["a"].failed.hint
    assert found["b"].failed is None


class Dying(ThreadPoolExecutor):
    """An executor whose workers die."""

    def submit(self, *_: Any, **__: Any) -> Future[Any]:
        """Return a future that failed by itself."""
        future: Future[Any] = Future()
        future.set_exception(MemoryError("worker died"))
        return future


def test_a_worker_that_dies_costs_its_device_alone(target: Callable[..., Target]) -> None:
    """The executor's own error is that device's outcome."""
    found = outcomes(Dying(1), job(target(Switch(port=1)), "a"))
    assert found["a"].failed
    assert "worker died" in found["a"].failed.what


def test_a_profile_cannot_make_us_send_anything_else(target: Callable[..., Target]) -> None:
    """A command of a profile that does not only show is noted, and the switch never sees it."""
    profile = replace(
        S4810, collect=("reload", "show running-config", "show version | save flash://x", "show version")
    )
    switch = force10("sw1")
    with serving(switch):
        found = outcomes(ThreadPoolExecutor(1), job(target(switch), "a", profile=profile))
    assert sorted(found["a"].got.files) == ["configs/a.cfg", "state/a/show-version.txt"]
    assert sum("is no show command and was not sent" in note for note in found["a"].got.notes) == 2
    assert not [line for line in switch.lines if "reload" in line or "|" in line]
