"""A file's bytes, where it is a file: a pipe would be waited for, and a device has no end."""

import stat
from pathlib import Path


def read(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        OSError: it cannot be read, or is a pipe, a device or a directory.

    """
    if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
        raise OSError(0, "it is no plain file")
    return path.read_bytes()
