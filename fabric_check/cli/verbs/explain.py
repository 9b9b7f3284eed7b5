"""``fabric-check explain``: a rule's page, and with a fabric folder its findings there, with their arithmetic."""

from pathlib import Path

import click

from fabric_check.cli import options


@click.command("explain")
@click.argument("rule")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@options.no_color
def command(*, rule: str, folder: Path | None, no_color: bool) -> int:
    """Print the page of RULE: an id (MTU101), a name (path-below-intent) or a finding's id.

    With FOLDER, print after it what the rule finds there, with the numbers.
    """
    import datetime as dt  # noqa: PLC0415 - `--help` loads no rules
    import difflib  # noqa: PLC0415

    from fabric_check.cli.checking import Choices, check  # noqa: PLC0415
    from fabric_check.cli.printing import emit, styler, width  # noqa: PLC0415
    from fabric_check.report.text import render_finding  # noqa: PLC0415
    from fabric_check.rules.registry import all_rules, find, markdown  # noqa: PLC0415

    found = find(rule.partition("-")[0]) or find(rule)
    if found is None:
        known = [word for each in all_rules() for word in (each.id, each.name)]
        near = difflib.get_close_matches(rule, [*known, *(word.lower() for word in known)], n=1)
        hint = (
            f"; did you mean {near[0]}?" if near else f"; known: {', '.join(each.id for each in all_rules())}"
        )
        raise click.BadParameter(f"no rule is called {rule!r}{hint}", param_hint="RULE")
    text = markdown(found)
    if folder is not None:
        report = check(folder, Choices(dt.datetime.now(tz=dt.UTC).date(), select=(found.id,)))
        wanted = [
            one
            for one in report.findings
            if one.rule == found.id and (one.id == rule or "-" not in rule or find(rule))
        ]
        style = styler(no_color=no_color)
        text += "\n" + "\n".join("\n".join(render_finding(one, style, width())) + "\n" for one in wanted)
    emit(text, None)
    return 0
