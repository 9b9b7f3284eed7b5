"""Snippets for Linux: as a shell reads them, and run in a network of their own."""

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import host_changes
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabric_check.model.errors import FabricCheckError
from fabric_check.model.text import printable
from fabric_check.remedy.changes import linux_dcb
from fabric_check.remedy.changes.linux import LinkMtu

NASTY = st.sampled_from(
    ["$(reboot)", "`reboot`", "; reboot", "' reboot '", "a\\", "&& reboot", "{{ 7 * 7 }}", "#", "-n", "*"]
)
LINKS = [
    {"ifname": "e0", "mtu": 1500},
    {"ifname": "e0.5", "mtu": 1500, "link": "e0", "linkinfo": {"info_kind": "vlan", "info_data": {"id": 5}}},
]


def words(text: str) -> list[list[str]]:
    """Return the words of each command of a script, as a shell splits them."""
    return [shlex.split(line) for line in text.split("\n") if line and not line.startswith("#")]


@given(st.text(min_size=1, max_size=30) | NASTY, st.text(max_size=30) | NASTY)
def test_no_name_changes_what_a_snippet_does(name: str, why: str) -> None:
    """The same words are said whatever a name is, and the name is one of them; one with a control makes no snippet."""
    if printable(name) != name:
        with pytest.raises(FabricCheckError, match="control character"):
            host_changes.snippet("linux", host_changes.linux(name), why)
        return
    usual = words(host_changes.snippet("linux", host_changes.linux("eth2")))
    said = words(host_changes.snippet("linux", host_changes.linux(name), why))
    assert said == [[name if word == "eth2" else word for word in line] for line in usual]


def test_a_size_says_how_to_keep_it() -> None:
    """Below each size stands, as a comment, what the usual managers of networks want written, with that size."""
    text = host_changes.snippet("linux", [LinkMtu("lx01", "bond0", 9000, 1500, (("e0", 9000),))])
    for name in ("bond0", "e0"):
        said = text.split(f"ip link set dev {name} mtu 9000\n")[1].split("ip link")[0].replace("\n# ", " ")
        assert said.startswith(f"# to keep it, for {name}: `mtu: 9000` in netplan")
        assert "`MTUBytes=9000`" in said
        assert "802-3-ethernet.mtu 9000" in said


def test_a_shell_reads_the_snippet() -> None:
    """A shell finds no fault in its syntax."""
    text = host_changes.snippet("linux", host_changes.linux("it's $(x)"))
    subprocess.run(["sh", "-n"], input=text.encode(), check=True)


def test_tools_get_what_is_meant(tmp_path: Path) -> None:
    """Each tool is called with the words that its manual names, the NIC as one of them."""
    for tool in ("ip", "dcb", "ethtool"):
        (tmp_path / tool).write_text(
            f'#!/bin/sh\nprintf "%s|" {tool} "$@" >> {tmp_path}/said\necho >> {tmp_path}/said\n'
        )
        (tmp_path / tool).chmod(0o700)
    text = host_changes.snippet("linux", host_changes.linux("e 0"))
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(["sh"], input=text.encode(), env={"PATH": path}, check=True)
    assert (tmp_path / "said").read_text().splitlines() == [
        "ip|link|set|dev|e 0|mtu|9000|",
        "ip|link|set|dev|e 0|mtu|9000|",
        "dcb|pfc|set|dev|e 0|prio-pfc|3:on|4:on|",
        "dcb|ets|set|dev|e 0|willing|off|",
        "ethtool|-A|e 0|autoneg|off|rx|off|tx|off|",
    ]


@pytest.fixture
def network() -> Iterator[str]:
    """Yield a network namespace with a link ``e0``, which the kernel has to allow."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("needs root and ip")
    name = f"fc-fix-{os.getpid()}"
    subprocess.run(["ip", "netns", "add", name], check=True)
    subprocess.run(["ip", "-n", name, "link", "add", "e0", "type", "veth", "peer", "name", "e1"], check=True)
    yield name
    subprocess.run(["ip", "netns", "delete", name], check=True)


@pytest.mark.root
def test_kernel_does_what_the_replay_says(network: str) -> None:
    """A snippet that is run gives the sizes that its replay gives, and its rollback the ones before."""

    def sizes() -> dict[str, int]:
        shown = subprocess.run(["ip", "-n", network, "-j", "link", "show"], capture_output=True, check=True)
        return {row["ifname"]: row["mtu"] for row in json.loads(shown.stdout) if row["ifname"] != "lo"}

    def run(change: LinkMtu) -> None:
        text = host_changes.snippet("linux", [change])
        subprocess.run(["ip", "netns", "exec", network, "sh"], input=text.encode(), check=True)

    facts = {"link": [{"ifname": name, "mtu": mtu} for name, mtu in sizes().items()]}
    change = LinkMtu("lx01", "e0", 9000, 1500)
    run(change)
    assert sizes() == {row["ifname"]: row["mtu"] for row in change.replay(facts)["link"]}
    run(change.undo(facts))
    assert sizes() == {row["ifname"]: row["mtu"] for row in facts["link"]}


def test_what_lies_on_a_smaller_link_follows_and_comes_back() -> None:
    """The kernel lowers a VLAN device with its parent and does not raise it again; the way back does."""
    facts = {"link": [{**row, "mtu": 9000} for row in LINKS]}
    change = LinkMtu("lx01", "e0", 1500, 9000, (("e0.5", 1500),))
    after = change.replay(facts)
    assert [row["mtu"] for row in after["link"]] == [1500, 1500]
    undo = change.undo(facts)
    assert undo.replay(after) == facts
    assert words(host_changes.snippet("linux", [undo]))[1:] == [
        ["ip", "link", "set", "dev", "e0", "mtu", "9000"],
        ["ip", "link", "set", "dev", "e0.5", "mtu", "9000"],
    ]


def test_lower_first_what_lies_above_and_raise_it_last() -> None:
    """No link is ever larger than the one that it lies on."""
    down, up = ([LinkMtu("lx01", name, to, was, depth=depth).place for depth, name in enumerate(("e0", "e0.5"))]
                for to, was in ((1500, 9000), (9000, 1500)))  # fmt: skip
    assert down == sorted(down, reverse=True)
    assert up == sorted(up)


def test_pause_comes_back_as_it_was() -> None:
    """The words on and off change in their places alone."""
    text = "Pause parameters for e0:\nAutonegotiate:\ton\nRX:\t\ton\nTX:\t\toff\nRX negotiated: on\n"
    facts = {"ethtool_a": {"e0": text}}
    change = linux_dcb.Pause("lx01", "e0", autoneg=False)
    after = change.replay(facts)
    assert after["ethtool_a"]["e0"] == text.replace("\ton", "\toff")
    assert change.undo(facts).replay(after) == facts
