"""Switches that really speak ssh give their files whole, and are asked nothing but show commands."""

import time
from collections.abc import Callable
from pathlib import Path

import asyncssh
import pytest
from switch_server import Switch, serving

from fabric_check import dialects
from fabric_check.collect.switches import allowed
from fabric_check.collect.switches.collect import collect_switch, slug
from fabric_check.collect.target import CollectError, Failure, Got, Target
from fabric_check.profiles.load import built_in

SECONDS = 20.0
OLD_ALGORITHMS = {
    "kex_algs": ["diffie-hellman-group14-sha1"],
    "encryption_algs": ["aes128-cbc"],
    "mac_algs": ["hmac-sha1"],
}
MakeTarget = Callable[..., Target]
Config = Callable[[str], str]


def collected(target: Target, profile: str | None = None, seconds: float = SECONDS) -> Got:
    """Collect from a test switch."""
    profiles = built_in()
    return collect_switch(
        target, time.monotonic() + seconds, profiles[profile] if profile else None, profiles
    )


def force10(config: str, **more: object) -> Switch:
    """Return a Force10 as its users know it."""
    answers = {
        "show running-config": config,
        "show version": "Dell Real Time Operating System Software\nSystem Type: S4810\n",
        "show vlan": "Codes: * - Default VLAN\n" + "    NUM    Status\n" * 60,
    }
    return Switch("s4810-a", answers, **more)  # type: ignore[arg-type]


def powerconnect(config: str, **more: object) -> Switch:
    """Return a PowerConnect as its users know it; its prompt has a blank."""
    answers = {"show running-config": config, "show vlan": "VLAN   Name   Ports\n"}
    return Switch("rack 7 switch", answers, pager=("--More-- or (q)uit", "\r" + " " * 18 + "\r"), **more)  # type: ignore[arg-type]


WAYS_IN = {
    "enable without a password": {},
    "enable with a password": {"secret": "enable-of-the-test"},
    "privileged at once": {"privileged": True},
    "a banner that asks": {"acknowledge": True, "banner": "### property of lab ###\nmtu > 5 # all\n"},
    "a long banner": {"banner": "welcome to the lab, all is logged\n" * 60},
    "a pager that stays on": {"pager_always": True},
    "a prompt in colours": {"after_prompt": "\x1b[0m\x1b[K"},
    "a banner that ends like a prompt": {"banner": "welcome\ns4810-a#\nrack 7 switch>\n#####\n"},
    "algorithms of long ago": {"server": OLD_ALGORITHMS},
}


@pytest.mark.filterwarnings("ignore:Diffie-Hellman over finite fields")
@pytest.mark.parametrize("way", WAYS_IN.values(), ids=WAYS_IN.keys())
@pytest.mark.parametrize(
    ("make", "name", "profile", "dialect"),
    [
        (force10, "s4810-a", "dell/s4810", "ftos"),
        (force10, "s4810-a", None, "ftos"),
        (powerconnect, "pc8132-a", "dell/powerconnect-8132", "dnos6"),
        (powerconnect, "pc8132-a", None, "dnos6"),
    ],
)
def test_a_switch_gives_its_config_whole(
    make: Callable[..., Switch],
    name: str,
    profile: str | None,
    dialect: str,
    way: dict[str, object],
    config: Config,
    target: MakeTarget,
) -> None:
    """Each line of the config arrives, whatever stands between the login and the prompt, and all sent lines are allowed."""
    switch = make(config(name), **way)
    with serving(switch):
        got = collected(target(switch), profile)
    assert got.files["configs/sw1.cfg"] == dialects.get(dialect).redact(config(name))
    assert got.files["state/sw1/show-vlan.txt"].strip() == switch.answers["show vlan"].strip()
    session = {"", " ", "y", "enable", "exit", "terminal length 0", "enable-of-the-test"}
    assert [
        line for line in switch.lines if line.strip() not in session and not allowed.is_show(line.strip())
    ] == []


def test_a_switch_that_asks_for_user_and_password_in_its_session(config: Config, target: MakeTarget) -> None:
    """Old PowerConnect switches let every ssh client in; the profile's device_type says so."""
    switch = powerconnect(config("pc8132-a"), login_in_band=True)
    profiles = built_in()
    profile = profiles["dell/powerconnect-8132"]
    old = type(profile)(
        **{**{key: getattr(profile, key) for key in profile.__slots__}, "device_type": "dell_powerconnect"}
    )
    with serving(switch):
        got = collect_switch(target(switch), time.monotonic() + SECONDS, old, profiles)
    assert "configs/sw1.cfg" in got.files


