"""Measures on all hosts side by side, by any ``concurrent.futures.Executor`` of threads. No host's failure costs another.

One thread serves one host, so no host ever has two probes of ours on their way at once. What is found is told as it comes.
"""

import datetime as dt
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self

from fabric_check.model.text import printable
from fabric_check.probe import frames
from fabric_check.probe.host import SIZED, Host, HostError, Measured, Unmeasured
from fabric_check.probe.linux import LinuxHost
from fabric_check.probe.plan import Pair

Sections = Mapping[str, Any]
Sample = tuple[dt.datetime, Sections]


@dataclass(frozen=True, slots=True)
class Job:
    """A host that measures its *pairs*. *connect* gives it, or raises HostError."""

    host: str
    pairs: tuple[Pair, ...]
    connect: Callable[[], Host]


class Run:
    """One run over all hosts. Use as a context manager: leaving it ends every connection.

    *told* is called for every result, from any thread, one at a time.
    """

    def __init__(
        self, jobs: Sequence[Job], executor: Executor, told: Callable[[Measured | Unmeasured], None]
    ) -> None:
        self.failed: dict[str, HostError] = {}
        self.samples: dict[str, list[Sample]] = {}
        self._jobs = tuple(jobs)
        self._executor = executor
        self._told = told
        self._hosts: dict[str, Host] = {}
        self._measured: dict[Pair, Measured] = {}
        self._lock = threading.Lock()
        self._over = False

    def __enter__(self) -> Self:
        """Return the run."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every connection; at once where the run was interrupted."""
        with self._lock:
            self._over = True
            hosts = list(self._hosts.values())
        for host in hosts:
            if error is not None:
                host.end()
            host.close()

    def sweep(self) -> None:
        """Measure every pair; a host that fails is in *failed*, its pairs are told as not measured."""
        list(self._executor.map(self._sweep, self._jobs))

    def _sweep(self, job: Job) -> None:
        left = dict.fromkeys(job.pairs)
        try:
            host = self._connected(job)
            self._sample(job.host, host)
            for found in host.sweeps(job.pairs):
                left.pop(found.pair, None)
                self._tell(found)
        except HostError as error:
            self._fail(job, error, left)
        except Exception as error:  # noqa: BLE001 - one host's surprise must not cost the others
            what = printable(f"{type(error).__name__}: {error}")[:300]
            self._fail(job, HostError(f"measuring failed: {what}", "please report it"), left)

    def _connected(self, job: Job) -> Host:
        host = job.connect()
        with self._lock:
            self._hosts[job.host] = host
            over = self._over
        if over:
            host.end()
        return host

    def _fail(self, job: Job, error: HostError, left: Mapping[Pair, None]) -> None:
        self.failed[job.host] = error
        for pair in left:
            self._tell(Unmeasured(pair, error.what))

    def _tell(self, found: Measured | Unmeasured) -> None:
        with self._lock:
            if self._over:
                return
            if isinstance(found, Measured):
                self._measured[found.pair] = found
            self._told(found)

    def tag(self, rate: int) -> dict[Pair, str]:
        """Send tagged frames between the Linux hosts that did not fail; return what is not known of whom, and why."""
        asks = {
            name: host.ask
            for name, host in self._hosts.items()
            if isinstance(host, LinuxHost) and name not in self.failed
        }
        pairs = {pair: found.sweep["verdict"] in SIZED for pair, found in self._measured.items()}
        unknown = {}
        for pair, found in frames.measure(asks, pairs, rate, self._executor):
            if isinstance(found, str):
                unknown[pair] = found
            else:
                self._tell(replace(self._measured[pair], tagged=found))
        return unknown

    def sample(self) -> None:
        """Read every host's counters once more."""
        list(self._executor.map(lambda item: self._sample(*item), list(self._hosts.items())))

    def _sample(self, name: str, host: Host) -> None:
        if name in self.failed:
            return
        try:
            sections = host.counters()
        except HostError as error:
            self.failed[name] = error
            return
        if sections:
            self.samples.setdefault(name, []).append((dt.datetime.now(tz=dt.UTC), sections))
