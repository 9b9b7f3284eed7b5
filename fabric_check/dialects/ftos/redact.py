"""Which words of an FTOS config are secrets, beyond those that any command language has."""

from fabric_check.dialects.redaction import GAP, REST, TYPES, compiled
from fabric_check.model.secrets import redact as replace

_PATTERNS = compiled(
    # inside `tacacs-server group`, `radius dynamic-auth`: host A key 7 WORD · client A key WORD
    rf"(?:host|client)[ \t]+\S{GAP}?[ \t]key{TYPES}[ \t]+(?P<secret>{REST})",
)


def redact(text: str) -> str:
    """Return the config's text with each secret as ``<redacted>``."""
    return replace(text, _PATTERNS)
