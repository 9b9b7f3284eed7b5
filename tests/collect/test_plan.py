"""Which devices are collected from, by whose credentials, and to whom no secret goes unasked."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.collect.inventory import Entry, Inventory, read
from fabric_check.collect.plan import Plan, listed, login, plan
from fabric_check.collect.target import Login
from fabric_check.folder import fabric_yaml
from fabric_check.folder.credentials import Own, read_own
from fabric_check.model.address import split_address
from fabric_check.model.errors import FabricCheckError, InputError
from fabric_check.model.intent import Credentials

FABRIC = """\
schema: fabric-check/fabric/1
name: f
networks: {}
switches:
  named: {hostname: 192.0.2.1, credentials: lab, profile: dell/s4810}
  plain: {hostname: "[2001:db8::1]:2201"}
  grouped: {}
  nowhere: {}
hosts:
  hv01: {os: windows, hostname: hv01.example}
credentials:
  lab: {username: admin, password: "env:LAB_PW", secret: "ask"}
  default: {username: other, password: "file:pw"}
  racks: {username: rackuser, key_file: ~/key}
"""
GROUPED = Inventory({"grouped": Entry("10.0.0.3", 830, "ansible", ("leafs", "racks", "all"))})


def planned(own: Own | None = None, *only: str) -> Plan:
    """Return the plan of the fabric above."""
    return plan(fabric_yaml.read(FABRIC), own or Own(), GROUPED, only)


def test_each_device_has_its_address_and_credentials() -> None:
    """By name, by a group of the inventory, or by default; what has no address is left out and noted."""
    found = {one.device: one for one in planned().devices}
    assert {name: (one.address, one.port, one.kind, one.name) for name, one in found.items()} == {
        "named": ("192.0.2.1", None, "switch", "lab"),
        "plain": ("2001:db8::1", 2201, "switch", "default"),
        "grouped": ("10.0.0.3", 830, "switch", "racks"),
        "hv01": ("hv01.example", None, "windows", "default"),
    }
    assert found["named"].profile == "dell/s4810"
    assert planned().notes == ("no hostname, so not collected from: nowhere",)


@pytest.mark.parametrize(
    "said",
    [{"ansible_host": "-oProxyCommand=x"}, {"ansible_host": "{{ a }}.example"}, {"ansible_port": "70000"}],
)
def test_an_address_that_is_none_stops_only_who_needs_it(said: dict[str, str], tmp_path: Path) -> None:
    """An inventory is a whole site's: what is wrong with another host, or where fabric.yaml knows better, costs nothing."""
    file = tmp_path / "inventory.json"
    wrong = {"_meta": {"hostvars": {"web9": said, "named": said}}}
    file.write_text(json.dumps(wrong), "utf-8")
    devices = plan(fabric_yaml.read(FABRIC), Own(), read(file)).devices
    assert {one.device for one in devices} == {"named", "plain", "hv01"}
    wrong["_meta"]["hostvars"]["nowhere"] = said
    file.write_text(json.dumps(wrong), "utf-8")
    with pytest.raises(FabricCheckError, match="nowhere: its address in the inventory is none"):
        plan(fabric_yaml.read(FABRIC), Own(), read(file))
    assert plan(fabric_yaml.read(FABRIC), Own(), read(file), ["plain"]).devices


def test_the_user_s_own_entry_counts_before_the_folder_s() -> None:
    """An entry of the same name in the user's own file stands in the place of the folder's."""
    own = Own((), {"lab": Credentials("me", "keyring:x"), "default": Credentials("me")})
    found = {one.device: one for one in planned(own).devices}
    assert found["named"].credentials == Credentials("me", "keyring:x")
    assert found["plain"].credentials == Credentials("me")


def test_secrets_go_only_where_the_user_lists_or_confirms() -> None:
    """Every device whose login needs a secret is asked about unless the user's own file lists its address."""
    assert [one.device for one in planned().unconfirmed(Own())] == ["named", "plain", "hv01"]
    own = Own(("192.0.2.0/24", "*.EXAMPLE"), {})
    assert [one.device for one in planned(own).unconfirmed(own)] == ["plain"]


