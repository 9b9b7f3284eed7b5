"""``fabric-check demo``: the story as a person lives it, with devices that a lab plays on this machine. Touches no network.

Every line it prints is what a verb prints, or the command that prints it.
"""

import click

from fabric_check.cli import options


@click.command("demo")
@options.no_color
@click.pass_context
def command(context: click.Context, *, no_color: bool) -> int:
    """Show a rack whose live migrations fail: measured, why, the fix, pasted, and the verdict after it."""
    from fabric_check.cli.story import Act, play  # noqa: PLC0415 - `--help` loads no rules
    from fabric_check.lab.scratch import Scratch  # noqa: PLC0415

    def show(act: Act) -> None:
        if act.command:
            click.echo(f"$ {act.command}" if no_color else click.style(f"$ {act.command}", bold=True))
        if act.output:
            click.echo(act.output)

    program = context.find_root().info_name or ""
    with Scratch() as scratch:
        return play(scratch.path, program, show, no_color=no_color)
