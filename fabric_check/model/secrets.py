"""What looks like a secret in any text of a device, whatever its command language, and what stands in its place.

Over-eager on purpose: a word lost from a description costs less than a password kept. Lines keep their numbers.
"""

import json
import re
from collections.abc import Iterable

REDACTED = "<redacted>"

WORD = r"(?:\"[^\"\n]*\"|\"(?=[^\s\"])|(?!\^C)[^\s\"\x03])+"
"""One argument of a command: a word, or a quoted text. Neither a quote that only closes nor a banner's end belongs to it."""

REST = r"(?:\"[^\"\n]*\"(?=\s|\Z)|[^\n]*[^\s\"])"
"""What is left of a line: for keys in which blanks may stand."""

TYPES = (
    r"(?:[ \t]+(?:(?:level[ \t]+)?\d{1,2}|(?:un)?encrypted|plain(?:-?text)?|clear(?:-?text)?|ascii|hex|hash(?:ed)?|"
    r"hmac-\w+|md5|sha(?:-?\d+)?|scrypt|pbkdf2|is))*"
)
"""What may stand between `password` and the password: an encryption type, a level, an algorithm, a verb."""

GAP = r"[^\n]{0,400}"
"""What else may stand on a command's line. It is bounded, since a hostile device may print a line without an end."""

_PEM = re.compile(r"(-----BEGIN [A-Z0-9 ]+-----)(.*?)(-----END [A-Z0-9 ]+-----|\Z)", re.DOTALL)

_OF_SNMP_HOST = (
    r"(?:[ \t]+(?:traps?|informs?|v[123]c?|(?:version|vrf|filter)[ \t]+\S+|(?:timeout|retries|udp-port)[ \t]+\d+|auth|"
    r"noauth|priv))*"
)
"""What may stand between the address of a receiver of traps and the community, or the user, in either language."""

_ANYWHERE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # password 7 HASH · secret 5 HASH · sha256-password HASH · password encrypted HASH · Password is: WORD · pwd=WORD
        rf"(?:\b|(?<=\^C))(?:password|passwd|pwd|passphrase|secret){TYPES}(?:[ \t]*[:=][ \t]*|[ \t]+)(?P<secret>{WORD})",
        rf"\b(?:pass|pw)[ \t]*[:=][ \t]*(?P<secret>{WORD})",
        # radius-server host A key 7 WORD · tacacs-server key "WORD" · client A server-key 7 WORD
        rf"\b(?:radius|tacacs)(?:-server)?\b{GAP}?[ \t]key{TYPES}[ \t]+(?P<secret>{REST})",
        rf"\bserver-key{TYPES}[ \t]+(?P<secret>{REST})",
        rf"\b(?:pre-shared-key|psk|(?:wpa2?|wep|isakmp)[ \t]+key){TYPES}[ \t]+(?P<secret>{WORD})",
        # authentication-key 10 sha1 7 WORD · message-digest-key 1 md5 7 WORD · key-string 7 WORD
        (
            r"\b(?:authentication-key|message-digest-key|key-string)(?:[ \t]+\d{1,5}(?=[ \t]+\S+[ \t]))?"
            rf"{TYPES}[ \t]+(?P<secret>{WORD})"
        ),
        rf"\bauthentication(?:-type)?[ \t]+(?:simple|encrypt){TYPES}[ \t]+(?P<secret>{WORD})",
        r"\bipsec[ \t]+spi[ \t]+\d+[ \t]+(?P<secret>[^\n]*\S)",
        rf"\bsnmp-server[ \t]+community(?:-group)?[ \t]+(?P<secret>{WORD})",
        rf"\bsnmp-server[ \t]+host[ \t]+{WORD}{_OF_SNMP_HOST}[ \t]+(?P<secret>{WORD})",
        # snmp-server user U G 3 auth md5 WORD priv aes128 WORD · snmp-server user U G auth-sha512-key WORD priv-aes-key WORD
        rf"\bsnmp-server[ \t]+(?:user|v3-host)[ \t]{GAP}?[ \t]auth(?:-|[ \t]+)(?:md5|sha)\S*[ \t]+(?P<secret>{WORD})",
        (
            rf"\bsnmp-server[ \t]+(?:user|v3-host)[ \t]{GAP}[ \t]priv(?:-\S+)?"
            rf"(?:[ \t]+(?:des(?:56)?|3des|aes-?(?:128|192|256)?(?:-cfb)?))?[ \t]+(?P<secret>{WORD})"
        ),
        # ftp://user:WORD@host · Authorization: Bearer WORD
        r"://[^\s/:@]*:(?P<secret>[^\s/]+)@",
        r"\bauthorization:[ \t]*\w+[ \t]+(?P<secret>[^\s\"]+)",
    )
)

_SECRET_NAME = re.compile(
    r"password|passwd|passphrase|pwd|psk|secret|community|private_?key|api_?key|token", re.IGNORECASE
)
_JSON_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')
_COLON = re.compile(r"\s*:")
_HINT = re.compile(r"pass|pw|secret|key|psk|authenti|authoriz|snmp|ipsec|://|-----BEGIN", re.IGNORECASE)
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
    parts: list[str] = []
    end, depth = 0, -1  # how many brackets are open in a secret's value; below 0 there is none
    for match in _JSON_TEXT.finditer(text):
        between = text[end : match.start()]
        if depth >= 0:
            depth += sum((sign in "[{") - (sign in "]}") for sign in between)
            depth = -1 if depth == 0 and "," in between else depth
        written, end = match[0], match.end()
        if _COLON.match(text, end):
            depth = 0 if depth < 0 and _SECRET_NAME.search(written) else depth
        elif depth >= 0 and written != '""':
            written = f'"{REDACTED}"'
        parts += between, _without_secrets_inside(written)
    return "".join(parts) + text[end:]


def _without_secrets_inside(written: str) -> str:
    """Return one text of a JSON file, as it was written, or anew without its secrets."""
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
