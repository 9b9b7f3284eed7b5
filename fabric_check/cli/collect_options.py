"""The options of collecting, which ``collect`` and ``run`` share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from fabric_check.cli import options

_FILE = click.Path(path_type=Path, dir_okay=False)


def _names(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    return tuple(word.strip() for word in (value or "").split(",") if word.strip())


only = click.option("--only", callback=_names, metavar="DEVICE,...", help="These devices alone.")
networks = click.option(
    "--networks", callback=_names, metavar="NAME,...", help="Measure in these networks alone."
)
_FORCE = click.option(
    "--force", is_flag=True, help="Overwrite files that collect did not write, or that were changed."
)
_OPTIONS = (
    only,
    click.option(
        "--workers",
        type=click.IntRange(1, 1000),
        default=20,
        show_default=True,
        help="How many devices at the same time.",
    ),
    click.option(
        "--timeout",
        type=options.Seconds(1, 86400),
        default=300,
        show_default=True,
        metavar="SECONDS",
        help="How long one device may take, all in all.",
    ),
    click.option("--credentials", type=_FILE, help="Your own credentials file, instead of the usual one."),
    click.option("--inventory", type=_FILE, help="What `ansible-inventory --list` printed."),
    click.option(
        "--trust-folder",
        is_flag=True,
        help="Send passwords to the hosts that fabric.yaml names, without asking.",
    ),
    click.option(
        "--known-hosts", type=_FILE, help="Check ssh host keys against this file, not ~/.ssh/known_hosts."
    ),
    click.option(
        "--accept-new-host-keys",
        is_flag=True,
        help="Accept and remember host keys not known yet; never changed ones.",
    ),
    click.option(
        "--no-host-key-check",
        is_flag=True,
        help="Check neither host keys nor certificates. Anybody can listen in.",
    ),
)


quiet = click.option("-q", "--quiet", is_flag=True, help="Say only which devices failed.")
verbose = click.option(
    "-v", "--verbose", count=True, help="Say each file and note too; a traceback after an internal error."
)


def logging_in(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of logging in to devices to a verb."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def collecting(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of collecting to a verb."""
    return logging_in(_FORCE(command))
