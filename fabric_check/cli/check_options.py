"""The options of judging, which ``check`` and ``run`` share."""

from collections.abc import Callable
from typing import Any

import click

from fabric_check.cli import options

FORMATS = ("text", "json")
FAIL_ON = ("error", "warning", "info", "never")

_OPTIONS = (
    options.printed_as(*FORMATS),
    options.output,
    click.option(
        "--select", callback=options.prefixes, metavar="PREFIX,...", help="Only rules whose id begins so."
    ),
    click.option(
        "--ignore", callback=options.prefixes, metavar="PREFIX,...", help="No rules whose id begins so."
    ),
    click.option(
        "--fail-on",
        type=click.Choice(FAIL_ON),
        default="error",
        show_default=True,
        help="Exit 1 from this severity on.",
    ),
    click.option(
        "--allow-incomplete", is_flag=True, help="Exit 0 instead of 3 where something is not known."
    ),
    click.option(
        "--now",
        "today",
        callback=options.date,
        metavar="TIME",
        help="Judge as of this time (default: the clock).",
    ),
    options.profiles,
    options.quiet,
    options.verbose,
    options.no_color,
)
NAMES = ("format_", "output", "select", "ignore", "fail_on", "allow_incomplete", "today", "no_color")
"""The parameters that judging alone wants; the others mean something to collecting too."""


def judging(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of judging to a verb."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
