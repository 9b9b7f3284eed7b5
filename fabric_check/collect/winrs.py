"""How a PowerShell script and its answer travel through a remote shell of Windows (WinRS). Does no I/O.

A command line ends at 8191 characters there, so the script goes into environment variables, and a short loader takes it
out again. The answer comes back as base64 between two marks, which no code page, line wrapping or banner can spoil; where
the end mark is missing, the answer is not whole.
"""

import base64
import binascii
import gzip
from collections.abc import Mapping

VARIABLE = "FABRIC_CHECK_"
"""Followed by a number from 0 on; the pieces joined are base64 of the gzipped script in UTF-8."""
PIECE = 8000
"""Characters in one variable: Windows takes 32,767, an old cmd.exe 8,191."""
BEGIN = "<<<fabric-check:"
END = ":fabric-check>>>"

_LOADER = f"""
$ProgressPreference = 'SilentlyContinue'
$packed = ''
for ($i = 0; $piece = [Environment]::GetEnvironmentVariable("{VARIABLE}$i"); $i++) {{ $packed += $piece }}
$bytes = New-Object IO.MemoryStream(, [Convert]::FromBase64String($packed))
$plain = New-Object IO.Compression.GZipStream($bytes, [IO.Compression.CompressionMode]::Decompress)
$script = (New-Object IO.StreamReader($plain, [Text.Encoding]::UTF8)).ReadToEnd()
$answer = -join (& ([ScriptBlock]::Create($script)))
$base64 = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($answer))
[Console]::Out.Write('{BEGIN}' + $base64 + '{END}')
"""


class NoAnswerError(Exception):
    """The begin mark is not in the output: the script never came to its end."""


class CutAnswerError(Exception):
    """The answer began, but is not whole."""


def environment(script: str) -> Mapping[str, str]:
    """Return the variables that carry a script."""
    packed = base64.b64encode(gzip.compress(script.encode("utf-8"), mtime=0)).decode("ascii")
    return {
        f"{VARIABLE}{number}": packed[start : start + PIECE]
        for number, start in enumerate(range(0, len(packed), PIECE))
    }


def command() -> tuple[str, tuple[str, ...]]:
    """Return the program and arguments that run what `environment` carries."""
    loader = base64.b64encode(_LOADER.encode("utf-16-le")).decode("ascii")
    return "powershell.exe", (
        *("-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass"),
        *("-EncodedCommand", loader),
    )


def answer(stdout: bytes) -> str:
    """Return the text that the script printed.

    Raises:
        NoAnswerError: there is no begin mark.
        CutAnswerError: the end mark is missing, or what stands between the marks is not base64 of UTF-8.

    """
    _, begun, rest = stdout.partition(BEGIN.encode())
    if not begun:
        raise NoAnswerError
    packed, ended, _ = rest.partition(END.encode())
    if not ended:
        raise CutAnswerError(f"after {len(packed)} characters its end mark is missing")
    try:
        return base64.b64decode(b"".join(packed.split()), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise CutAnswerError(f"it is not whole: {error}") from None
