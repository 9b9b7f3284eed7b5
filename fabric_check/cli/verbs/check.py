"""``fabric-check check``: judge a fabric folder. Fetches nothing, writes nothing but its report."""

from pathlib import Path
from typing import Any

import click

from fabric_check.cli import check_options, options


@click.command("check")
@options.folder
@check_options.judging
def command(*, folder: Path, **given: Any) -> int:
    """Judge a fabric folder: what every path carries, what limits it, what is not known.

    Exits 0 when clean, 1 on findings, 2 for an invalid file, 3 when something is not known.
    """
    from fabric_check.cli.judging import judge  # noqa: PLC0415 - `--help` loads no rules

    return judge(folder, **given)
