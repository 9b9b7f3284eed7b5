"""``fabric-check check``: judge a fabric folder. Fetches nothing, writes nothing but its report."""

import datetime as dt
from pathlib import Path

import click

from fabric_check.cli import options

FORMATS = ("text", "json")
FAIL_ON = ("error", "warning", "info", "never")


@click.command("check")
@options.folder
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="What to print.",
)
@options.output
@click.option(
    "--select", callback=options.prefixes, metavar="PREFIX,...", help="Only rules whose id begins so."
)
@click.option(
    "--ignore", callback=options.prefixes, metavar="PREFIX,...", help="No rules whose id begins so."
)
@click.option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    default="error",
    show_default=True,
    help="Exit 1 from this severity on.",
)
@click.option("--allow-incomplete", is_flag=True, help="Exit 0 instead of 3 where something is not known.")
@click.option(
    "--now",
    "today",
    callback=options.date,
    metavar="TIME",
    help="Judge as of this time (default: the clock).",
)
@options.profiles
@options.quiet
@options.verbose
@options.no_color
def command(
    *,
    folder: Path,
    format_: str,
    output: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    allow_incomplete: bool,
    today: dt.date,
    profile_folders: tuple[Path, ...],
    quiet: bool,
    verbose: int,
    no_color: bool,
) -> int:
    """Judge a fabric folder: what every path carries, what limits it, what is not known.

    Exits 0 when clean, 1 on findings, 2 for an invalid file, 3 when something is not known.
    """
    from fabric_check.cli.checking import EXIT_CODES, Choices, check  # noqa: PLC0415 - `--help` loads no rules
    from fabric_check.cli.printing import emit, styler, width  # noqa: PLC0415
    from fabric_check.report import render  # noqa: PLC0415

    report = check(folder, Choices(today, select, ignore, fail_on, profile_folders))
    if format_ == "json":
        emit(render.as_json(report), output)
    else:
        style = styler(no_color=no_color or output is not None)
        text = render.as_text(report, style, every_path=bool(verbose), width=width(output))
        emit(text.partition("\n")[0] + "\n" if quiet else text, output)
    code = EXIT_CODES[report.verdict]
    return 0 if allow_incomplete and report.verdict == "inconclusive" else code