@pytest.mark.parametrize(
    ("address", "pattern", "inside"),
    [
        ("192.0.2.7", "192.0.2.0/24", True),
        ("192.0.3.7", "192.0.2.0/24", False),
        ("2001:db8::7", "2001:db8::/32", True),
        ("sw1.lab.example", "*.lab.example", True),
        ("sw1.lab.example.evil", "*.lab.example", False),
        ("SW1", "sw1", True),
        ("192.0.2.7.evil.example", "192.0.2.0/24", False),
    ],
)
def test_an_address_is_listed_by_name_pattern_or_network(address: str, pattern: str, *, inside: bool) -> None:
    """Names ignore case, a pattern covers the whole name, and a network only addresses."""
    assert listed(address, [pattern]) is inside


def test_logins_are_looked_up_by_reference() -> None:
    """Secrets come from the references, are not in the login's text, and without credentials the inventory's user stands."""
    asked: list[tuple[str, str, str]] = []

    def look_up(reference: str, whose: str, username: str) -> str:
        asked.append((reference, whose, username))
        return f"secret of {reference}"

    found = {one.device: login(one, look_up) for one in planned().devices}
    assert found["named"] == Login("admin", "secret of env:LAB_PW", "secret of ask")
    assert "secret of" not in repr(found["named"])
    assert found["grouped"].key_file == Path("~/key").expanduser()
    assert ("ask", "enable password of credentials `lab`", "admin") in asked
    without = plan(
        fabric_yaml.read(FABRIC.partition("credentials:\n")[0].replace(", credentials: lab", "")),
        Own(),
        GROUPED,
    )
    assert login(without.devices[2], look_up) == Login("ansible")


@pytest.mark.parametrize(("only", "says"), [("namd", "did you mean 'named'?"), ("nowhere", "no `hostname`")])
def test_a_device_that_cannot_be_meant_is_refused(only: str, says: str) -> None:
    """What the user names must be a device and have an address."""
    with pytest.raises(FabricCheckError, match=r".") as refused:
        planned(None, only)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sw1", ("sw1", None)),
        ("sw1.example:22", ("sw1.example", 22)),
        ("127.0.0.1:2201", ("127.0.0.1", 2201)),
        ("[::1]:22", ("::1", 22)),
        ("fe80::1%eth0", ("fe80::1%eth0", None)),
    ],
)
def test_an_address_may_carry_its_port(text: str, expected: tuple[str, int | None]) -> None:
    """Names, IPv4 and IPv6, the latter in brackets where a port follows."""
    assert split_address(text) == expected


@given(st.one_of(st.text(max_size=20), st.text("[]:.%-/@ a1f", max_size=20)))
def test_no_address_is_an_option_or_a_command(text: str) -> None:
    """Whatever is accepted begins like a name or an address and holds no blank, slash or sign of a shell."""
    try:
        host, port = split_address(text)
    except ValueError:
        return
    assert host[0].isalnum() or host[0] in "_:"
    assert not set(host) & set(" /\\@$`;&|<>'\"()[]\n")
    assert port is None or 0 < port < 65536


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hosts: []\n", "key 'schema' is missing"),
        ("schema: fabric-check/credentials/2\n", "newer than this fabric-check"),
        ("schema: fabric-check/credentials/1\nhost: [a]\n", "unknown key 'host'"),
        (
            "schema: fabric-check/credentials/1\ncredentials: {lab: {username: a, password: hunter2}}\n",
            "never the secret itself",
        ),
    ],
)
def test_a_credentials_file_is_checked(tmp_path: Path, text: str, says: str) -> None:
    """What is wrong is said with its place, and a secret that stands there in clear is not repeated."""
    file = tmp_path / "credentials.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        read_own(file)
    assert says in str(refused.value)
    assert "hunter2" not in str(refused.value)


def test_a_missing_file_of_credentials_is_an_error_only_where_it_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to have one."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert read_own(None) == Own()
    with pytest.raises(InputError):
        read_own(tmp_path / "none.yaml")