def test_a_model_that_only_show_version_names_is_noted(config: Config, target: MakeTarget) -> None:
    """Where the config does not say the model, `show version` does, and the note says what to write."""
    text = "".join(line for line in config("s4810-a").splitlines(keepends=True) if "provision" not in line)
    switch = force10(text)
    with serving(switch):
        got = collected(target(switch))
    assert any("profile: dell/s4810" in note for note in got.notes)


def test_commands_that_a_switch_does_not_know_are_noted_not_stored(
    config: Config, target: MakeTarget
) -> None:
    """An answer that says that the command is none is no file."""
    switch = force10(config("s4810-a"))
    with serving(switch):
        got = collected(target(switch), "dell/s4810")
    assert sorted(got.files) == ["configs/sw1.cfg", "state/sw1/show-version.txt", "state/sw1/show-vlan.txt"]
    assert any("`show vlt brief` is not answered" in note for note in got.notes)


def test_messages_that_a_switch_logs_in_between_are_no_part_of_its_config(
    config: Config, target: MakeTarget
) -> None:
    """Their lines are empty in the file, so that the block around them goes on."""
    said = "Nov 28 01:00:00: %STKUNIT0-M:CP %IFMGR-5-OSTATE_UP: Changed interface state to up: Te 0/1\n"
    text = config("s4810-a")
    with serving(switch := force10(text.replace(" mtu 12000\n", f"{said} mtu 12000\n"))):
        got = collected(target(switch))
    assert got.files["configs/sw1.cfg"] == text.replace(" mtu 12000\n", "\n mtu 12000\n")
    assert got.files["configs/sw1.cfg"] != text


def test_fifty_thousand_lines_arrive(target: MakeTarget) -> None:
    """A config of 50,000 lines is as whole as a short one."""
    text = "! Version 9.9(0.0)\nstack-unit 0 provision S4810\n!\n"
    text += "".join(
        f"interface Vlan {number % 4000 + 2}\n description line {number}\n!\n" for number in range(16_700)
    )
    text += "end\n"
    switch = force10(text, secret="enable-of-the-test")
    with serving(switch):
        got = collected(target(switch), seconds=60)
    assert got.files["configs/sw1.cfg"] == text


def test_host_keys_are_checked_as_ssh_does(tmp_path: Path, config: Config, target: MakeTarget) -> None:
    """An unknown key is refused with its fingerprint, accepted and remembered when asked, and a changed one never is."""
    switch = force10(config("s4810-a"))
    known = tmp_path / "ssh" / "known_hosts"
    checked = {"check_identity": True, "known_hosts": known}
    with serving(switch):
        with pytest.raises(CollectError) as unknown:
            collected(target(switch, **checked))
        collected(target(switch, **checked, accept_new=True))
        collected(target(switch, **checked))
        line = known.read_text("ascii")
        stranger = asyncssh.generate_private_key("ssh-rsa", key_size=2048)
        known.write_text(
            f"[127.0.0.1]:{switch.port} {stranger.export_public_key().decode().strip()}\n", "ascii"
        )
        with pytest.raises(CollectError) as changed:
            collected(target(switch, **checked, accept_new=True))
    assert unknown.value.failure is changed.value.failure is Failure.IDENTITY
    assert switch.key.get_fingerprint("sha256") in unknown.value.what
    assert "--accept-new-host-keys" in unknown.value.hint
    assert line.startswith(f"[127.0.0.1]:{switch.port} ssh-rsa ")
    assert "has changed" in changed.value.what
    assert f"ssh-keygen -R [127.0.0.1]:{switch.port}" in changed.value.hint
    assert len(switch.logins) == 2


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("show interfaces port-channel brief", "show-interfaces-port-channel-brief"),
        ("show lldp neighbors detail", "show-lldp-neighbors-detail"),
        ("show interfaces Te 0/1  pfc", "show-interfaces-Te-0-1-pfc"),
    ],
)
def test_a_command_names_its_file(command: str, name: str) -> None:
    """Every run of what is no letter or digit is one dash."""
    assert slug(command) == name
