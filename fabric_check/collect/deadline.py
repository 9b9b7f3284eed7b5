"""One device's time: how much is left, and a watch that ends what would wait for ever."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

stop = threading.Event()
"""Set when the user interrupted the run: every device's time is over at once."""


def left(deadline: float) -> float:
    """Return the seconds until *deadline* (of ``time.monotonic``), never less than a blink, which no library calls "no limit"."""
    return max(deadline - time.monotonic(), 0.01)


def passed(deadline: float) -> bool:
    """Return whether a device's time is over."""
    return time.monotonic() >= deadline or stop.is_set()


@contextmanager
def watch(deadline: float, end: Callable[[], None]) -> Iterator[None]:
    """Call *end*, from a thread of its own, if the body is still at it when the time is over. No thread is left behind."""
    timer = threading.Timer(left(deadline), end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
