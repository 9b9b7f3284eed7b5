"""From a folder to its report: the one chain that ``check`` and ``demo`` share."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from fabric_check.cli.models import known_profiles
from fabric_check.fabric.build import build as build_fabric
from fabric_check.fabric.scene import Scene
from fabric_check.folder.read import Folder, read_folder
from fabric_check.model.outcome import Gap
from fabric_check.parse.counters import counts
from fabric_check.parse.hosts import host_state
from fabric_check.parse.probes import measurement
from fabric_check.parse.switches import switch_facts
from fabric_check.report.build import build as build_report
from fabric_check.report.schema import ReportFile
from fabric_check.rules.registry import all_rules
from fabric_check.rules.run import Missing, run

EXIT_CODES = {"clean": 0, "findings": 1, "inconclusive": 3}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a user may choose about a verdict."""

    today: dt.date
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: str = "error"
    profile_folders: tuple[Path, ...] = ()


def scene_of(folder: Folder, profile_folders: tuple[Path, ...] = ()) -> Scene:
    """Return everything that rules judge. *profile_folders*: where models are that do not travel with the program.

    Raises:
        InputError: a name in fabric.yaml does not resolve against the facts, or a profile is not what it should be.

    """
    intent, profiles = folder.intent, known_profiles(profile_folders)
    missing = folder.collected.missing
    switches = {
        name: switch_facts(switch, folder.configs.get(name), profiles, why_missing=missing.get(name))
        for name, switch in intent.switches.items()
    }
    hosts = {
        name: host_state(host, folder.facts.get(name), intent.networks, missing.get(name))
        for name, host in intent.hosts.items()
    }
    return Scene.of(
        build_fabric(intent, switches, hosts),
        tuple(measurement(probe) for probe in folder.probes),
        tuple(
            one
            for name, found in folder.counters.items()
            for one in counts(name, found, folder.facts.get(name))
        ),
    )


def check(path: Path, choices: Choices) -> ReportFile:
    """Judge a fabric folder.

    Raises:
        InputError: a file of the folder is not what it should be.

    """
    folder = read_folder(path)
    scene = scene_of(folder, choices.profile_folders)
    outcome = run(scene, all_rules(), today=choices.today, select=choices.select, ignore=choices.ignore)
    outcome = replace(outcome, unknowns=(*outcome.unknowns, *_stale(folder)))
    return build_report(scene, outcome, folder.notes, fail_on=choices.fail_on)


def _stale(folder: Folder) -> Iterator[Missing]:
    """Yield an unknown for each device that was judged by an older file, because collecting it again failed."""
    for device, (file, why) in folder.collected.stale.items():
        what = "running-config" if file.startswith("configs/") else "facts"
        yield Missing(Gap(device, "", what, why), (), 0)
