"""Every way in which a switch goes wrong is a failure with a sentence and a hint, in time, and nothing is left running."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from switch_server import Switch, serving

from fabric_check.collect.switches.collect import collect_switch
from fabric_check.collect.target import CollectError, Failure, Login, Target
from fabric_check.profiles.load import built_in

SECONDS = 4.0
MARGIN = 2.5
"""Two cores are shared: how late a thread may notice that its time is over."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with the switch, how we log in, and what has to come of it."""

    failure: Failure
    says: str
    switch: dict[str, Any] = field(default_factory=dict)
    login: dict[str, Any] = field(default_factory=dict)
    keeps_config: bool = False


FAULTS = {
    "wrong password": Fault(Failure.AUTHENTICATION, "did not let admin in", login={"password": "wrong"}),
    "password not wanted": Fault(
        Failure.AUTHENTICATION,
        "does not accept this kind of login",
        {"server": {"password_auth": False, "kbdint_auth": False}},
    ),
    "enable refused": Fault(
        Failure.PRIVILEGE, "does not let this user", {"secret": "another"}, {"secret": "enable-of-the-test"}
    ),
    "no enable password": Fault(
        Failure.PRIVILEGE, "credentials have none", {"secret": "another"}, {"secret": None}
    ),
    "config not for this user": Fault(
        Failure.PRIVILEGE, "does not answer `show running-config`", {"answers": {}}
    ),
    "hang after login": Fault(Failure.UNEXPECTED, "showed no prompt", {"silent": True}),
    "a session that never ends": Fault(Failure.UNEXPECTED, "tick", {"chatter": True}),
    "garbage prompt": Fault(Failure.UNEXPECTED, "last line is", {"prompt_end": "%$ "}),
    "hang in a command": Fault(
        Failure.TIMED_OUT, "answering `show vlan`", {"hang_at": "show vlan"}, keeps_config=True
    ),
    "hang in the config": Fault(
        Failure.TIMED_OUT, "answering `show running-config`", {"hang_at": "show running-config"}
    ),
    "a config without its end": Fault(
        Failure.CUT_OFF,
        "not whole",
        {"answers": {"show running-config": "!\nstack-unit 0 provision S4810\n"}},
    ),
    "no known model": Fault(
        Failure.NOT_RECOGNISED,
        "names a known model",
        {"answers": {"show running-config": "hostname a\nend\n"}},
    ),
    "only algorithms that were removed": Fault(
        Failure.UNSUPPORTED, "no acceptable", {"server": {"kex_algs": ["curve448-sha512"]}}
    ),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_named_in_time(
    fault: Fault, config: Callable[[str], str], target: Callable[..., Target], stopwatch: Callable[[], float]
) -> None:
    """The failure is the right one, its sentence says what was seen, its hint what to try, and the time is kept."""
    answers = {"show running-config": config("s4810-a"), "show version": "version\n", "show vlan": "vlan\n"}
    switch = Switch("sw1", **{"answers": answers, **fault.switch})
    with serving(switch), pytest.raises(CollectError) as raised:
        collect(target(switch, **fault.login))
    assert raised.value.failure is fault.failure
    assert fault.says in raised.value.what
    assert raised.value.hint
    assert stopwatch() < SECONDS + MARGIN
    assert raised.value.got is None or ("configs/sw1.cfg" in raised.value.got.files) == fault.keeps_config


@pytest.mark.parametrize("number", range(1, 9))
def test_a_switch_that_hangs_up_at_any_command(
    number: int, config: Callable[[str], str], target: Callable[..., Target]
) -> None:
    """Cut off in the middle of each command in turn, it is said at once, and what came before is kept whole."""
    text = config("s4810-a")
    answers = {"show running-config": text, "show version": "one\ntwo\n", "show vlan": "one\ntwo\n"}
    switch = Switch("sw1", answers, hang_up_at=number)
    with serving(switch), pytest.raises(CollectError) as raised:
        collect(target(switch), 20)
    assert raised.value.failure in {Failure.CUT_OFF, Failure.UNEXPECTED}
    files = raised.value.got.files if raised.value.got else {}
    assert files.get("configs/sw1.cfg") in {None, text}
    assert ("configs/sw1.cfg" in files) == ("show running-config" in switch.lines[:-1])


def test_a_port_that_nobody_listens_on(target: Callable[..., Target]) -> None:
    """A closed port is refused, which is not the same as silence."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    failure = failure_of(target(Switch(port=free)))
    assert failure.failure is Failure.REFUSED
    assert f"127.0.0.1 port {free}" in failure.what


def test_a_name_that_does_not_resolve() -> None:
    """The sentence says that the name is the trouble."""
    failure = failure_of(Target("sw1", "no-such-switch.invalid", None, Login("admin", "x")))
    assert failure.failure is Failure.NOT_REACHED
    assert "does not resolve" in failure.what


def test_no_route(stopwatch: Callable[[], float]) -> None:
    """An address that nothing leads to is not reached, in time."""
    failure = failure_of(Target("sw1", "203.0.113.1", None, Login("admin", "x")), 2.0)
    assert failure.failure is Failure.NOT_REACHED
    assert stopwatch() < 2.0 + MARGIN


def test_a_port_that_speaks_no_ssh(target: Callable[..., Target], stopwatch: Callable[[], float]) -> None:
    """A service that never says a word does not hold us up for longer than its time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        failure = failure_of(target(Switch(port=listener.getsockname()[1])), 2.0)
    assert failure.failure in {Failure.NOT_REACHED, Failure.TIMED_OUT}
    assert stopwatch() < 2.0 + MARGIN


def test_a_damaged_file_of_known_hosts(tmp_path: Path, target: Callable[..., Target]) -> None:
    """A file of known keys that cannot be read is a failure of its own, not an unknown key."""
    failure = failure_of(target(Switch(port=1), check_identity=True, known_hosts=tmp_path))
    assert failure.failure is Failure.IDENTITY
    assert str(tmp_path) in failure.what


def collect(target: Target, seconds: float = SECONDS) -> None:
    """Collect as a Force10 would be, its model not being known."""
    collect_switch(target, time.monotonic() + seconds, None, built_in())


def failure_of(target: Target, seconds: float = SECONDS) -> CollectError:
    """Return the failure of a target that cannot be collected from."""
    with pytest.raises(CollectError) as raised:
        collect(target, seconds)
    assert raised.value.hint
    return raised.value
