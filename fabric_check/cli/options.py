"""Options that several verbs share, so that a word means the same everywhere."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click


class Seconds(click.FloatRange):
    """A number of seconds in a range; "nan" is none, although it is not outside of any range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        found = super().convert(value, param, ctx)
        if found != found:  # noqa: PLR0124 - true of "nan" alone
            self.fail(f"{value} is no number of seconds.", param, ctx)
        return found


Command = Callable[..., Any]


def printed_as(*formats: str, help_text: str = "What to print.") -> Callable[[Command], Command]:
    """Return the option ``--format``, of which the first is the default."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help=help_text,
    )


folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=".")
output = click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file instead of standard output.",
)
quiet = click.option("-q", "--quiet", is_flag=True, help="Print the verdict alone.")
verbose = click.option(
    "-v", "--verbose", count=True, help="Print every path; a traceback after an internal error."
)
no_color = click.option(
    "--no-color", is_flag=True, help="No colours, whatever the terminal (NO_COLOR does the same)."
)
profiles = click.option(
    "--profiles",
    "profile_folders",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    multiple=True,
    metavar="DIR",
    help="Also know the switch models below this folder; may be given several times.",
)


def prefixes(_: click.Context, parameter: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Split a list of rule prefixes, and refuse one that begins no rule's id."""
    from fabric_check.rules.registry import all_rules  # noqa: PLC0415 - `--help` need not load the rules

    words = tuple(word.strip().upper() for word in (value or "").split(",") if word.strip())
    for word in words:
        if not any(rule.id.startswith(word) for rule in all_rules()):
            known = ", ".join(sorted({rule.id[:3] for rule in all_rules()}))
            raise click.BadParameter(
                f"{word!r} begins no rule's id; they begin with {known}", param=parameter
            )
    return words


def date(_: click.Context, __: click.Parameter, value: str | None) -> dt.date:
    """Return the day, UTC, of ``--now``, or today."""
    if value is None:
        return dt.datetime.now(tz=dt.UTC).date()
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(
            f"{value!r} is not a time; RFC 3339 such as 2027-01-31T12:00:00Z is expected"
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).astimezone(dt.UTC).date()
