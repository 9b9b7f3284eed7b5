"""Runs collectors side by side by any ``concurrent.futures.Executor``. Every device has an outcome; none costs another.

A job is a plain value and ``run_job`` a plain function, so that an executor may run it in another process or machine.
Text is redacted here, before it goes anywhere.
"""

import time
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future, as_completed
from dataclasses import dataclass, field

from fabric_check.collect.deadline import stop
from fabric_check.collect.plan import SWITCH
from fabric_check.collect.target import CollectError, Failure, Got, Target
from fabric_check.model.profile import Profile
from fabric_check.model.secrets import redact, redact_json
from fabric_check.model.text import printable

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""A Linux host that is this very machine; with a port it is the end of somebody's tunnel."""


@dataclass(frozen=True, slots=True)
class Job:
    """One device to collect from within *seconds*. *profile* and *profiles* are for switches alone."""

    target: Target
    kind: str
    seconds: float
    profile: Profile | None = None
    profiles: Mapping[str, Profile] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a device gave nothing, or not everything, and what to try."""

    kind: Failure
    what: str
    hint: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one job: files, and perhaps a failure after some of them."""

    device: str
    got: Got
    failed: Failed | None
    seconds: float


def collect_all(jobs: Sequence[Job], executor: Executor) -> Generator[Outcome, None, None]:
    """Yield each job's outcome as it comes. Leaving early calls off what has not begun, and tells what has to stop."""
    stop.clear()
    futures = {executor.submit(run_job, job): job for job in jobs}
    try:
        for future in as_completed(futures):
            yield _outcome(future, futures[future])
    finally:
        running = [future for future in futures if not future.cancel() and not future.done()]
        if running:
            stop.set()


def _outcome(future: Future[Outcome], job: Job) -> Outcome:
    """Return a job's outcome, also where the executor itself failed it."""
    try:
        return future.result()
    except (Exception, CancelledError) as error:  # noqa: BLE001 - a worker that died costs its device alone
        return Outcome(job.target.device, Got({}), _unexpected(error), 0.0)


def run_job(job: Job) -> Outcome:
    """Collect from one device. Never raises: whatever goes wrong is the outcome."""
    start = time.monotonic()
    failed = None
    try:
        got = _collect(job, start + job.seconds)
    except CollectError as error:
        got = error.got or Got({})
        failed = Failed(error.failure, _clean(error.what, job), error.hint)
    except Exception as error:  # noqa: BLE001 - one device's surprise must not cost the others
        got, failed = Got({}), _unexpected(error)
    if job.kind != SWITCH:
        got = Got({file: redact_json(text) for file, text in got.files.items()}, got.notes)
    notes = tuple(_clean(note, job) for note in got.notes)
    return Outcome(job.target.device, Got(got.files, notes), failed, time.monotonic() - start)


def _collect(job: Job, deadline: float) -> Got:
    """Run the collector of the job's kind; each is loaded when it is needed, since what is below it is slow to load."""
    target = job.target
    if job.kind == SWITCH:
        from fabric_check.collect.switches.collect import collect_switch  # noqa: PLC0415 - netmiko takes a second

        return collect_switch(target, deadline, job.profile, job.profiles)
    if job.kind == "windows":
        from fabric_check.collect import windows  # noqa: PLC0415 - pywinrm takes half a second

        return windows.collect(target, deadline)
    from fabric_check.collect import linux  # noqa: PLC0415 - as the others

    if here(target):
        return linux.collect_local(target.device, deadline)
    return linux.collect(target, deadline)


def here(target: Target) -> bool:
    """Return whether a Linux host is this very machine."""
    return target.address in _HERE and target.port is None


def _clean(text: str, job: Job) -> str:
    """Return a sentence that may quote a device, without the login's own secrets and fit for any terminal."""
    for secret in (job.target.login.password, job.target.login.secret):
        if secret:
            text = text.replace(secret, "<redacted>")
    return printable(text)


def _unexpected(error: BaseException) -> Failed:
    what = printable(redact(f"{type(error).__name__}: {error}"))[:300]
    return Failed(Failure.UNEXPECTED, f"the collector failed: {what}", "please report it")
