"""Ends the connections of one collection at its deadline, whatever the far end does: also one that sends a byte a minute."""

import contextlib
import socket
import threading
import time
from types import TracebackType
from typing import Self


class Guard:
    """Shuts down every socket that it watches at *deadline*, a `time.monotonic` value; reading from them then ends.

    Time-outs of a library count from one piece of data to the next, so alone they are no deadline.
    """

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self._timer = threading.Timer(self.left(), self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """Start the clock."""
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the clock and let go of the sockets."""
        self._timer.cancel()
        self._timer.join()
        for one in self._watched:
            one.close()

    def left(self) -> float:
        """Return the seconds that are left, never less than a hundredth: 0 means "for ever" to some libraries."""
        return max(0.01, self.deadline - time.monotonic())

    @property
    def over(self) -> bool:
        """Whether the deadline has passed."""
        return time.monotonic() >= self.deadline

    def watch(self, connection: socket.socket) -> socket.socket:
        """Take a connection into care and return it. A duplicate is kept: TLS takes the original's descriptor away."""
        with self._lock:
            self._watched.append(connection.dup())
        if self.over:
            self._end()
        return connection

    def _end(self) -> None:
        with self._lock:
            for one in self._watched:
                # Closed or never connected: then nothing waits for it.
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
