"""Which words of a DNOS6 config are secrets: passwords, hashes, keys, communities."""

import re

from fabric_check.dialects.redaction import redact as replace

_PATTERNS = tuple(
    re.compile(pattern, re.MULTILINE | re.IGNORECASE)
    for pattern in (
        # username "admin" password HASH privilege 15 encrypted · enable password HASH encrypted
        r"^\s*(?:enable|username\s+(?:\"[^\"]*\"|\S+)).*?\s?password\s+(?P<secret>\"[^\"]*\"|\S+)",
        r"^\s*password\s+(?P<secret>\"[^\"]*\"|\S+)",
        r"^\s*snmp-server\s+community(?:-group)?\s+(?P<secret>\"[^\"]*\"|\S+)",
        r"^\s*snmp-server\s+host\s+\S+\s+(?:(?:traps|informs)\s+(?:version\s+\S+\s+)?)?(?P<secret>\"[^\"]*\"|\S+)",
        r"^\s*snmp-server\s+(?:v3-host|user)\s.*?\s(?:auth-md5-key|auth-sha-key|auth-md5|auth-sha)\s+(?P<secret>\"[^\"]*\"|\S+)",
        r"^\s*snmp-server\s+user\s.*?\s(?:priv-des-key|priv-des|priv-aes\S*|priv-3des\S*)\s+(?P<secret>\"[^\"]*\"|\S+)",
        r"^\s*(?:radius-server|tacacs-server|radius server|ip ospf|ip rip)\b.*?\skey\s+(?:\d\s+|encrypted\s+)?(?P<secret>\"[^\"]*\"|\S+)",
        r"^\s*key\s+(?:\d\s+|encrypted\s+)?(?P<secret>\"[^\"]*\"|\S+)",
        r"^\s*(?:\S+\s+)*?(?:authentication-key(?:\s+\d+\s+md5)?|message-digest-key\s+\d+\s+md5|authentication\s+(?:simple|encrypt))\s+(?P<secret>\"[^\"]*\"|\S+)",
    )
)


def redact(text: str) -> str:
    """Return the config's text with each secret as ``<redacted>``."""
    return replace(text, _PATTERNS)
