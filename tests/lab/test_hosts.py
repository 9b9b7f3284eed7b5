"""The lab's hosts as pywinrm and OpenSSH meet them."""

import base64
import gzip
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from played import LINUX_FACTS, WRONG, Started
from winrm.exceptions import InvalidCredentialsError
from winrm.protocol import Protocol

from fabric_check.lab.running import Lab
from fabric_check.lab.ssh_host.device import LinuxDevice
from fabric_check.lab.wsman.device import WindowsDevice

SCRIPT = "# fabric-check collector\nGet-NetAdapter\n"
LOADER = "[Console]::Out.Write('<fabric-check' + $base64 + 'fabric-check>')"


def protocol(lab: Lab, **options: str) -> Protocol:
    """Return a WinRM client of hv01."""
    host, port = lab.address("hv01")
    login = {"username": lab.login.username, "password": lab.login.password, "transport": "ntlm"}
    return Protocol(
        f"http://{host}:{port}/wsman", **{**login, "proxy": None, "ca_trust_path": None, **options}
    )  # type: ignore[arg-type]


def ask(client: Protocol, script: str) -> tuple[str, str, int]:
    """Run a script as the collector does, from environment variables; return stdout, stderr and the exit code."""
    packed = base64.b64encode(gzip.compress(script.encode())).decode()
    loader = base64.b64encode(LOADER.encode("utf-16-le")).decode()
    shell = client.open_shell(env_vars={"PART_0": packed[:20], "PART_1": packed[20:]}, codepage=65001)
    try:
        command = client.run_command(shell, "powershell.exe", ("-NoProfile", "-EncodedCommand", loader))
        out, err, code = client.get_command_output(shell, command)
        client.cleanup_command(shell, command)
    finally:
        client.close_shell(shell)
    return out.decode(), err.decode(), code


@pytest.mark.parametrize("encryption", ["auto", "always", "never"])
def test_the_collector_is_answered_with_the_facts(started: Started, encryption: str) -> None:
    """Over NTLM, each message encrypted or not, the answer between the script's own marks is the facts file."""
    lab = started()
    out, err, code = ask(protocol(lab, message_encryption=encryption), SCRIPT)
    assert (err, code) == ("", 0)
    begin, end = "<fabric-check", "fabric-check>"
    assert out.startswith(begin)
    assert out.endswith(end)
    assert base64.b64decode(out[len(begin) : -len(end)]).decode() == lab.device("hv01", WindowsDevice).facts
    assert lab.device("hv01", WindowsDevice).shells.open == {}


def test_a_large_answer_comes_in_pieces_and_whole(started: Started) -> None:
    """Facts of several envelopes' size arrive complete."""
    lab = started()
    lab.device("hv01", WindowsDevice).replace("é" * 400_000)
    out, _, _ = ask(protocol(lab), SCRIPT)
    assert len(base64.b64decode(out.removeprefix("<fabric-check").removesuffix("fabric-check>"))) == 800_000


def test_another_script_is_not_run(started: Started) -> None:
    """The lab has no PowerShell and says so."""
    _, err, code = ask(protocol(started()), "Get-Process")
    assert code == 1
    assert "no PowerShell" in err


def test_a_wrong_password_is_refused(started: Started) -> None:
    """NTLM is really verified."""
    with pytest.raises(InvalidCredentialsError):
        ask(protocol(started(), **WRONG), SCRIPT)


needs_ssh = pytest.mark.skipif(shutil.which("ssh") is None, reason="needs OpenSSH's client")


def ssh(lab: Lab, folder: Path, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run OpenSSH's client against san01, with the files that a lab writes."""
    lab.write(folder)
    host, port = lab.address("san01")
    helper = folder / "askpass"
    helper.write_text(f"#!/bin/sh\ncat {folder}/password\n")
    helper.chmod(0o700)
    command = [
        "ssh", "-F", "none", "-p", str(port), "-o", f"UserKnownHostsFile={folder}/known_hosts",
        "-o", "StrictHostKeyChecking=yes", f"{lab.login.username}@{host}", *words,
    ]  # fmt: skip
    environment = {**os.environ, "SSH_ASKPASS": str(helper), "SSH_ASKPASS_REQUIRE": "force"}
    return subprocess.run(
        command, input=given, env=environment, capture_output=True, encoding="utf-8", timeout=30, check=False
    )


@needs_ssh
def test_a_linux_host_s_tools_say_what_its_facts_say(started: Started, tmp_path: Path) -> None:
    """`ip`, `dcb` and `ethtool` answer from the facts; a NIC or a tool of which they say nothing is not there."""
    script = "ip -j -d link show\ndcb -j pfc show dev eth2\nethtool -i eth2\ndcb -j pfc show dev eth9 || echo none\nrdma link || echo gone\n"
    result = ssh(started(), tmp_path, "sh -s", given=script)
    sections = LINUX_FACTS["sections"]
    assert result.stdout.splitlines() == [
        json.dumps(sections["link"]), json.dumps(sections["dcb_pfc"]["eth2"]), "driver: mlx5_core", "", "none", "gone",
    ]  # type: ignore[index]  # fmt: skip
    assert "Attribute read: Operation not supported" in result.stderr


@needs_ssh
def test_a_command_s_exit_code_comes_back(started: Started, tmp_path: Path) -> None:
    """Exit code, output and errors are the command's own; the command is recorded."""
    lab = started()
    result = ssh(lab, tmp_path, "echo out; echo err >&2; exit 7")
    assert (result.returncode, result.stdout, result.stderr) == (7, "out\n", "err\n")
    assert lab.device("san01", LinuxDevice).received == ["echo out; echo err >&2; exit 7"]


@needs_ssh
def test_after_a_fix_the_tools_say_something_else(started: Started, tmp_path: Path) -> None:
    """Replaced facts are what the tools print from then on."""
    lab = started()
    lab.device("san01", LinuxDevice).replace('{"sections": {"link": [{"ifname": "eth2", "mtu": 9014}]}}')
    assert '"mtu": 9014' in ssh(lab, tmp_path, "ip -j link show; dcb -j pfc show dev eth2").stdout


@needs_ssh
def test_a_prefix_stands_before_every_command(started: Started, tmp_path: Path) -> None:
    """A host may be told where its commands run, such as in a network namespace."""
    lab = started()
    name, facts = "san01", lab.device("san01", LinuxDevice).facts
    lab.add(LinuxDevice(name, facts, lab.login, prefix=("env", "WHERE=there")))
    assert ssh(lab, tmp_path, "echo $WHERE").stdout == "there\n"
