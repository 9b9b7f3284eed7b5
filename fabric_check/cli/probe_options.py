"""The options of measuring, which ``probe`` and ``run`` share."""

from collections.abc import Callable
from typing import Any

import click

from fabric_check.cli import options


def _pairs(_: click.Context, parameter: click.Parameter, value: str) -> Any:
    from fabric_check.probe.choose import Chooser  # noqa: PLC0415 - `--help` loads nothing heavy

    try:
        return Chooser.parse(value)
    except ValueError as error:
        raise click.BadParameter(str(error), param=parameter) from None


_OPTIONS = (
    click.option(
        "--pairs",
        default="auto",
        callback=_pairs,
        metavar="all|ring|sample:N",
        help="Which ordered pairs of NICs to measure. Default: all; in a network of more than 64 NICs, so many that each "
        "link between switches is crossed twice.",
    ),
    click.option(
        "--rate",
        type=click.IntRange(20, 10_000),
        default=500,
        show_default=True,
        help="Probes a second that one host sends at most.",
    ),
    click.option(
        "--flows",
        type=click.IntRange(1, 64),
        help="Flows for each pair (Linux). Default: 8 where a port-channel is on the way, else 1.",
    ),
    click.option(
        "--one-way",
        is_flag=True,
        help="Also measure the way there apart from the way back (Linux; TCP to a closed port, else UDP).",
    ),
    click.option(
        "--wait",
        type=options.Seconds(0.1, 60),
        default=1.0,
        show_default=True,
        metavar="SECONDS",
        help="Longest wait for one answer; a silent drop does not cost it.",
    ),
)
NAMES = ("pairs", "rate", "flows", "one_way", "wait")
"""The parameters that these options become."""


def measuring(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of measuring to a verb."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
