"""The collector scripts by themselves: Linux for real, in several shells; PowerShell by a parser, which is all there is here."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_pwsh

from fabric_check.collect import winrs
from fabric_check.collect.scripts import script
from fabric_check.folder import host_json

SHELLS = ("dash", "bash", "busybox sh")
POWERSHELL = tree_sitter.Parser(tree_sitter.Language(tree_sitter_pwsh.language()))
CHANGES = {"Enable-NetLldpAgent", "wevtutil.exe", "Start-Sleep", "Write-Warning"}
"""What the one function that changes a host may do besides reading; nothing else may call it unasked."""
HARMLESS = {
    "&", "ConvertTo-Json", "ForEach-Object", "New-Object", "Remove-TypeData", "Select-Object", "Set-StrictMode",
    "Where-Object",
}  # fmt: skip
"""What is neither Get-… nor our own, and acts on this PowerShell alone."""

ALIASES = {
    "DeviceName", "DriverVersion", "MediaConnectionState", "NetAdapterDeviceID", "OperationalFlowControl",
    "RemoteFlowControl", "RoceMaxFrameSize",
}  # fmt: skip
"""Other names of what is collected, labels of printed text, and a registry keyword (all keywords are collected)."""


@pytest.fixture(params=SHELLS)
def shell(request: pytest.FixtureRequest) -> list[str]:
    """Return a shell's command, where it is installed."""
    words = str(request.param).split()
    if shutil.which(words[0]) is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"missing program: {words[0]}")
    return [str(shutil.which(words[0])), *words[1:]]


def tools(folder: Path, **scripts: str) -> str:
    """Write stand-ins for network tools and return a PATH that has them first."""
    for name, body in scripts.items():
        tool = folder / name
        tool.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
        tool.chmod(0o700)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def printed(shell: list[str], path: str | None = None) -> host_json.HostFactsFile:
    """Return what the collector prints, which must be a facts file as it stands."""
    ended = subprocess.run(
        [*shell, "-s"],
        input=script("linux").encode(),
        env={**os.environ, "PATH": path or os.environ["PATH"]},
        capture_output=True,
        check=True,
    )
    assert ended.stderr == b""
    return host_json.read(ended.stdout.decode("utf-8"), "facts/san01.json")


def links(*names: str) -> str:
    """Return a stand-in for `ip` that knows these links."""
    rows = [{"ifindex": 1, "ifname": "lo", "link_type": "loopback"}]
    rows += [{"ifindex": number, "ifname": name, "mtu": 9000} for number, name in enumerate(names, 2)]
    rows.append({"ifindex": 99, "ifname": "bond0", "linkinfo": {"info_kind": "bond"}})
    return f"cat <<'END'\n{json.dumps(rows)}\nEND"


def test_output_by_hand_is_a_facts_file(shell: list[str]) -> None:
    """What the script prints on this machine can be dropped into facts/ as it is."""
    facts = printed(shell)
    assert facts.os == "linux"
    assert facts.host == os.uname().nodename
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", facts.collected)
    assert "kernel" in facts.os_version
    real = json.loads(subprocess.run(["ip", "-j", "link"], capture_output=True, check=True).stdout)
    assert [link["ifname"] for link in facts.sections["link"]] == [link["ifname"] for link in real]


def test_each_nic_is_asked_and_nothing_else(shell: list[str], tmp_path: Path) -> None:
    """Physical NICs get DCB, driver and pause; loopback, bonds and names that need quoting do not."""
    path = tools(
        tmp_path,
        ip=links("eth2", "enp1s0f0np0", "-rf", 'a"b', "$(id)"),
        dcb='echo "{\\"asked\\": \\"$*\\"}"',
        ethtool='echo "$1 of $2"',
    )
    sections = printed(shell, path).sections
    nics = ["eth2", "enp1s0f0np0"]
    for section in ("dcb_pfc", "dcb_ets", "dcb_app", "dcb_dcbx", "ethtool_i", "ethtool_a", "ethtool_S"):
        assert list(sections[section]) == nics
    assert sections["dcb_pfc"]["eth2"] == {"asked": "-j -s pfc show dev eth2"}
    assert sections["ethtool_i"]["eth2"] == "-i of eth2"


def test_text_of_tools_survives_as_it_is(shell: list[str], tmp_path: Path) -> None:
    """Quotes, backslashes, tabs and lines are escaped; control characters go."""
    path = tools(
        tmp_path, ip=links("eth2"), ethtool=r"""printf 'RX:\ton "x" \\n\n\033[31mTX:\toff \303\251\n'"""
    )
    assert printed(shell, path).sections["ethtool_a"]["eth2"] == 'RX:\ton "x" \\n\n[31mTX:\toff é'


def test_only_telling_counters_are_kept(shell: list[str], tmp_path: Path) -> None:
    """Of thousands of counters, those of pauses, drops and wrong lengths are."""
    counters = "printf 'NIC statistics:\\n rx_prio3_pause: 7\\n rx_octets: 9\\n rx_oversize_pkts_phy: 1\\n'"
    path = tools(tmp_path, ip=links("eth2"), ethtool=counters)
    assert (
        printed(shell, path).sections["ethtool_S"]["eth2"] == " rx_prio3_pause: 7\n rx_oversize_pkts_phy: 1"
    )


