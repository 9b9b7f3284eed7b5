"""Ends the connections of one collection at its deadline, whatever the far end does: also one that sends a byte a minute."""

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Self

from fabric_check.collect.deadline import left, passed

_LOOK_SECONDS = 0.1
"""How often it looks whether the user has interrupted the run."""


class Guard:
    """Shuts down every socket that it watches at *deadline*, a `time.monotonic` value, or when the run is interrupted.

    Time-outs of a library count from one piece of data to the next, so alone they are no deadline. *last*: for tidying up,
    which an interrupted run does too.
    """

    def __init__(self, deadline: float, *, last: bool = False) -> None:
        self.deadline = deadline
        self._last = last
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._wait, daemon=True)

    def __enter__(self) -> Self:
        """Start the clock."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the clock and let go of the sockets."""
        self._done.set()
        self._thread.join()
        for one in self._watched:
            one.close()

    def left(self) -> float:
        """Return the seconds that are left, never less than a blink: 0 means "for ever" to some libraries."""
        return left(0.0 if self.over else self.deadline)

    @property
    def over(self) -> bool:
        """Whether time is up."""
        return time.monotonic() >= self.deadline if self._last else passed(self.deadline)

    def watch(self, connection: socket.socket) -> socket.socket:
        """Take a connection into care and return it. A duplicate is kept: TLS takes the original's descriptor away."""
        with self._lock:
            self._watched.append(connection.dup())
        if self.over:
            self._end()
        return connection

    def _wait(self) -> None:
        while not self._done.wait(min(_LOOK_SECONDS, self.left())):
            if self.over:
                self._end()
                return

    def _end(self) -> None:
        with self._lock:
            for one in self._watched:
                # Closed or never connected: then nothing waits for it.
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
