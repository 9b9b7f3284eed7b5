"""``fabric-check init``: from saved configs and facts to a first fabric.yaml, which a person then completes."""

from pathlib import Path

import click

from fabric_check.cli import options


@click.command("init")
@options.folder
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file instead of fabric.yaml in the folder.",
)
@click.option("--force", is_flag=True, help="Overwrite a fabric.yaml that is there already.")
@click.option(
    "--preset",
    "presets",
    # As parse.proposal.presets has them, which `--help` does not load.
    type=click.Choice(["smb-direct", "azure-local", "iscsi"]),
    multiple=True,
    help="Declare storage and cluster networks as this guide does, where a name speaks of one. May be repeated.",
)
@options.profiles
def command(
    *,
    folder: Path,
    output: Path | None,
    force: bool,
    presets: tuple[str, ...],
    profile_folders: tuple[Path, ...],
) -> int:
    """Propose a fabric.yaml from the configs and facts of a folder, and mark what only you can say.

    Reads configs/NAME.cfg and facts/NAME.json; writes fabric.yaml, and fabric.schema.json for your editor.
    """
    from fabric_check.cli.proposing import write_proposal  # noqa: PLC0415 - `--help` loads no parsers

    for line in write_proposal(folder, output, force=force, profile_folders=profile_folders, presets=presets):
        click.echo(line, err=True)
    return 0
