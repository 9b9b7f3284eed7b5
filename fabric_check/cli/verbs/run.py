"""``fabric-check run``: collect, then check."""

from pathlib import Path
from typing import Any

import click

from fabric_check.cli import options
from fabric_check.cli.collect_options import collecting


@click.command("run")
@options.folder
@collecting
@options.profiles
@options.quiet
@options.verbose
@options.no_color
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    folder: Path,
    no_host_key_check: bool,
    profile_folders: tuple[Path, ...],
    quiet: bool,
    verbose: int,
    no_color: bool,
    **given: Any,
) -> int:
    """Collect from the devices of a fabric folder, then judge it.

    Exits as `check` does; 3 also when a device failed and nothing was found.
    """
    from fabric_check.cli.collecting import Choices, collect  # noqa: PLC0415 - `--help` loads nothing heavy
    from fabric_check.cli.verbs import check  # noqa: PLC0415

    choices = Choices(
        check_identity=not no_host_key_check,
        profile_folders=profile_folders,
        quiet=quiet,
        verbose=bool(verbose),
        **given,
    )
    collected = collect(folder, choices)
    words = [str(folder), *(f"--profiles={one}" for one in profile_folders), *["-v"] * verbose]
    words += ["--quiet"] * quiet + ["--no-color"] * no_color
    with check.command.make_context("check", words, parent=context) as checking:
        judged = int(check.command.invoke(checking))
    return judged or collected
