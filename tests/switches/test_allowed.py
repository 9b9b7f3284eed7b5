"""Nothing leaves for a switch but show commands and the few words that a session needs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.collect.switches import allowed
from fabric_check.profiles.load import built_in

LOGIN = frozenset({"admin", "hunter2"})


@given(st.one_of(st.text(max_size=40), st.text(max_size=30).map("show {}".format)))
def test_no_other_line_passes(line: str) -> None:
    """Whatever the line, it passes only as a show command without pipe or redirection, or as one of five words."""
    if passes(line):
        assert line.startswith("show ") or line in {
            "",
            "enable",
            "exit",
            "terminal length 0",
            "terminal datadump",
        }
        assert not set(line) & set("|><;&`$\n\r!\"'")


def passes(line: str) -> bool:
    """Return whether a line may be sent at a switch's prompt."""
    try:
        allowed.check(line, "switch#", LOGIN)
    except allowed.ForbiddenError:
        return False
    return True


@pytest.mark.parametrize(
    "line",
    [
        "configure",
        "reload",
        "show running-config | save flash://x",
        "show running-config > flash://x",
        "show version\nreload",
        "write memory",
        "show",
        "y",
        "hunter2",
        "admin",
        "do reload",
        "clear counters",
        "terminal length 24",
    ],
)
def test_what_changes_something_is_held_back(line: str) -> None:
    """Commands that change, save or redirect are refused, and so is a password that nobody asked for."""
    with pytest.raises(allowed.ForbiddenError) as held:
        allowed.check(line, "switch#", LOGIN)
    assert "hunter2" not in str(held.value)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("hunter2", "enable\nPassword: "),
        ("admin", "\nUser Name:"),
        ("y", "banner\nHave you read and do you acknowledge the above statement? [y/n]: "),
        ("show interfaces TenGigabitEthernet 0/1 pfc statistics", ""),
    ],
)
def test_questions_are_answered(line: str, shown: str) -> None:
    """A login's words answer the question for them, `y` a question of yes or no."""
    allowed.check(line, shown, LOGIN)


def test_every_profile_asks_only_what_may_be_sent() -> None:
    """Each command that a built-in model's profile collects is a show command."""
    commands = {command for profile in built_in().values() for command in profile.collect}
    assert commands
    assert [command for command in commands if not allowed.is_show(command)] == []
