"""Where output goes: a file, written whole or not at all, or standard output as UTF-8 bytes."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import click

from fabric_check.folder.write import write_whole
from fabric_check.model.errors import FabricCheckError


def styler(*, no_color: bool) -> Callable[[str, str], str]:
    """Return what colours a text, or leaves it alone where no person looks or colours are not wanted."""
    plain = no_color or bool(os.environ.get("NO_COLOR")) or not sys.stdout.isatty()

    def style(text: str, colour: str) -> str:
        return text if plain else click.style(text, fg=colour, bold=True)

    return style


def width(output: Path | None = None) -> int:
    """Return how wide sentences may be: as a narrow terminal that shows them, and the same everywhere else."""
    from fabric_check.report.text import WIDTH  # noqa: PLC0415 - others print no report

    return (
        min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
        if sys.stdout.isatty() and output is None
        else WIDTH
    )


def emit(text: str, output: Path | None) -> None:
    """Print *text*, or write it to a file that appears complete or not at all.

    Raises:
        FabricCheckError: the file cannot be written.

    """
    data = text.encode("utf-8")
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        write_whole(output, data)
    except OSError as error:
        raise FabricCheckError(f"{output}: cannot be written: {error.strerror}") from None
