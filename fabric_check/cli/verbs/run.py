"""``fabric-check run``: collect, then measure, then check."""

from pathlib import Path
from typing import Any

import click

from fabric_check.cli import options
from fabric_check.cli.collect_options import collecting
from fabric_check.cli.probe_options import measuring

EXIT_INCOMPLETE = 3


@click.command("run")
@options.folder
@collecting
@measuring
@click.option("--no-probe", is_flag=True, help="Measure nothing: collect and check alone.")
@options.profiles
@options.quiet
@options.verbose
@options.no_color
@click.pass_context
def command(
    context: click.Context,
    /,
    *,
    folder: Path,
    no_probe: bool,
    no_host_key_check: bool,
    profile_folders: tuple[Path, ...],
    quiet: bool,
    verbose: int,
    no_color: bool,
    **given: Any,
) -> int:
    """Collect from the devices of a fabric folder, measure between its hosts, then judge it.

    Exits as `check` does; 3 also when a device failed and nothing was found.
    """
    from fabric_check.cli.collecting import Choices, collect  # noqa: PLC0415 - `--help` loads nothing heavy
    from fabric_check.cli.verbs import check  # noqa: PLC0415

    measure = {name: given.pop(name) for name in ("pairs", "rate", "flows", "wait", "one_way")}
    choices = Choices(
        check_identity=not no_host_key_check,
        profile_folders=profile_folders,
        quiet=quiet,
        verbose=bool(verbose),
        **given,
    )
    failed = collect(folder, choices)
    if not no_probe:
        failed = _probe(folder, choices, measure) or failed
    words = [str(folder), *(f"--profiles={one}" for one in profile_folders), *["-v"] * verbose]
    words += ["--quiet"] * quiet + ["--no-color"] * no_color
    with check.command.make_context("check", words, parent=context) as checking:
        judged = int(check.command.invoke(checking))
    return judged or failed


def _probe(folder: Path, logins: Any, measure: dict[str, Any]) -> int:
    """Measure; return 3 where a host failed. What has no size is for `check` to say, so it counts for nothing here."""
    from fabric_check.cli.probing import Choices, probe  # noqa: PLC0415 - as in `command`
    from fabric_check.probe.host import Limits  # noqa: PLC0415

    limits = Limits(measure["rate"], measure["wait"], measure["one_way"])
    # Nothing that is printed but the verdict belongs to standard output.
    outcome = probe(
        folder, Choices(logins, measure["pairs"], flows=measure["flows"], limits=limits), err=True
    )
    return EXIT_INCOMPLETE if outcome and outcome.failed else 0
