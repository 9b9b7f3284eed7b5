"""From a folder to its fix: reads the templates, plans, and writes the snippets, their rollback and fix.json."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path

from fabric_check import resources
from fabric_check.cli.models import known_profiles
from fabric_check.folder.read import Folder, read_folder
from fabric_check.folder.write import write_whole
from fabric_check.model.errors import FabricCheckError
from fabric_check.model.text import printable
from fabric_check.remedy.order import order
from fabric_check.remedy.plan import Plan, Wanted, plan
from fabric_check.remedy.render import Renderer
from fabric_check.remedy.replay import Replay
from fabric_check.remedy.world import World
from fabric_check.report import fix_page, fix_text
from fabric_check.report.fix_build import fix_file
from fabric_check.report.fix_schema import FixFile
from fabric_check.rules.registry import all_rules
from fabric_check.rules.run import Outcome, run

_ENDINGS = {"windows": "ps1", "linux": "sh"}


@dataclass(frozen=True, slots=True)
class Fix:
    """A plan and the files that it makes, by name."""

    plan: Plan
    files: dict[str, str]
    summary: FixFile


def fix(folder: Path, wanted: Wanted, profile_folders: tuple[Path, ...] = ()) -> Fix:
    """Plan the fix of a fabric folder; write nothing.

    Raises:
        InputError: a file of the folder is not what it should be.

    """
    content = read_folder(folder)
    check_devices(content, wanted)
    world = World.of(content, known_profiles(profile_folders))
    rules = all_rules()
    made = plan(world, Replay.of(world, Renderer(templates())), rules, wanted)
    files: dict[str, str] = {}
    for device, text in made.replay.snippets.items():
        files[file_of(world, device)] = text.apply
        files[file_of(world, device, "rollback.")] = text.rollback

    def judge(one: World) -> Outcome:
        return run(one.scene(), rules, today=wanted.today)

    turns = order(made, judge)
    return Fix(made, files, fix_file(made, turns, lambda device, kind: file_of(world, device, kind)))


def check_output(output: Path) -> None:
    """Check that a folder can take a fix: asked before anything is planned, and again before anything is written.

    Raises:
        FabricCheckError: it holds something already, or cannot be read.

    """
    try:
        if output.exists() and any(output.iterdir()):
            raise FabricCheckError(f"{output}: is not empty; give a new or an empty folder")
    except OSError as error:
        raise FabricCheckError(f"{output}: cannot be written: {error.strerror}") from None


def write(made: Fix, output: Path) -> None:
    """Write a fix into a new or empty folder, fix.json last: where that is missing, not all is there.

    Raises:
        FabricCheckError: the folder holds something already, or cannot be written.

    """
    check_output(output)
    try:
        output.mkdir(parents=True, exist_ok=True)
        for name, text in made.files.items():
            write_whole(output / name, _encoded(name, text))
        write_whole(output / "fix.json", as_json(made).encode("utf-8"))
    except OSError as error:
        raise FabricCheckError(f"{output}: cannot be written: {error.strerror}") from None


def _encoded(name: str, text: str) -> bytes:
    """Return a file's bytes. Windows PowerShell reads a script without a mark in the ANSI code page: there ``ё`` ends in a quote."""
    marked = name.endswith(".ps1") and not text.isascii()
    return text.encode("utf-8-sig" if marked else "utf-8")


def as_json(made: Fix) -> str:
    """Return fix.json."""
    return (
        json.dumps(made.summary.model_dump(mode="json", by_alias=True), indent=1, ensure_ascii=False) + "\n"
    )


def as_text(made: Fix, output: Path) -> str:
    """Return the summary for a terminal."""
    return fix_text.render(made.summary, printable(output.name))


def as_page(made: Fix) -> str:
    """Return the page for a change ticket."""
    template = (resources.data("templates") / "report" / "change-ticket.md.j2").read_text("utf-8")
    return fix_page.render(made.summary, made.files, template)


def wanted_of(today: dt.date, prefer: str | None, only: tuple[str, ...]) -> Wanted:
    """Return what ``--prefer`` and ``--only`` ask for: each word of the latter is a rule's prefix or a device."""
    known = {rule.id for rule in all_rules()}
    rules = tuple(one.upper() for one in only if any(rule.startswith(one.upper()) for rule in known))
    devices = frozenset(one for one in only if one.upper() not in rules)
    return Wanted(today, prefer or "", rules, devices)


def check_devices(folder: Folder, wanted: Wanted) -> None:
    """Check that ``--only`` names rules or devices of this fabric.

    Raises:
        FabricCheckError: a word is neither.

    """
    known = folder.intent.device_order
    if strange := sorted(wanted.devices - known.keys()):
        said = ", ".join(f"{printable(one)!r}" for one in strange)
        raise FabricCheckError(
            f"--only: {said} is neither the beginning of a rule nor a device of this fabric"
        )


def templates() -> dict[str, str]:
    """Return the templates of snippets by their path below ``templates/remediation/``."""
    root = resources.data("templates") / "remediation"
    return {
        f"{folder.name}/{file.name}": file.read_text("utf-8")
        for folder in root.iterdir()
        for file in _files(folder)
    }


def _files(folder: Traversable) -> Iterator[Traversable]:
    return (file for file in folder.iterdir() if file.name.endswith(".j2"))


def file_of(world: World, device: str, kind: str = "") -> str:
    """Return the name of a device's snippet: ``<device>.cfg``, ``.ps1`` or ``.sh``."""
    host = world.folder.intent.hosts.get(device)
    return f"{device}.{kind}{_ENDINGS[host.os] if host else 'cfg'}"
