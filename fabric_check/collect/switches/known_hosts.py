"""Reads files of known host keys as ssh does (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): patterns, hashed names, revoked keys.

paramiko's own reader takes no markers and no patterns, and stops at a line of another kind.
"""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_REVOKED = "@revoked"


@dataclass(frozen=True, slots=True)
class Known:
    """One key that a file has for a host; *kind* is its type, *blob* the key as it travels."""

    kind: str
    blob: bytes
    file: Path
    revoked: bool


def read(file: Path, name: str) -> Iterator[Known]:
    """Yield what a file says of a host; *name* is its address, or ``[address]:port``.

    Lines that are none, and certificates' authorities, are passed over as ssh does.

    Raises:
        OSError: the file is there and cannot be read.

    """
    try:
        text = file.read_text("latin-1")
    except FileNotFoundError:
        return
    for line in text.splitlines():
        words = line.split()
        marker = words.pop(0) if words and words[0].startswith("@") else ""
        if len(words) < 3 or words[0].startswith("#") or marker not in {"", _REVOKED}:
            continue
        patterns, kind, key = words[:3]
        try:
            blob = base64.b64decode(key, validate=True)
        except binascii.Error:
            continue
        if _matches(patterns, name.lower()):
            yield Known(kind, blob, file, marker == _REVOKED)


def _matches(patterns: str, name: str) -> bool:
    """Return whether a line is of a host: any pattern says so, and no ``!`` pattern says no."""
    if patterns.startswith("|1|"):
        return _is_hashed(patterns, name)
    found = False
    for pattern in patterns.lower().split(","):
        wild = re.escape(pattern.removeprefix("!")).replace(r"\*", ".*").replace(r"\?", ".")
        if re.fullmatch(wild, name):
            if pattern.startswith("!"):
                return False
            found = True
    return found


def _is_hashed(hashed: str, name: str) -> bool:
    salt, _, digest = hashed.removeprefix("|1|").partition("|")
    try:
        made = hmac.digest(base64.b64decode(salt), name.encode(), hashlib.sha1)
        return hmac.compare_digest(made, base64.b64decode(digest))
    except binascii.Error:
        return False
