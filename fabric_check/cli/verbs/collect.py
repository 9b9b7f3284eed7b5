"""``fabric-check collect``: fill a fabric folder from its devices. Sends only what reads; changes no device."""

from pathlib import Path
from typing import Any, Literal

import click

from fabric_check.cli import collect_options, options


@click.command("collect")
@options.folder
@collect_options.collecting
@click.option(
    "--print-script",
    type=click.Choice(["windows", "linux"]),
    help="Print what collects from a host, to be run there by hand; contact nobody.",
)
@options.profiles
@collect_options.quiet
@collect_options.verbose
def command(
    *,
    folder: Path,
    print_script: Literal["windows", "linux"] | None,
    no_host_key_check: bool,
    verbose: int,
    **given: Any,
) -> int:
    """Collect configs, show output and host facts from the devices of a fabric folder.

    Exits 0 when every device gave all, 2 when nothing was contacted, 3 when a device failed.
    """
    from fabric_check.cli.collecting import Choices, collect  # noqa: PLC0415 - `--help` loads nothing heavy
    from fabric_check.cli.printing import emit  # noqa: PLC0415
    from fabric_check.collect.scripts import script  # noqa: PLC0415

    if print_script:
        emit(script(print_script), None)
        return 0
    return collect(folder, Choices(check_identity=not no_host_key_check, verbose=bool(verbose), **given))
