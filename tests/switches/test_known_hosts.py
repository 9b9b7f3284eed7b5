"""Files of known host keys count for switches as they do for ssh: what is revoked or another's never lets a password out."""

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import asyncssh
import pytest
from rack import CONFIG, force10
from switch_server import Switch, serving

from fabric_check.collect.switches.collect import collect_switch
from fabric_check.collect.target import CollectError, Failure, Target
from fabric_check.profiles.load import built_in

PROFILES = built_in()
STRANGER = asyncssh.generate_private_key("ssh-rsa", key_size=2048).export_public_key().decode().strip()
OF_ANOTHER_KIND = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode().strip()
RIGHT = {
    "plain": "{host} {key}",
    "an older key beside it": "{host} {stranger}\n{host} {key}",
    "a key of another kind before it": "{host} {other}\n{host} {key}",
    "a pattern": "[127.0.0.?]:* {key}",
    "several names": "sw1,{host} {key} admin@somewhere",
    "lines that are none": "nonsense\n# {host} {stranger}\n{host} ssh-rsa not-base64!\n\n{host} {key}",
    "an authority for everybody": "@cert-authority * {stranger}\n{host} {key}",
    "another key is revoked": "@revoked * {stranger}\n{host} {key}",
}
WRONG = {
    "revoked": ("@revoked {host} {key}", "was revoked"),
    "revoked for all, and known": ("{host} {key}\n@revoked * {key}", "was revoked"),
    "another key": ("{host} {stranger}", "has changed"),
    "a key of another kind alone": ("{host} {other}", "has changed"),
    "authorities are not asked": ("@cert-authority * {key}", "is not in"),
    "all hosts but this one": ("!{host},* {key}", "is not in"),
    "the same address on another port": ("127.0.0.1 {key}", "is not in"),
}


def collect(target: Target) -> None:
    """Collect from a Force10."""
    got = collect_switch(target, time.monotonic() + 20, PROFILES["dell/s4810"], PROFILES)
    assert got.files["configs/sw1.cfg"] == CONFIG


def written(file: Path, text: str, switch: Switch) -> Path:
    """Write a file of known keys for a switch that is served."""
    key = switch.key.export_public_key().decode().strip()
    host = f"[127.0.0.1]:{switch.port}"
    file.write_text(text.format(host=host, key=key, stranger=STRANGER, other=OF_ANOTHER_KIND) + "\n", "ascii")
    return file


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT.keys())
def test_a_key_that_is_known_is_accepted(text: str, tmp_path: Path, target: Callable[..., Target]) -> None:
    """However the file says it, and whatever else stands in it."""
    with serving(switch := force10("sw1")):
        known = written(tmp_path / "known", text, switch)
        collect(target(switch, check_identity=True, known_hosts=known))


@pytest.mark.parametrize(("text", "says"), WRONG.values(), ids=WRONG.keys())
def test_any_other_key_gets_no_password(
    text: str, says: str, tmp_path: Path, target: Callable[..., Target]
) -> None:
    """The device is refused before anybody logs in; a key that is revoked or changed is so even where new ones are accepted."""
    with serving(switch := force10("sw1")):
        known = written(tmp_path / "known", text, switch)
        for accept_new in (False,) if says == "is not in" else (False, True):
            with pytest.raises(CollectError) as raised:
                collect(target(switch, check_identity=True, known_hosts=known, accept_new=accept_new))
            assert raised.value.failure is Failure.IDENTITY
            assert says in raised.value.what
    assert switch.logins == []


def test_hashed_names_are_recognised(tmp_path: Path, target: Callable[..., Target]) -> None:
    """A key whose name ssh-keygen -H hides is found all the same, and no other host's is."""
    if shutil.which("ssh-keygen") is None:
        pytest.fail("ssh-keygen is missing: install openssh-client")
    with serving(switch := force10("sw1")):
        known = written(tmp_path / "known", "somewhere.example {stranger}\n{host} {key}", switch)
        subprocess.run(["ssh-keygen", "-q", "-H", "-f", str(known)], check=True, capture_output=True)
        assert "127.0.0.1" not in known.read_text("ascii")
        collect(target(switch, check_identity=True, known_hosts=known))


def test_a_key_is_remembered_on_a_line_of_its_own(tmp_path: Path, target: Callable[..., Target]) -> None:
    """A file whose last line has no end keeps that line."""
    known = tmp_path / "known"
    known.write_text(f"other.example {STRANGER}", "ascii")
    with serving(switch := force10("sw1")):
        collect(target(switch, check_identity=True, known_hosts=known, accept_new=True))
        collect(target(switch, check_identity=True, known_hosts=known))
    assert known.read_text("ascii").splitlines()[0] == f"other.example {STRANGER}"
    assert len(known.read_text("ascii").splitlines()) == 2
