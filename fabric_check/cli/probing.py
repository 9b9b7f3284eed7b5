"""From a folder to its probes/ and counters/: the chain that ``probe`` and ``run`` share."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from fabric_check.cli.checking import scene_of
from fabric_check.cli.collecting import Choices as Logins
from fabric_check.cli.collecting import confirm, leave_soon, target_of
from fabric_check.cli.connecting import connect, connections
from fabric_check.cli.measuring_shown import Shown
from fabric_check.collect import deadline, inventory, secrets
from fabric_check.collect.lock import locked
from fabric_check.collect.plan import SWITCH, Planned
from fabric_check.collect.plan import plan as devices_of
from fabric_check.folder.credentials import read_own
from fabric_check.folder.read import Folder, HostFacts, read_folder
from fabric_check.model.errors import FabricCheckError
from fabric_check.model.text import printable
from fabric_check.probe.choose import Chooser
from fabric_check.probe.engine import Job, Run
from fabric_check.probe.host import Host, Limits, Measured, Unmeasured
from fabric_check.probe.plan import Plan, plan
from fabric_check.probe.store import Store

_THREADS = "probe"


@dataclass(frozen=True, slots=True)
class Choices:
    """What a user may choose about measuring."""

    logins: Logins
    pairs: Chooser = field(default_factory=Chooser)
    networks: tuple[str, ...] = ()
    flows: int | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How measuring ended: hosts that failed, and how many planned pairs or NICs have no size."""

    failed: tuple[str, ...]
    unknown: int


def probe(path: Path, choices: Choices, *, err: bool = False) -> Outcome | None:
    """Measure a fabric folder's pairs; None where there is none to measure. *err*: say all on standard error.

    Raises:
        InputError: a file is not what it should be.
        FabricCheckError: nothing was contacted, and the message says why.
        KeyboardInterrupt: the user stopped it; what was measured is on disk.

    """
    folder = read_folder(path)
    _known(folder, choices.networks)
    scene = scene_of(folder, choices.logins.profile_folders)
    planned = plan(scene, folder.facts, choices.pairs, choices.networks, choices.flows)
    hosts = _hosts(folder, choices.logins)
    mine = _of_senders(planned, hosts)
    shown = Shown(planned, mine, quiet=choices.logins.quiet, verbose=choices.logins.verbose, err=err)
    if not mine.pairs:
        return None
    store = Store(path, planned.pairs)
    with locked(path), connections() as held:
        return _run(mine, hosts, folder, choices, store, shown, held)


def _known(folder: Folder, networks: tuple[str, ...]) -> None:
    strangers = [name for name in networks if name not in folder.intent.networks]
    if strangers:
        raise FabricCheckError(f"fabric.yaml has no network {printable(strangers[0])!r}")


def _hosts(folder: Folder, logins: Logins) -> dict[str, Planned]:
    """Return the hosts that can be logged in to, once the user has agreed to where secrets go."""
    own = read_own(logins.credentials)
    given = inventory.read(logins.inventory) if logins.inventory else inventory.Inventory({})
    everything = devices_of(folder.intent, own, given)
    asked = {name.casefold() for name in logins.only}
    devices = tuple(
        one
        for one in everything.devices
        if one.kind != SWITCH and (not asked or one.device.casefold() in asked)
    )
    strangers = asked - {name.casefold() for name in folder.intent.hosts}
    if strangers:
        raise FabricCheckError(f"fabric.yaml has no host {printable(min(strangers))!r}")
    confirm(replace(everything, devices=devices), own, logins)
    return {one.device: one for one in devices}


def _of_senders(planned: Plan, hosts: Mapping[str, Planned]) -> Plan:
    """Return the pairs whose sender can be logged in to."""
    return replace(planned, pairs=tuple(pair for pair in planned.pairs if pair.sender.host in hosts))


def _run(
    mine: Plan,
    hosts: Mapping[str, Planned],
    folder: Folder,
    choices: Choices,
    store: Store,
    shown: Shown,
    held: ExitStack,
) -> Outcome:
    deadline.stop.clear()
    logins, look_up = choices.logins, cache(secrets.look_up)
    targets = {name: target_of(hosts[name], logins, look_up) for name in mine.by_sender()}

    def opener(name: str) -> Host:
        interfaces = tuple(_counted(folder.facts.get(name)))
        return connect(targets[name], hosts[name].kind, choices.limits, logins.timeout, interfaces, held)

    jobs = [
        Job(name, tuple(pairs), lambda name=name: opener(name))  # type: ignore[misc]
        for name, pairs in mine.by_sender().items()
    ]

    def told(found: Measured | Unmeasured) -> None:
        if isinstance(found, Measured):
            store.put(found)
        shown.told(found)

    executor = ThreadPoolExecutor(min(logins.workers, len(jobs)), _THREADS)
    try:
        with Run(jobs, executor, told) as run:
            run.sweep()
            shown.frames(run.tag(choices.limits.rate))
            run.sample()
    except BaseException:
        deadline.stop.set()
        shown.end()
        executor.shutdown(wait=False, cancel_futures=True)
        leave_soon(_THREADS)
        raise
    executor.shutdown()
    for name, samples in run.samples.items():
        if len(samples) > 1:
            store.put_counters(name, samples)
    shown.summary(run.failed)
    return Outcome(tuple(run.failed), shown.unknown)


def _counted(facts: HostFacts | None) -> Iterator[str]:
    """Yield the interfaces whose counters the facts have."""
    section = facts.content.sections.get("ethtool_S") if facts and facts.content.os == "linux" else None
    if isinstance(section, dict):
        yield from section
