"""Recognises what a client sends, and answers it: the collector from facts, the probe by real pings.

No PowerShell runs here. So this shows that the script and its answer travel well, and nothing about the script.
"""

import base64
import binascii
import gzip
import re
from collections.abc import Mapping, Sequence

from fabric_check.lab.wsman import prober
from fabric_check.lab.wsman.shells import Output

FIRST_LINE = "# fabric-check collector"
_ENCODED = re.compile(r"-enc\w*\s+(\S+)", re.IGNORECASE)
_MARKS = re.compile(r"""['"]([^'"\s]*fabric-check[^'"\s]*)['"]""")


def answer(line: str, environment: Mapping[str, str], facts: str, prefix: Sequence[str] = ()) -> Output:
    """Return what a command line prints. *prefix* is how a program is run in the host's network, where there is one."""
    loader = _loader(line)
    script = _script(environment) or loader
    marks = [mark for mark in _MARKS.findall(loader) if not mark.startswith("#")]
    said = facts if script.startswith(FIRST_LINE) else prober.answer(script, prefix)
    if said is None or len(marks) < 2:
        return Output(
            stderr=b"This lab host runs no PowerShell; it knows fabric-check's collector and, on wires, its probe.\r\n",
            exit_code=1,
        )
    # A ScriptBlock's lines are joined without their ends: the collector prints one line of JSON.
    packed = base64.b64encode(said.encode("utf-8"))
    return Output(marks[0].encode() + packed + marks[1].encode())


def _loader(line: str) -> str:
    found = _ENCODED.search(line)
    try:
        return base64.b64decode(found[1]).decode("utf-16-le") if found else line
    except (binascii.Error, UnicodeDecodeError):
        return line


def _script(environment: Mapping[str, str]) -> str:
    """Return the script that numbered variables carry as base64 of gzip; empty if there is none."""
    pieces = [environment[name] for name in sorted(environment, key=_number) if _number(name) >= 0]
    try:
        return gzip.decompress(base64.b64decode("".join(pieces))).decode("utf-8")
    except (binascii.Error, OSError, EOFError, UnicodeDecodeError):
        return ""


def _number(name: str) -> int:
    found = re.search(r"(\d+)$", name)
    return int(found[1]) if found else -1
