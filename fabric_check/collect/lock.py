"""One run a folder at a time. The operating system lets the lock go with its process, so none is ever left behind."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from fabric_check.model.errors import FabricCheckError

FILE = ".collect.lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock.

    Raises:
        FabricCheckError: another process holds it, or the folder cannot be written.

    """
    try:
        stream = (folder / FILE).open("a+", encoding="ascii")
    except OSError as error:
        raise FabricCheckError(f"{folder} cannot be written: {error.strerror}") from None
    with stream:
        try:
            _hold(stream)
        except OSError:
            stream.seek(0)
            who = stream.read(20).strip()
            by = f" (process {who})" if who.isdecimal() else ""
            raise FabricCheckError(
                f"another run{by} is collecting into {folder}; wait for it to end"
            ) from None
        stream.truncate(0)
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        yield


def _hold(stream: IO[str]) -> None:
    """Take the lock or raise OSError; closing the file gives it back."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - there is none elsewhere

        # Far behind the text, so that another process can still read who holds it.
        stream.seek(1 << 20)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        stream.seek(0)
    else:
        import fcntl  # noqa: PLC0415 - there is none on Windows

        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
