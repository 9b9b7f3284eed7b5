"""Recognises the probe's script, and answers it with real pings from the host's place on the lab's wires.

No PowerShell runs: a program of the lab sends what the script was asked to send, and prints what it would.
"""

import base64
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from fabric_check.lab.wsman import pings

FIRST_LINE = "# fabric-check probe"
_REQUEST = re.compile(r"^\$request = '([A-Za-z0-9+/=]+)'$", re.MULTILINE)
_SECONDS = 120


def answer(script: str, prefix: Sequence[str]) -> str | None:
    """Return what the probe would print, sent from below *prefix*; None for another script, or where no packets flow."""
    found = _REQUEST.search(script)
    if found is None or FIRST_LINE not in script or not prefix:
        return None
    done = subprocess.run(  # noqa: S603 - the lab's own program below its own prefix
        [*prefix, sys.executable, "-I", "-S", str(Path(pings.__file__))],
        input=base64.b64decode(found[1]),
        capture_output=True,
        timeout=_SECONDS,
        check=False,
    )
    return done.stdout.decode("utf-8") if done.returncode == 0 else None
