"""``fabric-check profiles``: which switch models are known, what is known of each, and whether a new one is sound."""

from pathlib import Path

import click

from fabric_check.cli import options

FORMATS = ("text", "json")

_format = options.printed_as(*FORMATS)


@click.group()
def command() -> None:
    """Show the switch models that are known, and test new ones."""


@command.command("list")
@_format
@options.profiles
@options.output
def list_(*, format_: str, profile_folders: tuple[Path, ...], output: Path | None) -> int:
    """List the models: id, name, command language, MTU, DCB."""
    from fabric_check.cli.models import known_profiles  # noqa: PLC0415 - `--help` loads no profiles
    from fabric_check.cli.printing import emit  # noqa: PLC0415
    from fabric_check.cli.profile_json import as_json  # noqa: PLC0415
    from fabric_check.cli.profile_text import table  # noqa: PLC0415

    profiles = known_profiles(profile_folders).values()
    emit(as_json(profiles) if format_ == "json" else table(profiles), output)
    return 0


@command.command()
@click.argument("profile_id", metavar="ID")
@_format
@options.profiles
@options.output
def show(*, profile_id: str, format_: str, profile_folders: tuple[Path, ...], output: Path | None) -> int:
    """Show one model: each number with its arithmetic and its source, or why it is not known."""
    from fabric_check.cli.models import known_profiles  # noqa: PLC0415
    from fabric_check.cli.printing import emit  # noqa: PLC0415
    from fabric_check.cli.profile_json import as_json  # noqa: PLC0415
    from fabric_check.cli.profile_text import page  # noqa: PLC0415
    from fabric_check.folder.shape_errors import did_you_mean, shown  # noqa: PLC0415

    profiles = known_profiles(profile_folders)
    if profile_id not in profiles:
        near = did_you_mean(profile_id, list(profiles))
        raise click.UsageError(
            f"no profile is named {shown(profile_id)}{near}; `profiles list` names them all"
        )
    profile = profiles[profile_id]
    emit(as_json([profile]) if format_ == "json" else page(profile), output)
    return 0


@command.command()
@click.argument("paths", metavar="[FILE|DIR]...", nargs=-1, type=click.Path(path_type=Path, exists=True))
@options.profiles
def test(*, paths: tuple[Path, ...], profile_folders: tuple[Path, ...]) -> int:
    """Test profiles: sources, order of the numbers, patterns against their own and all other models' lines.

    A FILE may inherit from any known model; a DIR is a folder of profiles. Without either, all known ones are tested.
    Exits 0 when sound, 2 with a line for each fault.
    """
    from fabric_check.cli.profile_tests import run  # noqa: PLC0415

    for line in run(paths, profile_folders):
        click.echo(line)
    return 0
