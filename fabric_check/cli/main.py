"""The entry point: finds the verbs, runs one, and turns every outcome into the documented exit code.

Exit codes: 0 clean, 1 findings, 2 usage or invalid file or internal error, 3 inconclusive, 130 interrupted.
"""

import difflib
import importlib
import os
import pkgutil
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from fabric_check import __version__
from fabric_check.cli import verbs
from fabric_check.model.errors import FabricCheckError
from fabric_check.model.text import printable

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


class VerbGroup(click.Group):
    """A click group whose commands are the modules below ``fabric_check.cli.verbs``, loaded when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the verbs' names, alphabetically."""
        return sorted(module.name for module in pkgutil.iter_modules(verbs.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the verb's command, its options also readable from FABRIC_CHECK_*; None for a word that is none."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{verbs.__name__}.{cmd_name}")
        command: click.Command = module.command
        _read_environment(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb of a command line; a near miss is answered with the verb that was probably meant."""
        if args and args[0] not in (names := self.list_commands(ctx)) and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], names, n=1)
            ctx.fail(f"No such verb: {args[0]!r}." + (f" Did you mean {near[0]!r}?" if near else ""))
        return super().resolve_command(ctx, args)


def _read_environment(command: click.Command) -> None:
    """Give each option the variable of its own name: FABRIC_CHECK_FAIL_ON for --fail-on, whatever the verb."""
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.envvar is None:
            longest = max(parameter.opts, key=len)
            parameter.envvar = "FABRIC_CHECK_" + longest.lstrip("-").replace("-", "_").upper()
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _read_environment(inner)


@click.group(
    cls=VerbGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="fabric-check", message="%(prog)s %(version)s")
def program() -> None:
    """Find the MTU, VLAN and DCB faults that live between hosts and switches.

    Every verb that takes a fabric takes its folder as the one argument (default: the current one).
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and exit; *arguments* default to the command line's."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    _end_like_ctrl_c()
    try:
        result = program.main(args=words, prog_name="fabric-check", standalone_mode=False)
        code = result if isinstance(result, int) else 0
        sys.stdout.flush()
    except click.exceptions.Abort:
        code = EXIT_INTERRUPTED
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except FabricCheckError as error:
        click.echo(str(error), err=True)
        code = EXIT_USAGE
    except BrokenPipeError:
        # The reader (head, less) went away: nothing to say, and nowhere to say it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = EXIT_USAGE
    except Exception as error:  # noqa: BLE001 - the last one to hear of it says so, without a secret
        click.echo(_internal_error(error, with_trace=verbose(words)), err=True)
        code = EXIT_USAGE
    sys.exit(code)


def _end_like_ctrl_c() -> None:
    """Let SIGTERM, and the end of the terminal, leave things as tidy as Ctrl-C does: sessions, shells and ssh's ended."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        # One that is ignored, as under nohup, stays so.
        if number and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)


def _internal_error(error: Exception, *, with_trace: bool) -> str:
    """Return what to say of a fault of ours. It may quote a device, so its secrets are taken out."""
    import traceback  # noqa: PLC0415 - for the rare case alone

    from fabric_check.model.secrets import redact  # noqa: PLC0415

    if with_trace:
        return redact("".join(traceback.format_exception(error)))
    said = f"internal error: {type(error).__name__}: {error!s}"
    return f"{printable(redact(said))} (run with -v for the traceback; please report it)"


def verbose(words: Sequence[str]) -> bool:
    """Return whether the user asked for a traceback: ``-v``, ``--verbose``, or several in one."""
    return any(word == "--verbose" or (word.startswith("-v") and set(word[1:]) == {"v"}) for word in words)
