"""Writes the proposal of ``init`` and says what it found."""

import os
from collections.abc import Iterator
from pathlib import Path

from fabric_check.cli.models import known_profiles
from fabric_check.cli.printing import emit
from fabric_check.cli.schemas import json_schema
from fabric_check.folder.scan import scan
from fabric_check.model.errors import FabricCheckError
from fabric_check.model.text import printable
from fabric_check.parse.proposal import MARK, as_yaml, propose
from fabric_check.parse.proposal.model import Proposal

SCHEMA_FILE = "fabric.schema.json"


def write_proposal(
    folder: Path,
    output: Path | None,
    *,
    force: bool,
    profile_folders: tuple[Path, ...] = (),
    presets: tuple[str, ...] = (),
) -> Iterator[str]:
    """Write fabric.yaml and, beside it, the schema that its first line names; yield what to tell the user.

    Raises:
        FabricCheckError: there is nothing to propose from, or a file is in the way.

    """
    target = output or folder / "fabric.yaml"
    # A dangling link is a file in the way too: it may be meant for a disk that is not mounted.
    if os.path.lexists(target) and not force:
        raise FabricCheckError(
            f"{printable(str(target))} is there already and stays; --force overwrites it, --output FILE writes elsewhere"
        )
    found = scan(folder)
    for file, why in found.skipped:
        yield f"{file} was left out: {why}"
    if not found.configs:
        raise FabricCheckError(
            f"{printable(str(folder / 'configs'))} has no config to start from; save `show running-config` of each switch there as NAME.cfg"
        )
    proposal = propose(
        found, known_profiles(profile_folders), folder.resolve().name[:128] or "fabric", presets
    )
    text = as_yaml(proposal, SCHEMA_FILE)
    schema = target.parent / SCHEMA_FILE
    if not os.path.lexists(schema):
        emit(json_schema("fabric"), schema)
    emit(text, target)
    yield _summary(proposal)
    marks = text.count(f"{MARK} ") - 1
    yield f"wrote {printable(str(target))}; {marks} of its lines say {MARK}: complete those, then `fabric-check check`"


def _summary(proposal: Proposal) -> str:
    recognised = sum(facts.profile is not None for facts in proposal.switches.values())
    likely = sum(link.likely for link in proposal.links)
    return (
        f"found {_count(len(proposal.switches), 'switch', 'switches')} ({recognised} recognised), "
        f"{_count(len(proposal.networks), 'network')}, {_count(len(proposal.hosts), 'host')} with facts"
        f"{f' and {len(proposal.strangers)} only named' if proposal.strangers else ''}, "
        f"{_count(len(proposal.links) - likely, 'link')}{f' and {likely} only likely' if likely else ''}"
    )


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
