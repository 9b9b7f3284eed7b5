"""Which words of a DNOS6 config are secrets, beyond those that any command language has."""

from fabric_check.dialects.redaction import REST, TYPES, compiled
from fabric_check.model.secrets import redact as replace

_PATTERNS = compiled(
    # inside `radius-server host`, `tacacs-server host`: key 7 "WORD"
    rf"key{TYPES}[ \t]+(?P<secret>{REST})",
)


def redact(text: str) -> str:
    """Return the config's text with each secret as ``<redacted>``."""
    return replace(text, _PATTERNS)
