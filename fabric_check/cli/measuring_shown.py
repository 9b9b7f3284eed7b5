"""What a person sees of measuring: how far it is (on a terminal), what could not be measured, and what the networks carry."""

import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping

import click

from fabric_check.model.text import printable
from fabric_check.probe.host import SIZED, HostError, Measured, Unmeasured
from fabric_check.probe.plan import Pair, Plan

_BETWEEN = 0.1
"""Seconds between two drawings of the line that counts."""
_MOST_LINES = 10


class Shown:
    """*planned* is all that fabric.yaml asks for, *mine* what hosts that we can log in to send. *err*: no standard output."""

    def __init__(self, planned: Plan, mine: Plan, *, quiet: bool, verbose: bool, err: bool) -> None:
        self._err = err
        self._planned = planned
        self._mine = mine
        self._quiet = quiet
        self._verbose = verbose
        self._counts = sys.stderr.isatty() and not quiet
        self._drawn = 0.0
        self._found: dict[Pair, Measured | Unmeasured] = {}
        self._lock = threading.Lock()
        self._left_out()

    @property
    def unknown(self) -> int:
        """How many planned pairs and NICs have no size."""
        return len(self._planned.pairs) + len(self._planned.left_out) - sum(map(_sized, self._found.values()))

    def told(self, found: Measured | Unmeasured) -> None:
        """Take in what came of a pair."""
        with self._lock:
            again = found.pair in self._found
            self._found[found.pair] = found
            if isinstance(found, Measured) and self._verbose and not again:
                self._line(f"{found.pair}: {said(found)}")
            self._count()

    def frames(self, unknown: Mapping[Pair, str]) -> None:
        """Say where no tagged frames were sent, or nobody knows what became of them."""
        self._some("tagged frames not measured", Counter(unknown.values()))

    def summary(self, failed: Mapping[str, HostError]) -> None:
        """Say which hosts failed, what is not known, and what each network carries."""
        self.end()
        for name, error in failed.items():
            click.echo(f"{name}: {printable(str(error))}", err=True)
        self._not_measured({*failed})
        for network in dict.fromkeys(pair.network for pair in self._mine.pairs):
            click.echo(self._network(network), err=self._err)

    def end(self) -> None:
        """Leave the terminal clean."""
        if self._counts:
            click.echo("\r\x1b[K", err=True, nl=False)

    def _left_out(self) -> None:
        for one in self._planned.left_out:
            click.echo(f"{one.network}: {printable(one.nic)} is not measured: {one.why}", err=True)
        silent = {pair.sender.host for pair in self._planned.pairs} - {
            pair.sender.host for pair in self._mine.pairs
        }
        if silent:
            names = ", ".join(sorted(silent))
            click.echo(f"not measured from, without a `hostname` or not asked for: {names}", err=True)

    def _not_measured(self, failed: set[str]) -> None:
        found = [one for one in self._found.values() if not _sized(one)]
        lines = [
            f"{one.pair}: {one.why if isinstance(one, Unmeasured) else said(one)}"
            for one in found
            if not (isinstance(one, Unmeasured) and one.pair.sender.host in failed)
        ]
        for line in lines if self._verbose else lines[:_MOST_LINES]:
            click.echo(printable(line), err=True)
        if len(lines) > _MOST_LINES and not self._verbose:
            click.echo(f"and {len(lines) - _MOST_LINES} more pairs without a size (-v lists them)", err=True)

    def _network(self, network: str) -> str:
        pairs = [pair for pair in self._planned.pairs if pair.network == network]
        sizes: Counter[int] = Counter()
        for pair in pairs:
            found = self._found.get(pair)
            if isinstance(found, Measured) and found.sweep["ip_mtu"] is not None:
                sizes[int(found.sweep["ip_mtu"])] += 1
        listed = ", ".join(f"{count} carry {size}" for size, count in sorted(sizes.items()))
        return f"{printable(network)}: {sizes.total()} of {len(pairs)} ordered pairs measured" + (
            f": {listed}" if listed else ""
        )

    def _some(self, what: str, reasons: Counter[str]) -> None:
        for why, count in reasons.most_common(_MOST_LINES) if not self._quiet else ():
            self._line(f"{what} for {count} {'pair' if count == 1 else 'pairs'}: {printable(why)}")

    def _line(self, text: str) -> None:
        self.end()
        click.echo(printable(text), err=True)

    def _count(self) -> None:
        now = time.monotonic()
        if self._counts and now - self._drawn > _BETWEEN:
            click.echo(f"\r\x1b[K{len(self._found)} of {len(self._mine.pairs)} pairs", err=True, nl=False)
            self._drawn = now


def _sized(found: Measured | Unmeasured) -> bool:
    return isinstance(found, Measured) and found.sweep["verdict"] in SIZED


def said(found: Measured) -> str:
    """Return what a measurement found, in a few words."""
    sweep, notes = found.sweep, f" ({'; '.join(found.notes)})" if found.notes else ""
    size = f" {sweep['ip_mtu']}" if sweep["ip_mtu"] is not None else ""
    return f"{sweep['verdict']}{size}, {sweep['probes']} probes, {sweep['seconds']:.3f} s{notes}"
