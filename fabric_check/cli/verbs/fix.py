"""``fabric-check fix``: what to paste, in which order, proven to close the findings. Connects to nothing."""

import datetime as dt
from pathlib import Path

import click

from fabric_check.cli import options

FORMATS = ("text", "json", "markdown")


@click.command("fix")
@options.folder
@options.printed_as(
    *FORMATS, help_text="What to print: a summary, fix.json, or the page for a change ticket."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="A new or empty folder for the snippets.",
)
@click.option(
    "--prefer", type=click.Choice(("switch", "host")), help="Which side changes where both would do."
)
@click.option(
    "--only", metavar="RULE,DEVICE,...", help="Repair only findings of these rules, or on these devices."
)
@click.option(
    "--now",
    "today",
    callback=options.date,
    metavar="TIME",
    help="Judge as of this time (default: the clock).",
)
@options.profiles
@options.quiet
def command(
    *,
    folder: Path,
    format_: str,
    output: Path,
    prefer: str | None,
    only: str | None,
    today: dt.date,
    profile_folders: tuple[Path, ...],
    quiet: bool,
) -> int:
    """Write the snippets that close the findings, with their rollback, each proven by replay.

    Exits 0 where every finding that a change can repair is closed and none is opened, else 1.
    """
    from fabric_check.cli import fixing  # noqa: PLC0415 - `--help` loads no rules
    from fabric_check.cli.printing import emit  # noqa: PLC0415

    fixing.check_output(output)
    words = tuple(word.strip() for word in (only or "").split(",") if word.strip())
    made = fixing.fix(folder, fixing.wanted_of(today, prefer, words), profile_folders)
    fixing.write(made, output)
    text = {"json": fixing.as_json, "markdown": fixing.as_page}.get(format_)
    if text is not None:
        emit(text(made), None)
    elif not quiet:
        emit(fixing.as_text(made, output), None)
    return 0 if made.plan.complete else 1
