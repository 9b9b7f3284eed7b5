"""From a folder's fabric.yaml to its files: the chain that ``collect`` and ``run`` share."""

import datetime as dt
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import click

from fabric_check.cli.models import known_profiles
from fabric_check.cli.progress import Progress
from fabric_check.collect import inventory, secrets
from fabric_check.collect.engine import Job, collect_all
from fabric_check.collect.lock import locked
from fabric_check.collect.plan import SWITCH, Plan, Planned, login, plan
from fabric_check.collect.store import Store, main_files
from fabric_check.collect.target import Target
from fabric_check.folder.credentials import Own, read_own, usual_place
from fabric_check.folder.read import read_intent
from fabric_check.model.errors import FabricCheckError
from fabric_check.model.intent import Intent
from fabric_check.model.profile import Profile
from fabric_check.model.text import printable
from fabric_check.parse.switches import declared

LookUp = Callable[[str, str, str], str]

EXIT_INCOMPLETE = 3
EXIT_INTERRUPTED = 130
_THREADS = "collect"
_GRACE = 3.0
"""Seconds that devices have to end their sessions after the user interrupted."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a user may choose about collecting."""

    only: tuple[str, ...] = ()
    workers: int = 20
    timeout: float = 300.0
    force: bool = False
    credentials: Path | None = None
    inventory: Path | None = None
    trust_folder: bool = False
    known_hosts: Path | None = None
    accept_new_host_keys: bool = False
    check_identity: bool = True
    profile_folders: tuple[Path, ...] = ()
    quiet: bool = False
    verbose: bool = False


def collect(folder: Path, choices: Choices) -> int:
    """Fill a fabric folder from its devices; return 0, or 3 where one of them failed.

    Raises:
        InputError: a file is not what it should be.
        FabricCheckError: nothing was contacted, and the message says why.
        KeyboardInterrupt: the user stopped it; what was collected is on disk and in the manifest.

    """
    intent = read_intent(folder)
    own = read_own(choices.credentials)
    given = inventory.read(choices.inventory) if choices.inventory else inventory.Inventory({})
    planned = plan(intent, own, given, choices.only)
    for note in planned.notes:
        click.echo(printable(note), err=True)
    if not planned.devices:
        raise FabricCheckError(
            "no device has a `hostname` in fabric.yaml or a place in an inventory (--inventory)"
        )
    confirm(planned, own, choices)
    profiles = known_profiles(choices.profile_folders)
    with locked(folder):
        store = Store(folder, force=choices.force)
        _refuse_to_overwrite(store, planned)
        look_up = cache(secrets.look_up)
        jobs = [_job(one, intent, choices, profiles, look_up) for one in planned.devices]
        return _run(jobs, planned.devices, store, choices)


def confirm(planned: Plan, own: Own, choices: Choices) -> None:
    """Ask before a secret goes to a host that only the folder names.

    Raises:
        FabricCheckError: the user did not say yes, or cannot be asked.

    """
    unconfirmed = () if choices.trust_folder else planned.unconfirmed(own)
    if not unconfirmed:
        return
    lines = [
        f"  {one.device}: {one.address}, as {one.credentials.username} with {', '.join(one.credentials.references)}"
        for one in unconfirmed
        if one.credentials
    ]
    listing = "\n".join(map(printable, lines))
    click.echo(f"Passwords would go to hosts that this folder names:\n{listing}", err=True)
    if sys.stdin.isatty() and click.confirm("Are these your devices?", default=False, err=True):
        return
    raise FabricCheckError(
        "nothing was contacted. Say --trust-folder if you wrote this folder or trust who did, or list the hosts "
        f"under `hosts:` in {printable(str(choices.credentials or usual_place()))}"
    )


def _refuse_to_overwrite(store: Store, planned: Plan) -> None:
    files = store.in_the_way(main_files({one.device: one.kind for one in planned.devices}))
    if files:
        raise FabricCheckError(
            f"{', '.join(files)}: not written by collect, or changed since, and would be overwritten. Nothing was "
            "contacted; --force overwrites, --only DEVICE,... leaves devices out"
        )


def _job(
    one: Planned, intent: Intent, choices: Choices, profiles: Mapping[str, Profile], look_up: LookUp
) -> Job:
    target = target_of(one, choices, look_up)
    if one.kind != SWITCH:
        return Job(target, one.kind, choices.timeout)
    profile = declared(intent.switches[one.device], profiles)
    return Job(target, one.kind, choices.timeout, profile, {} if profile else profiles)


def target_of(one: Planned, choices: Choices, look_up: LookUp) -> Target:
    """Return a device with its login.

    Raises:
        FabricCheckError: a reference to a secret stands for nothing.

    """
    return Target(
        one.device,
        one.address,
        one.port,
        login(one, look_up),
        choices.known_hosts,
        choices.check_identity,
        choices.accept_new_host_keys,
    )


def _run(jobs: Sequence[Job], devices: Sequence[Planned], store: Store, choices: Choices) -> int:
    """Collect and store; return the exit code."""
    start = dt.datetime.now(tz=dt.UTC)
    how = {one.device: f"{one.kind}, {one.address}" for one in devices}
    progress = Progress(len(jobs), quiet=choices.quiet, verbose=choices.verbose)
    executor = ThreadPoolExecutor(min(choices.workers, len(jobs)), _THREADS)
    failed = False
    try:
        with closing(collect_all(jobs, executor)) as outcomes:
            for outcome in outcomes:
                progress.done(outcome, store.put(outcome, how[outcome.device], start))
                failed = failed or outcome.failed is not None
    except FabricCheckError:
        # The folder cannot be written; what is there already should still be known as ours.
        with suppress(FabricCheckError):
            store.flush()
        raise
    except KeyboardInterrupt:
        store.flush()
        progress.end()
        executor.shutdown(wait=False, cancel_futures=True)
        leave_soon(_THREADS)
        raise
    progress.end()
    store.flush()
    executor.shutdown()
    return EXIT_INCOMPLETE if failed else 0


def leave_soon(threads: str) -> None:
    """Give devices a moment to end their sessions; then leave, whatever still waits for an answer."""
    end = time.monotonic() + _GRACE
    for thread in threading.enumerate():
        if thread.name.startswith(threads):
            thread.join(max(0.0, end - time.monotonic()))
            if thread.is_alive():
                sys.stderr.flush()
                os._exit(EXIT_INTERRUPTED)
