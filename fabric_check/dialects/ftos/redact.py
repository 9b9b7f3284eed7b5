"""Which words of an FTOS config are secrets: passwords, hashes, keys, communities."""

import re

from fabric_check.dialects.redaction import redact as replace

_PATTERNS = tuple(
    re.compile(pattern, re.MULTILINE | re.IGNORECASE)
    for pattern in (
        # enable password 7 HASH · username NAME password 7 HASH · enable secret HASH · enable sha256-password HASH
        r"^\s*(?:enable|username\s+\S+).*?\s(?:password|secret|sha256-password)(?:\s+(?:level\s+)?\d+)*\s+(?P<secret>\S+)",
        r"^\s*password(?:\s+\d+)?\s+(?P<secret>\S+)",
        r"^\s*snmp-server\s+community\s+(?P<secret>\S+)",
        r"^\s*snmp-server\s+host\s+.*\s(?:version\s+\S+(?:\s+(?:auth|noauth|priv))?\s+|traps\s+)(?P<secret>[^\s\"]+)",
        r"^\s*snmp-server\s+user\s.*?\s(?:auth|encrypted\s+auth)\s+\S+\s+(?P<secret>\S+)",
        r"^\s*snmp-server\s+user\s.*\spriv\s+(?:\S+\s+)?(?P<secret>\S+)",
        r"^\s*(?:radius-server|tacacs-server)\b.*?\skey(?:\s+\d+)?\s+(?P<secret>\S+)",
        r"^\s*(?:\S+\s+)*?(?:authentication-key(?:\s+\d+\s+md5)?|message-digest-key\s+\d+\s+md5|key-string)(?:\s+\d)?\s+(?P<secret>\S+)",
        r"^\s*neighbor\s+\S+\s+password(?:\s+\d+)?\s+(?P<secret>\S+)",
    )
)


def redact(text: str) -> str:
    """Return the config's text with each secret as ``<redacted>``."""
    return replace(text, _PATTERNS)
