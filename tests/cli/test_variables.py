"""Every option of every verb can be given by a variable of its name."""

from collections.abc import Iterator

import click
import pytest

from fabric_check.cli.main import program


def options() -> Iterator[tuple[str, click.Option]]:
    """Yield each option of each verb, with the verb's name."""
    context = click.Context(program)
    verbs = [(name, program.get_command(context, name)) for name in program.list_commands(context)]
    for name, verb in verbs:
        if isinstance(verb, click.Group):
            verbs.extend((f"{name} {inner}", command) for inner, command in verb.commands.items())
        elif verb is not None:
            yield from ((name, one) for one in verb.params if isinstance(one, click.Option))


@pytest.mark.parametrize(("verb", "option"), [*options()], ids=lambda one: str(getattr(one, "name", one)))
def test_an_option_has_a_variable_of_its_name(verb: str, option: click.Option) -> None:
    """--fail-on is FABRIC_CHECK_FAIL_ON, whatever the verb."""
    longest = max(option.opts, key=len)
    name = f"FABRIC_CHECK_{longest.removeprefix('--').replace('-', '_').upper()}"
    assert longest.startswith("--"), verb
    assert option.envvar == name


@pytest.mark.parametrize("verb", ["collect", "probe", "check"])
def test_run_takes_the_options_of_what_it_does(verb: str) -> None:
    """What a script says to `collect`, `probe` or `check` it may say to `run`."""
    ours = {option.name for name, option in options() if name == "run"}
    assert {option.name for name, option in options() if name == verb} - ours <= {"print_script"}


@pytest.mark.parametrize(
    "word",
    ["--format", "--output", "--select", "--ignore", "--fail-on", "--allow-incomplete", "--now", "-q", "-v"],
)
def test_the_contracts_options_are_checks(word: str) -> None:
    """The words that scripts may rely on are there."""
    assert any(word in option.opts for name, option in options() if name == "check")
