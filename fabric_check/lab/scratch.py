"""Folders that a lab needs while it is up, and nobody afterwards: removed when left, and also where the process is killed.

They lie in one folder of the process. Another process waits for this one's end of a pipe to close, and removes it then.
"""

import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

# It waits for the end of its input, whatever made that end.
_WATCH = "import shutil, sys; sys.stdin.read(); shutil.rmtree(sys.argv[1], ignore_errors=True)"
_turn = threading.Lock()


class _Root:
    """The folder of this process and its watcher, as long as anybody uses it."""

    now: "_Root | None" = None

    def __init__(self) -> None:
        self.users = 0
        self.path = Path(tempfile.gettempdir()) / f"fabric-check-lab-{secrets.token_hex(8)}"
        command = [sys.executable, "-I", "-S", "-c", _WATCH, str(self.path)]
        # A session of its own: what a terminal tells the program is not meant for it. It holds on to no pipe of others.
        self.watcher = subprocess.Popen(  # noqa: S603 - ourselves
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.path.mkdir(0o700)

    def leave(self) -> None:
        """Remove the folder, and wait until the watcher has seen to it."""
        shutil.rmtree(self.path)
        self.watcher.communicate()


class Scratch:
    """An empty folder of its own, *path*, until it is left or the process ends, however it ends."""

    def __init__(self) -> None:
        with _turn:
            self._root = _Root.now = _Root.now or _Root()
            self._root.users += 1
        self.path = Path(tempfile.mkdtemp(dir=self._root.path))

    @property
    def watcher(self) -> int:
        """The process that removes what this one leaves behind."""
        return self._root.watcher.pid

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove it."""
        self.remove()

    def remove(self) -> None:
        """Remove it with all that is in it; the last of a process ends the watcher."""
        shutil.rmtree(self.path)
        with _turn:
            self._root.users -= 1
            if not self._root.users:
                _Root.now = None
                self._root.leave()
