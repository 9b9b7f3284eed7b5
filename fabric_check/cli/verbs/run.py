"""``fabric-check run``: collect, then measure, then check."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from fabric_check.cli import check_options, collect_options, options, probe_options

EXIT_INCOMPLETE = 3


@click.command("run")
@options.folder
@collect_options.collecting
@probe_options.measuring
@collect_options.networks
@click.option("--no-probe", is_flag=True, help="Measure nothing: collect and check alone.")
@check_options.judging
def command(
    *,
    folder: Path,
    no_probe: bool,
    no_host_key_check: bool,
    profile_folders: tuple[Path, ...],
    quiet: bool,
    verbose: int,
    **given: Any,
) -> int:
    """Collect from the devices of a fabric folder, measure between its hosts, then judge it.

    Exits as `check` does; 3 also when a device failed and nothing was found. Only the verdict goes to standard output.
    """
    from fabric_check.cli.collecting import Choices, collect  # noqa: PLC0415 - `--help` loads nothing heavy
    from fabric_check.cli.judging import judge  # noqa: PLC0415

    measure = {name: given.pop(name) for name in (*probe_options.NAMES, "networks")}
    verdict = {name: given.pop(name) for name in check_options.NAMES}
    choices = Choices(
        check_identity=not no_host_key_check,
        profile_folders=profile_folders,
        quiet=quiet,
        verbose=bool(verbose),
        **given,
    )
    failed = collect(folder, choices)
    if not no_probe:
        # Whoever had to agree to where passwords go did so before anything was collected.
        failed = _probe(folder, replace(choices, trust_folder=True), measure) or failed
    judged = judge(folder, profile_folders=profile_folders, quiet=quiet, verbose=verbose, **verdict)
    return judged or (0 if verdict["allow_incomplete"] else failed)


def _probe(folder: Path, logins: Any, measure: dict[str, Any]) -> int:
    """Measure; return 3 where a host failed. What has no size is for `check` to say, so it counts for nothing here."""
    from fabric_check.cli.probing import Choices, probe  # noqa: PLC0415 - as in `command`
    from fabric_check.probe.host import Limits  # noqa: PLC0415

    limits = Limits(measure["rate"], measure["wait"], measure["one_way"])
    # Nothing that is printed but the verdict belongs to standard output.
    choices = Choices(logins, measure["pairs"], measure["networks"], measure["flows"], limits)
    outcome = probe(folder, choices, err=True)
    return EXIT_INCOMPLETE if outcome and outcome.failed else 0
