"""Replaces secrets in a config's text; the dialects bring the patterns. Line numbers stay."""

import re
from collections.abc import Iterable

REDACTED = "<redacted>"
_PEM = re.compile(r"(-----BEGIN [A-Z0-9 ]+-----)(.*?)(-----END [A-Z0-9 ]+-----|\Z)", re.DOTALL)


def redact(text: str, patterns: Iterable[re.Pattern[str]]) -> str:
    """Replace the group ``secret`` of each pattern, and the body of every PEM block."""
    for pattern in patterns:
        text = pattern.sub(_without_secret, text)
    return _PEM.sub(_without_body, text)


def _without_secret(match: re.Match[str]) -> str:
    start, end = match.span("secret")
    offset = match.start()
    return f"{match[0][: start - offset]}{REDACTED}{match[0][end - offset :]}"


def _without_body(match: re.Match[str]) -> str:
    return match[1] + re.sub(r"[^\n]+", REDACTED, match[2]) + match[3]
