"""Saved text enters a folder without its secrets, whole, and line by line where it was."""

from pathlib import Path

import pytest

from fabric_check import dialects
from fabric_check.collect.saved import store

MARK = "S3cr3tW0rd"
FTOS = """\
hostname a
enable password 7 S3cr3tW0rd
enable secret 5 S3cr3tW0rd
enable sha256-password S3cr3tW0rd
username admin password 7 S3cr3tW0rd privilege 15
username op secret 5 S3cr3tW0rd
snmp-server community S3cr3tW0rd ro
snmp-server host 192.0.2.1 traps version 2c S3cr3tW0rd udp-port 162
snmp-server user u g 3 auth md5 S3cr3tW0rd priv des56 S3cr3tW0rd
radius-server host 192.0.2.2 key 7 S3cr3tW0rd
tacacs-server host 192.0.2.3 key 7 S3cr3tW0rd
ntp authentication-key 1 md5 7 S3cr3tW0rd
router bgp 65000
 neighbor 192.0.2.4 password 7 S3cr3tW0rd
interface TenGigabitEthernet 0/1
 ip ospf message-digest-key 1 md5 7 S3cr3tW0rd
line vty 0
 password 7 S3cr3tW0rd
-----BEGIN RSA PRIVATE KEY-----
S3cr3tW0rd
-----END RSA PRIVATE KEY-----
end
"""
DNOS6 = """\
configure
username "admin" password S3cr3tW0rd privilege 15 encrypted
enable password S3cr3tW0rd encrypted
snmp-server community "S3cr3tW0rd" rw
snmp-server host 192.0.2.1 traps version 2 "S3cr3tW0rd"
snmp-server user u g auth-md5 S3cr3tW0rd priv-des S3cr3tW0rd
radius-server key "S3cr3tW0rd"
radius-server host auth 192.0.2.2
key S3cr3tW0rd
exit
tacacs-server host "192.0.2.3"
key 7 "S3cr3tW0rd"
exit
line console
password S3cr3tW0rd encrypted
exit
ntp authentication-key 1 md5 S3cr3tW0rd
exit
"""


@pytest.mark.parametrize(("dialect", "text"), [("ftos", FTOS), ("dnos6", DNOS6)])
def test_no_secret_passes_redaction(dialect: str, text: str) -> None:
    """A secret of every kind is gone, and every line is still at its number with its first word."""
    clean = dialects.get(dialect).redact(text)
    assert MARK not in clean
    assert [line.split()[:1] for line in clean.splitlines() if "<redacted>" not in line.split()[:1]] == [
        line.split()[:1] for line in text.splitlines() if line != MARK
    ]
    assert clean.count("\n") == text.count("\n")


@pytest.mark.parametrize(("dialect", "text"), [("ftos", FTOS), ("dnos6", DNOS6)])
def test_redaction_twice_changes_nothing(dialect: str, text: str) -> None:
    """What was redacted once stays as it is."""
    once = dialects.get(dialect).redact(text)
    assert dialects.get(dialect).redact(once) == once


def test_configs_are_stored_without_secrets(tmp_path: Path) -> None:
    """No byte below the folder holds the secret, and nothing but the files that were asked for is there."""
    store(
        tmp_path,
        {"configs/a.cfg": FTOS, "configs/b.cfg": DNOS6, "fabric.yaml": "x: 1\n"},
        {"a": "ftos", "b": "dnos6"},
    )
    files = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file())
    assert files == ["configs/a.cfg", "configs/b.cfg", "fabric.yaml"]
    assert not any(MARK.encode() in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
