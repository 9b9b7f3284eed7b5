"""``fabric-check schema``: the JSON Schema of each file that people write or programs read."""

from pathlib import Path

import click

from fabric_check.cli import options
from fabric_check.cli.schemas import NAMES


@click.command("schema")
@click.argument("name", type=click.Choice(NAMES))
@options.output
def command(*, name: str, output: Path | None) -> int:
    """Print the JSON Schema of NAME; editors check fabric.yaml with it as you type."""
    from fabric_check.cli.printing import emit  # noqa: PLC0415 - `--help` loads no models
    from fabric_check.cli.schemas import json_schema  # noqa: PLC0415

    emit(json_schema(name), output)
    return 0
