"""``fabric-check lab``: a fabric folder as devices that can be logged in to, on this machine's loopback address."""

import socket
from pathlib import Path

import click

from fabric_check.cli import options
from fabric_check.model.text import printable

_directory = click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=".")


@click.group("lab")
def command() -> None:
    """Play a fabric folder's devices on loopback ports, for trying out and for tests."""


@command.command("up")
@options.folder
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the lab's own folder is made. Default: FOLDER-lab, beside the folder.",
)
def up(*, folder: Path, into: Path | None) -> int:
    """Start a lab: switches over ssh, Windows hosts over WinRM, Linux hosts over ssh.

    DIR gets a fabric.yaml with the lab's addresses, known_hosts, credentials.yaml and lab.json.
    """
    from fabric_check.lab import background  # noqa: PLC0415 - `--help` loads no ssh

    directory = into or folder.resolve().with_name(folder.resolve().name + "-lab")
    started = background.up(folder, directory)
    for note in started.notes:
        click.echo(f"note: {note}", err=True)
    for name, device in started.devices.items():
        click.echo(f"{name}  {device.kind}  {device.address}:{device.port}")
    click.echo(f"up; `fabric-check lab down {directory}` ends it", err=True)
    return 0


@command.command("status")
@_directory
def status(*, directory: Path) -> int:
    """Say which devices of a lab answer. Exit 1 where one does not."""
    from fabric_check.lab import state  # noqa: PLC0415 - as in `up`

    found = state.read(directory)
    answers = {name: found.up and _answers(one.address, one.port) for name, one in found.devices.items()}
    for name, device in found.devices.items():
        line = f"{name}  {device.kind}  {device.address}:{device.port}  {'up' if answers[name] else 'down'}"
        click.echo(printable(line))
    return 0 if answers and all(answers.values()) else 1


@command.command("down")
@_directory
def down(*, directory: Path) -> int:
    """End a lab. Its folder, and what was collected into it, stays."""
    from fabric_check.lab import background  # noqa: PLC0415 - as in `up`

    click.echo("down" if background.down(directory) else "was down already", err=True)
    return 0


def _answers(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=2):
            return True
    except OSError:
        return False
