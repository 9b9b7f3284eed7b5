"""What the tests of collecting share: devices' texts, logins, and a look at what is left running."""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fabric_check.collect.target import Login, Target

sys.path.insert(0, str(Path(__file__).parent))  # importlib mode leaves helpers next to the tests unfound

from switch_server import Switch

PASSWORD = "pw-of-the-test"
SECRET = "enable-of-the-test"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a home of its own: the developer's ssh configuration is not the tests' business."""
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def config(root: Path) -> Callable[[str], str]:
    """Return what gives a switch's config of the example."""
    return lambda name: (root / "examples" / "rack-a" / "configs" / f"{name}.cfg").read_text("utf-8")


@pytest.fixture
def target() -> Callable[..., Target]:
    """Return what makes a target of a test switch; its host key is not checked unless a test says how."""

    def make(
        switch: Switch, *, password: str = PASSWORD, secret: str | None = SECRET, **more: object
    ) -> Target:
        login = Login("admin", password, secret)
        return Target("sw1", "127.0.0.1", switch.port, login, **{"check_identity": False, **more})  # type: ignore[arg-type]

    return make


@pytest.fixture(autouse=True)
def _nothing_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread behind; a server's own chatter is not looked at."""
    logging.getLogger("asyncio").disabled = True
    before = set(threading.enumerate())
    yield
    left = set(threading.enumerate()) - before
    for thread in left:
        thread.join(2.0)
    assert not [thread for thread in left if thread.is_alive()]


@pytest.fixture
def stopwatch() -> Callable[[], float]:
    """Return what tells the seconds since the test began."""
    start = time.monotonic()
    return lambda: time.monotonic() - start
