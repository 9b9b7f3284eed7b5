"""Which words of an FTOS config are secrets, beyond those that any command language has."""

from fabric_check.dialects.redaction import WORD, compiled
from fabric_check.model.secrets import redact as replace

_PATTERNS = compiled(
    # snmp-server host A traps version 2c WORD udp-port 162 · … version 3 priv USER
    rf"snmp-server[ \t]+host[ \t][^\n]*?[ \t](?:version[ \t]+\S+(?:[ \t]+(?:auth|noauth|priv))?|(?:traps|informs))[ \t]+(?!version\b|udp-port\b)(?P<secret>{WORD})",
    # snmp-server user U G 3 encrypted auth md5 WORD priv des56 WORD
    rf"snmp-server[ \t]+user[ \t][^\n]*?[ \t]auth[ \t]+(?:md5|sha)[ \t]+(?P<secret>{WORD})",
    rf"snmp-server[ \t]+user[ \t][^\n]*[ \t]priv[ \t]+(?:(?:des56|aes128(?:-cfb)?|3des)[ \t]+)?(?P<secret>{WORD})",
)


def redact(text: str) -> str:
    """Return the config's text with each secret as ``<redacted>``."""
    return replace(text, _PATTERNS)
