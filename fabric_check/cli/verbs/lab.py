"""``fabric-check lab``: a fabric folder as devices to log in to, on loopback, and as wires between its hosts."""

import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fabric_check.cli import options
from fabric_check.model.text import printable

if TYPE_CHECKING:
    from fabric_check.lab.wires.running import Count

_directory = click.argument("directory", type=click.Path(path_type=Path, file_okay=False), default=".")


@click.group("lab")
def command() -> None:
    """Play a fabric folder's devices and wires on this machine alone, for trying out and for tests."""


@command.command("up")
@options.folder
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the lab's own folder is made. Default: FOLDER-lab, beside the folder.",
)
@click.option(
    "--truth",
    "changes",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="What really happens where it differs from what the configs say.",
)
@options.profiles
def up(*, folder: Path, into: Path | None, changes: Path | None, profile_folders: tuple[Path, ...]) -> int:
    """Start a lab: switches over ssh, Windows hosts over WinRM, Linux hosts over ssh, and the wires between hosts.

    DIR gets a fabric.yaml with the lab's addresses, known_hosts, credentials.yaml, truth.json and lab.json.
    """
    from fabric_check.cli.truth import truth_in  # noqa: PLC0415 - `--help` loads no parsers
    from fabric_check.lab import background  # noqa: PLC0415 - nor ssh

    directory = into or folder.resolve().with_name(folder.resolve().name + "-lab")
    truth, notes = truth_in(folder, changes, profile_folders)
    started = background.up(folder, directory, truth)
    for note in (*started.notes, *(notes if started.wired else ())):
        click.echo(f"note: {note}", err=True)
    for name, device in started.devices.items():
        click.echo(f"{name}  {device.kind}  {device.address}:{device.port}")
    for name, host in started.wired.items():
        for nic, one in host.nics.items():
            click.echo(printable(f"{name}:{nic}  {one['address'] or 'no address'}"))
    click.echo(f"up; `fabric-check lab down {directory}` ends it", err=True)
    return 0


@command.command("status")
@_directory
def status(*, directory: Path) -> int:
    """Say which devices of a lab answer, and what its ports counted. Exit 1 where one does not."""
    from fabric_check.lab import counting, state  # noqa: PLC0415 - as in `up`

    found = state.read(directory)
    answers = {name: found.up and _answers(one.address, one.port) for name, one in found.devices.items()}
    for name, device in found.devices.items():
        line = f"{name}  {device.kind}  {device.address}:{device.port}  {'up' if answers[name] else 'down'}"
        click.echo(printable(line))
    if found.up and found.wired:
        for line in _counted(counting.ask(directory)):
            click.echo(printable(line))
    return 0 if answers and all(answers.values()) else 1


@command.command("down")
@_directory
def down(*, directory: Path) -> int:
    """End a lab. Its folder, and what was collected into it, stays."""
    from fabric_check.lab import background  # noqa: PLC0415 - as in `up`

    click.echo("down" if background.down(directory) else "was down already", err=True)
    return 0


_WORDS = {
    "oversize_in": "too large to come in",
    "oversize_out": "too large to go out",
    "vlan_in": "tagged with a VLAN that the port does not take",
    "untagged_in": "untagged, which the port does not take",
    "unbundled_in": "into a port that LACP keeps out of its port-channel",
    "lost_in": "lost on coming in",
    "lost_out": "lost on going out",
    "refused_in": "not taken by the host",
}


def _counted(counts: "Sequence[Count]") -> Iterator[str]:
    """Yield a line for each port and NIC: frames in and out, then what was dropped and why."""
    ports: dict[tuple[str, str], dict[str, int]] = {}
    for one in counts:
        ports.setdefault((one.device, one.interface), {})[one.what] = one.frames
    for (device, interface), frames in ports.items():
        carried = f"{frames.get('frames_in', 0)} in, {frames.get('frames_out', 0)} out"
        dropped = "".join(
            f"; dropped {frames[what]} {words}" for what, words in _WORDS.items() if what in frames
        )
        yield f"{device}:{interface}  {carried}{dropped}"


def _answers(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), timeout=2):
            return True
    except OSError:
        return False
