"""Which words of a DNOS6 config are secrets, beyond those that any command language has."""

from fabric_check.dialects.redaction import WORD, compiled
from fabric_check.model.secrets import redact as replace

_PATTERNS = compiled(
    # snmp-server host A traps version 2 "WORD" · snmp-server host A WORD traps version 2
    rf"snmp-server[ \t]+host[ \t]+\S+[ \t]+(?:(?:traps|informs)[ \t]+(?:version[ \t]+\S+[ \t]+)?)?(?P<secret>{WORD})",
    rf"snmp-server[ \t]+(?:v3-host|user)[ \t][^\n]*?[ \t]auth-(?:md5|sha)(?:-key)?[ \t]+(?P<secret>{WORD})",
    rf"snmp-server[ \t]+(?:v3-host|user)[ \t][^\n]*?[ \t]priv-(?:des|3des|aes\w*)(?:-key)?[ \t]+(?P<secret>{WORD})",
    # inside `radius-server host`, `tacacs-server host`: key 7 "WORD"
    rf"key[ \t]+(?:(?:\d|encrypted)[ \t]+)?(?P<secret>{WORD})",
)


def redact(text: str) -> str:
    """Return the config's text with each secret as ``<redacted>``."""
    return replace(text, _PATTERNS)