@pytest.mark.parametrize(
    "output", ["", "\n\n", "[", '[{"a": "', "[]]", '{"a": [}', "warning: old kernel", 'x"y[]']
)
def test_output_that_is_no_json_spoils_nothing(output: str, shell: list[str], tmp_path: Path) -> None:
    """A tool that prints half an answer, or none, makes its own section unknown and leaves the others whole."""
    path = tools(tmp_path, ip=links("eth2"), rdma=f"printf '%s' '{output}'", lldpctl="echo '{\"lldp\": []}'")
    facts = printed(shell, path)
    assert "rdma" not in facts.sections
    assert facts.sections["lldp"] == {"lldp": []}
    assert [error.type for error in facts.errors if error.section == "rdma"] == ["CommandFailed"]


def test_a_tool_that_fails_is_an_error_with_its_words(shell: list[str], tmp_path: Path) -> None:
    """JSON from a tool that failed is not taken, and its message is kept."""
    path = tools(tmp_path, ip=links("eth2"), rdma="echo '[]'; echo 'no \"right\"' >&2; exit 1")
    (error,) = (error for error in printed(shell, path).errors if error.section == "rdma")
    assert 'no "right"' in error.message


def test_a_missing_tool_is_not_a_missing_feature(tmp_path: Path) -> None:
    """Without a tool nothing is known; the type must not read as the Windows word for "not installed"."""
    kept = ("sh", "cat", "tr", "sed", "awk", "head", "date", "uname", "sort", "timeout", "true")
    for name in kept:
        (tmp_path / name).symlink_to(str(shutil.which(name)))
    bare = script("linux").replace("$PATH:/usr/sbin:/sbin", "$PATH")
    ended = subprocess.run(
        [tmp_path / "sh", "-s"],
        input=bare.encode(),
        env={"PATH": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    facts = host_json.read(ended.stdout.decode("utf-8"), "facts/san01.json")
    assert "link" not in facts.sections
    assert {error.type for error in facts.errors} == {"MissingTool"}


def test_a_script_that_arrives_by_halves_does_nothing(shell: list[str]) -> None:
    """A connection that is cut while the script is sent runs none of it."""
    half = script("linux").rpartition("main")[0]
    ended = subprocess.run([*shell, "-s"], input=half.encode(), capture_output=True, check=False)
    assert ended.stdout == b""


def parsed(text: str) -> tree_sitter.Node:
    """Return the root of a PowerShell text's tree."""
    return POWERSHELL.parse(text.encode()).root_node


def nodes(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    """Return a node and all below it."""
    return [node, *(below for child in node.children for below in nodes(child))]


def called(node: tree_sitter.Node) -> set[str]:
    """Return the names of the commands below a node."""
    return {
        one.children[0].text.decode() for one in nodes(node) if one.type == "command" and one.children[0].text
    }


def functions(root: tree_sitter.Node) -> dict[str, tree_sitter.Node]:
    """Return a script's functions by their names."""
    found = [one for one in nodes(root) if one.type == "function_statement"]
    return {
        next(
            child.text.decode() for child in one.children if child.type == "function_name" and child.text
        ): one
        for one in found
    }


@pytest.mark.parametrize("text", [script("windows"), winrs._LOADER], ids=["collector", "loader"])
def test_powershell_parses(text: str) -> None:
    """No part of it is an error to the grammar, and it is plain ASCII, which old versions take for granted."""
    assert not parsed(text).has_error
    assert text.isascii()


def test_the_collector_only_reads() -> None:
    """Everything called is Get-…, our own or harmless; what changes a host stands in one function behind one switch."""
    root = parsed(script("windows"))
    own = functions(root)
    changing = own.pop("Enable-LldpLog")
    allowed = HARMLESS | set(own) | {"Enable-LldpLog"}
    everything = called(root) - called(changing)
    assert {name for name in everything if not name.startswith("Get-")} <= allowed
    assert {name for name in called(changing) if not name.startswith("Get-")} <= CHANGES | {"ForEach-Object"}
    assert script("windows").count("Enable-LldpLog") == 2
    section = script("windows").partition("Add-Section 'lldpFrame' {")[2].partition("\n}")[0]
    assert "if ($EnableLldpLog) { [void](Enable-LldpLog) }" in section


def test_the_collector_keeps_to_powershell_4() -> None:
    """Neither classes, nor ::new(), nor parameters that came later."""
    text = script("windows")
    assert not re.search(r"::new\(|\bclass \w|\busing \w|-AsArray|-EnumsAsStrings|\?\?|&&", text)


def test_each_section_of_the_contract_is_collected() -> None:
    """The sections that are read are the ones that are written."""
    sections = set(re.findall(r"^Add-Section '(\w+)'", script("windows"), re.MULTILINE))
    assert sections >= {
        "netAdapter", "advancedProperty", "ipInterface", "ipAddress", "rdma", "adapterQos", "qosPolicy",
        "qosFlowControl", "qosTrafficClass", "dcbxSetting", "vmSwitch", "vmNetworkAdapter", "vmNetworkAdapterVlan",
        "vmNetworkAdapterIsolation", "teamMapping", "lbfoTeam", "smbClientInterface", "smbMultichannel", "vmHost",
        "vmMigrationNetwork", "clusterNetwork", "cluster", "counters", "events",
    }  # fmt: skip


def test_everything_that_is_read_of_windows_is_collected(root: Path) -> None:
    """Each property that the parser asks for by name stands in the collector, but for aliases and what is text only."""
    wanted: set[str] = set()
    for file in (root / "fabric_check" / "parse" / "windows").rglob("*.py"):
        wanted |= set(re.findall(r'"([A-Z][a-z]+[A-Z]\w+)"', file.read_text("utf-8")))
    collected = set(re.findall(r"\b[A-Z]\w+", script("windows")))
    assert wanted - collected <= ALIASES
