"""``fabric-check probe``: measure what the fabric carries, from the hosts themselves. Writes probes/ and counters/ alone."""

from pathlib import Path
from typing import Any

import click

from fabric_check.cli import collect_options, options, probe_options

EXIT_INCOMPLETE = 3


@click.command("probe")
@options.folder
@probe_options.measuring
@collect_options.networks
@collect_options.logging_in
@options.profiles
@click.option("-q", "--quiet", is_flag=True, help="Say only what failed, and each network's sizes.")
@click.option("-v", "--verbose", count=True, help="Say each pair too; a traceback after an internal error.")
def command(
    *,
    folder: Path,
    pairs: Any,
    rate: int,
    flows: int | None,
    wait: float,
    one_way: bool,
    networks: tuple[str, ...],
    no_host_key_check: bool,
    verbose: int,
    **given: Any,
) -> int:
    """Measure the IP MTU of every ordered pair of NICs in each network, from the hosts themselves.

    Linux hosts want python3, Windows hosts PowerShell; nothing is installed or changed there. `check` judges what was
    measured. Exits 0 when every pair has a size, 2 when nothing was contacted, 3 when something is not known.
    """
    from fabric_check.cli.collecting import Choices as Logins  # noqa: PLC0415 - `--help` loads nothing heavy
    from fabric_check.cli.probing import Choices, probe  # noqa: PLC0415
    from fabric_check.model.errors import FabricCheckError  # noqa: PLC0415
    from fabric_check.probe.host import Limits  # noqa: PLC0415

    logins = Logins(check_identity=not no_host_key_check, verbose=bool(verbose), **given)
    outcome = probe(folder, Choices(logins, pairs, networks, flows, Limits(rate, wait, one_way)))
    if outcome is None:
        raise FabricCheckError(
            "nothing to measure: no network has NICs with known addresses on two hosts, one of them with a `hostname`"
        )
    return EXIT_INCOMPLETE if outcome.failed or outcome.unknown else 0
