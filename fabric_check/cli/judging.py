"""From a folder to its printed verdict and exit code: the chain that ``check`` and ``run`` share."""

import datetime as dt
from pathlib import Path

from fabric_check.cli.checking import EXIT_CODES, Choices, check
from fabric_check.cli.printing import emit, styler, width
from fabric_check.report import render


def judge(
    folder: Path,
    *,
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
    """Judge a folder, print or write its report, return the exit code.

    Raises:
        InputError: a file of the folder is not what it should be.
        FabricCheckError: the output cannot be written.

    """
    report = check(folder, Choices(today, select, ignore, fail_on, profile_folders))
    if format_ == "json":
        emit(render.as_json(report), output)
    else:
        style = styler(no_color=no_color or output is not None)
        text = render.as_text(report, style, every_path=bool(verbose), width=width(output))
        emit(text.partition("\n")[0] + "\n" if quiet else text, output)
    code = EXIT_CODES[report.verdict]
    return 0 if allow_incomplete and report.verdict == "inconclusive" else code
