"""What looks like a secret in any text of a device, whatever its command language, and what stands in its place.

Over-eager on purpose: a word lost from a description costs less than a password kept. Lines keep their numbers.
"""

import json
import re
from collections.abc import Iterable

REDACTED = "<redacted>"

WORD = r"(?:\"[^\"\n]*\"|[^\s\"]+)"
"""One argument of a command: a word, or a quoted text."""

_TYPES = r"(?:[ \t]+(?:(?:level[ \t]+)?\d{1,2}|encrypted|hmac-md5|md5|sha))*"
"""What may stand between `password` and the password: an encryption type, a level, an algorithm."""

_PEM = re.compile(r"(-----BEGIN [A-Z0-9 ]+-----)(.*?)(-----END [A-Z0-9 ]+-----|\Z)", re.DOTALL)

_ANYWHERE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # password 7 HASH · secret 5 HASH · sha256-password HASH · password encrypted HASH · Password: WORD · pwd=WORD
        rf"\b(?:password|passwd|pwd|passphrase|secret)(?:[ \t]*[:=][ \t]*|{_TYPES}[ \t]+)(?P<secret>{WORD})",
        # radius-server host A key 7 WORD · tacacs-server key "WORD"
        rf"\b(?:radius|tacacs)(?:-server)?\b[^\n]*?[ \t]key{_TYPES}[ \t]+(?P<secret>{WORD})",
        rf"\b(?:authentication-key|message-digest-key)[ \t]+\d+[ \t]+md5(?:[ \t]+\d)?[ \t]+(?P<secret>{WORD})",
        rf"\b(?:authentication-key|key-string)(?:[ \t]+\d)?[ \t]+(?!\d+[ \t]+md5\b)(?P<secret>{WORD})",
        rf"\bauthentication(?:-type)?[ \t]+(?:simple|encrypt)(?:[ \t]+\d)?[ \t]+(?P<secret>{WORD})",
        r"\bipsec[ \t]+spi[ \t]+\d+[ \t]+(?P<secret>[^\n]*\S)",
        rf"\bsnmp-server[ \t]+community(?:-group)?[ \t]+(?P<secret>{WORD})",
        # ftp://user:WORD@host · Authorization: Bearer WORD
        r"://[^\s/:@]+:(?P<secret>[^\s/@]+)@",
        r"\bauthorization:[ \t]*\w+[ \t]+(?P<secret>[^\s\"]+)",
    )
)

_JSON_NAMED = re.compile(
    r'"(?:[^"\\]|\\.)*(?:password|passwd|passphrase|secret|community|private_?key|api_?key|token)(?:[^"\\]|\\.)*"'
    r'\s*:\s*\[?\s*"(?P<secret>(?:[^"\\]|\\.)+)"',
    re.IGNORECASE,
)


_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_HINT = re.compile(r"pass|pwd|secret|key|authenti|authoriz|community|ipsec|://|-----BEGIN", re.IGNORECASE)
"""What a text has to hold before it is worth a closer look: of a host's thousands, few do."""


def redact(text: str, patterns: Iterable[re.Pattern[str]] = ()) -> str:
    """Replace every secret that is known by its surroundings, then the group ``secret`` of each further pattern."""
    for pattern in (*_ANYWHERE, *patterns):
        text = pattern.sub(_without_secret, text)
    return _PEM.sub(_without_body, text)


def redact_json(text: str) -> str:
    """Return a JSON text with its secrets replaced, known by their names or, inside a text, by their surroundings.

    What is not replaced stays as it was written, so that lines keep their numbers; the result is JSON again.
    """
    return _JSON_TEXT.sub(_without_secrets_inside, _JSON_NAMED.sub(_without_secret, text))


def _without_secrets_inside(match: re.Match[str]) -> str:
    written = match[0]
    if not _HINT.search(written):
        return written
    try:
        said: str = json.loads(written)
    except ValueError:
        return written
    clean = redact(said)
    return written if clean == said else json.dumps(clean, ensure_ascii=False)


def _without_secret(match: re.Match[str]) -> str:
    start, end = match.span("secret")
    offset = match.start()
    return f"{match[0][: start - offset]}{REDACTED}{match[0][end - offset :]}"


def _without_body(match: re.Match[str]) -> str:
    return match[1] + re.sub(r"[^\n]+", REDACTED, match[2]) + match[3]
