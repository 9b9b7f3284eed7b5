"""Switches are reached as the user's ssh configuration says: by alias, key, jump host or proxy, with OpenSSH's own client."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import asyncssh
import pytest
from rack import CONFIG, force10
from switch_server import Switch, serving

from fabric_check.collect.switches.collect import collect_switch
from fabric_check.collect.target import CollectError, Failure, Login, Target
from fabric_check.profiles.load import built_in

PROFILES = built_in()
BY_PASSWORD = Login("admin", "pw-of-the-test")


@dataclass
class User:
    """A user with a home, whose ssh reads the configuration there."""

    home: Path

    @property
    def config(self) -> Path:
        """Return the configuration."""
        return self.home / ".ssh" / "config"

    @property
    def known_hosts(self) -> Path:
        """Return the file that both ssh and the program check host keys against."""
        return self.home / ".ssh" / "known_hosts"

    def says(self, *lines: str) -> None:
        """Add to the configuration."""
        with self.config.open("a", encoding="utf-8") as file:
            file.write("\n ".join(lines) + "\n")

    def knows(self, switch: Switch, name: str | None = None) -> None:
        """Know a switch's host key."""
        with self.known_hosts.open("a", encoding="ascii") as file:
            key = switch.key.export_public_key().decode().strip()
            file.write(f"{name or f'[127.0.0.1]:{switch.port}'} {key}\n")


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> User:
    """Return a user; ssh takes the home of the account, not $HOME, so a wrapper tells it the files."""
    real = shutil.which("ssh")
    if real is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs openssh-client")
    found = User(tmp_path)
    found.config.parent.mkdir()
    found.says(f"UserKnownHostsFile {found.known_hosts}", f"GlobalKnownHostsFile {os.devnull}")
    wrapper = tmp_path / "bin" / "ssh"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nexec {real} -F {found.config} "$@"\n', "utf-8")
    wrapper.chmod(0o700)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PATH", f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return found


def collect(target: Target) -> None:
    """Collect from a Force10."""
    got = collect_switch(target, time.monotonic() + 20, PROFILES["dell/s4810"], PROFILES)
    assert got.files["configs/sw1.cfg"] == CONFIG


def running(user: User) -> list[str]:
    """Return the clients of this test that still run."""
    listed = subprocess.run(["ps", "-A", "-o", "args="], capture_output=True, encoding="utf-8", check=True)
    return [line for line in listed.stdout.splitlines() if str(user.config) in line]


def test_an_alias_gives_address_port_and_user(user: User) -> None:
    """What fabric.yaml calls `rack7` is found, and its key is that of the address behind it."""
    with serving(switch := force10("sw1")):
        user.says("Host rack7", "HostName 127.0.0.1", f"Port {switch.port}", "User admin")
        user.knows(switch)
        collect(Target("sw1", "rack7", None, Login(None, "pw-of-the-test")))
    assert switch.logins == ["admin"]


def test_a_key_of_the_configuration_logs_in(user: User) -> None:
    """Without a password, the key that the configuration names is tried; its host key goes by the alias given there."""
    key = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
    key.write_private_key(user.home / "key")
    key.write_public_key(user.home / "key.pub")
    switch = force10("sw1", server={"authorized_client_keys": str(user.home / "key.pub")})
    with serving(switch):
        user.says("Host 127.0.0.1", f"IdentityFile {user.home}/key", "HostKeyAlias the-switch")
        user.knows(switch, "the-switch")
        collect(Target("sw1", "127.0.0.1", switch.port, Login("admin")))
    assert switch.logins == []


@pytest.mark.parametrize("how", ["ProxyJump jump", "ProxyCommand ssh -W %h:%p jump", "ProxyJump jump,jump"])
def test_a_jump_host_leads_there_and_hears_no_password(how: str, user: User) -> None:
    """The session goes through it; it is neither logged in to with the switch's password, nor is anything left running."""
    switch, jump = force10("sw1"), Switch("jump", login_in_band=True)
    with serving(switch, jump):
        user.says("Host jump", "HostName 127.0.0.1", f"Port {jump.port}")
        user.says("Host rack7", "HostName 127.0.0.1", f"Port {switch.port}", how)
        user.knows(switch)
        user.knows(jump)
        collect(Target("sw1", "rack7", None, BY_PASSWORD))
    assert jump.logins == []
    assert running(user) == []


@pytest.mark.parametrize(
    ("trouble", "failure", "says"),
    [
        ("wants a password", Failure.AUTHENTICATION, "Permission denied"),
        ("has another key", Failure.IDENTITY, "CHANGED"),
        ("is away", Failure.REFUSED, "refused"),
    ],
)
def test_a_jump_host_that_does_not_lead_there_is_named(
    trouble: str, failure: Failure, says: str, user: User
) -> None:
    """The failure is that of the way; nobody logs in to the switch."""
    switch, jump = force10("sw1"), Switch("jump", login_in_band=trouble != "wants a password")
    with serving(switch, jump):
        port = 1 if trouble == "is away" else jump.port
        user.says("Host jump", "HostName 127.0.0.1", f"Port {port}")
        user.says("Host rack7", "HostName 127.0.0.1", f"Port {switch.port}", "ProxyJump jump")
        user.knows(switch)
        user.knows(switch if trouble == "has another key" else jump, f"[127.0.0.1]:{port}")
        with pytest.raises(CollectError) as raised:
            collect(Target("sw1", "rack7", None, BY_PASSWORD))
    assert raised.value.failure is failure
    assert raised.value.what.startswith("on the way there, ")
    assert says in raised.value.what
    assert switch.logins == jump.logins == []
    assert running(user) == []


def test_a_configuration_that_ssh_cannot_read_is_said(user: User) -> None:
    """The line that ssh complains of is in the sentence."""
    user.says("Host *", "NoSuchWord yes")
    with pytest.raises(CollectError) as raised:
        collect(Target("sw1", "127.0.0.1", 1, BY_PASSWORD))
    assert "nosuchword" in raised.value.what.lower()


def test_a_way_that_hangs_ends_in_time(user: User, stopwatch: Callable[[], float]) -> None:
    """A proxy that never says a word is ended with the device's time."""
    user.says("Host rack7", "ProxyCommand sleep 600")
    with pytest.raises(CollectError) as raised:
        collect_switch(Target("sw1", "rack7", None, BY_PASSWORD), time.monotonic() + 2, None, PROFILES)
    assert raised.value.failure in {Failure.TIMED_OUT, Failure.NOT_REACHED}
    assert stopwatch() < 2 + 2.5
