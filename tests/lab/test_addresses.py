"""A fabric.yaml that gets a lab's addresses, and what else a lab writes for `collect`."""

import stat
from pathlib import Path

import pytest
import yaml
from played import Started

from fabric_check.folder import fabric_yaml
from fabric_check.lab.addresses import with_addresses

HEAD = "# kept\nschema: fabric-check/fabric/1\nname: x\nnetworks:\n  n: {vlan: 1, ip_mtu: 1500} # kept\nlinks: []\n"
ADDRESS = "127.0.0.1:2201"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("switches:\n  a:\n", 'switches:\n  a: {hostname: "127.0.0.1:2201"}\n'),
        ("switches:\n  a: ~  # why\n", 'switches:\n  a: {hostname: "127.0.0.1:2201"}  # why\n'),
        ("switches: {a: {}}\n", 'switches: {a: {hostname: "127.0.0.1:2201"}}\n'),
        (
            "switches:\n  'a':   {profile: dell/s4810} # why\n",
            "switches:\n  'a':   {hostname: \"127.0.0.1:2201\", profile: dell/s4810} # why\n",
        ),
        (
            "switches:\n  a: {profile: dell/s4810, hostname: 192.0.2.1}\n",
            'switches:\n  a: {profile: dell/s4810, hostname: "127.0.0.1:2201"}\n',
        ),
        (
            "switches:\n  a: # why\n    # more\n    profile: dell/s4810\n",
            'switches:\n  a: # why\n    # more\n    hostname: "127.0.0.1:2201"\n    profile: dell/s4810\n',
        ),
        (
            "hosts:\n  a: &one\n    os: linux\n",
            'hosts:\n  a: &one\n    hostname: "127.0.0.1:2201"\n    os: linux\n',
        ),
    ],
)
def test_a_hostname_is_put_in_and_nothing_else_changes(before: str, after: str) -> None:
    """Each way of writing a device takes the address; comments, order and quotes stay."""
    assert with_addresses(HEAD + before, {"a": ADDRESS}) == HEAD + after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "hosts:\n  a: {os: linux, nics: {e: {networks: [n]}, f: {networks: [n]}}}  # why\n",
            'hosts:\n  a: {os: linux, nics: {e: {address: "10.0.0.1", networks: [n]}, f: {networks: [n]}}}  # why\n',
        ),
        (
            "hosts:\n  a:\n    os: linux\n    nics:\n      e:\n        networks: [n]  # why\n        address: 192.0.2.9\n",
            'hosts:\n  a:\n    os: linux\n    nics:\n      e:\n        networks: [n]  # why\n        address: "10.0.0.1"\n',
        ),
    ],
)
def test_a_nic_s_address_is_put_in_and_nothing_else_changes(before: str, after: str) -> None:
    """Each way of writing a NIC takes the address; other NICs, comments and order stay."""
    assert with_addresses(HEAD + before, {}, {("a", "e"): "10.0.0.1"}) == HEAD + after


def test_nics_that_share_their_settings_get_addresses_of_their_own() -> None:
    """Where one NIC is an alias of another, the file is written anew with the same values."""
    text = HEAD + "hosts:\n  a: {os: linux, nics: {e: &one {networks: [n]}, f: *one}}\n"
    edited = fabric_yaml.read(with_addresses(text, {}, {("a", "e"): "10.0.0.1", ("a", "f"): "10.0.0.2"}))
    assert [nic.address for nic in edited.hosts["a"].nics] == ["10.0.0.1", "10.0.0.2"]


def test_devices_that_share_their_settings_get_addresses_of_their_own() -> None:
    """Where one device is an alias of another, the file is written anew with the same values."""
    text = HEAD + "hosts:\n  a: &one {os: linux, nics: {e: {networks: [n]}}}\n  b: *one\n"
    edited = fabric_yaml.read(with_addresses(text, {"a": ADDRESS, "b": "127.0.0.1:2202"}))
    assert [host.hostname for host in edited.hosts.values()] == [ADDRESS, "127.0.0.1:2202"]
    assert [host.nics[0].networks for host in edited.hosts.values()] == [("n",), ("n",)]


def test_the_files_of_a_lab_lead_to_its_devices(started: Started, folder: Path, tmp_path: Path) -> None:
    """Addresses, host keys and credentials are there; what is secret is for its owner alone."""
    text = (folder / "fabric.yaml").read_text("utf-8")
    (folder / "fabric.yaml").write_text(
        text.replace("  pc8132-a:", "  pc8132-a: {credentials: attic}").replace(
            "\nlinks:", '\ncredentials: {attic: {username: admin, password: "env:ATTIC"}}\nlinks:'
        )
    )
    lab = started()
    into = tmp_path / "lab"
    into.mkdir()
    lab.write(into)
    intent = fabric_yaml.read((into / "fabric.yaml").read_text("utf-8"))
    for name, device in {**intent.switches, **intent.hosts}.items():
        assert device.hostname == ":".join(map(str, lab.address(name)))  # type: ignore[attr-defined]
    known = (into / "known_hosts").read_text("utf-8").splitlines()
    assert len(known) == 4
    assert all(line.startswith("[127.0.0.1]:") for line in known)
    credentials = yaml.safe_load((into / "credentials.yaml").read_text("utf-8"))
    assert credentials["hosts"] == ["127.0.0.1"]
    assert set(credentials["credentials"]) == {"default", "attic"}
    for entry in credentials["credentials"].values():
        for key, value in (("password", lab.login.password), ("secret", lab.login.secret)):
            file = Path(entry[key].removeprefix("file:"))
            assert file.read_text("utf-8") == value + "\n"
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((into / "credentials.yaml").stat().st_mode) == 0o600
