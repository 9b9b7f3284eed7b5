"""What a person sees while devices are collected from: a line for each as it ends and, on a terminal, how many are left."""

import sys
import time

import click

from fabric_check.collect.engine import Outcome

_BETWEEN = 0.1
"""Seconds between two drawings of the line that counts."""


class Progress:
    """Says on standard error how a run goes."""

    def __init__(self, devices: int, *, quiet: bool, verbose: bool) -> None:
        self._devices = devices
        self._done = 0
        self._quiet = quiet
        self._verbose = verbose
        self._counts = sys.stderr.isatty() and not quiet
        self._drawn = 0.0
        self._count()

    def done(self, outcome: Outcome, notes: tuple[str, ...]) -> None:
        """Say how one device ended."""
        self._done += 1
        if not self._quiet or outcome.failed:
            self._line(said(outcome))
        if self._verbose:
            for text in (*outcome.got.files, *notes):
                self._line(f"  {text}")
        self._count()

    def end(self) -> None:
        """Leave the terminal clean."""
        if self._counts:
            click.echo("\r\x1b[K", err=True, nl=False)

    def _line(self, text: str) -> None:
        self.end()
        click.echo(text, err=True)

    def _count(self) -> None:
        now = time.monotonic()
        if self._counts and self._done < self._devices and now - self._drawn > _BETWEEN:
            click.echo(f"\r\x1b[K{self._done} of {self._devices} devices", err=True, nl=False)
            self._drawn = now


def said(outcome: Outcome) -> str:
    """Return one device's end in one line: what was got in which time, or what failed and what to try."""
    number = len(outcome.got.files)
    got = f"{number} {'file' if number == 1 else 'files'} in {outcome.seconds:.1f} s"
    failed = outcome.failed
    if failed is None:
        return f"{outcome.device}: {got}"
    some = f" (after {got})" if number else ""
    return f"{outcome.device}: {failed.kind}: {failed.what}; {failed.hint}{some}"
