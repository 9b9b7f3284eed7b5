"""The lab's hosts as pywinrm and OpenSSH meet them."""

import base64
import gzip
import json
import os
import select
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest
from played import LINUX_FACTS, WRONG, Started
from winrm.exceptions import InvalidCredentialsError
from winrm.protocol import Protocol

from fabric_check.lab import background
from fabric_check.lab.running import Lab
from fabric_check.lab.ssh_host import tools
from fabric_check.lab.ssh_host.device import LinuxDevice
from fabric_check.lab.state import started as process_started
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


def ssh_words(user: str, host: str, port: int, folder: Path) -> list[str]:
    """Return OpenSSH's client with a lab's known hosts."""
    return [
        "ssh", "-F", "none", "-p", str(port), "-o", f"UserKnownHostsFile={folder}/known_hosts",
        "-o", "StrictHostKeyChecking=yes", f"{user}@{host}",
    ]  # fmt: skip


def ssh_environment(folder: Path) -> dict[str, str]:
    """Return an environment in which ssh takes the lab's password."""
    helper = folder / "askpass"
    helper.write_text(f"#!/bin/sh\ncat {folder}/password\n")
    helper.chmod(0o700)
    return {**os.environ, "SSH_ASKPASS": str(helper), "SSH_ASKPASS_REQUIRE": "force"}


def ssh(lab: Lab, folder: Path, command: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command on san01 with OpenSSH's client and the files that a lab writes."""
    lab.write(folder)
    return subprocess.run(
        [*ssh_words(lab.login.username, *lab.address("san01"), folder), command], input=given,
        env=ssh_environment(folder), capture_output=True, encoding="utf-8", timeout=30, check=False,
    )  # fmt: skip


def test_a_linux_host_s_tools_say_what_its_facts_say(started: Started, tmp_path: Path) -> None:
    """`ip`, `dcb` and `ethtool` answer from the facts; a NIC or a tool of which they say nothing is not there."""
    script = "ip -j -d link show\ndcb -j pfc show dev eth2\nethtool -i eth2\ndcb -j pfc show dev eth9 || echo none\nrdma link || echo gone\n"
    result = ssh(started(), tmp_path, "sh -s", given=script)
    sections = LINUX_FACTS["sections"]
    assert result.stdout.splitlines() == [
        json.dumps(sections["link"]), json.dumps(sections["dcb_pfc"]["eth2"]), "driver: mlx5_core", "", "none", "gone",
    ]  # type: ignore[index]  # fmt: skip
    assert "Attribute read: Operation not supported" in result.stderr


def test_a_command_s_exit_code_comes_back(started: Started, tmp_path: Path) -> None:
    """Exit code, output and errors are the command's own; the command is recorded."""
    lab = started()
    result = ssh(lab, tmp_path, "echo out; echo err >&2; exit 7")
    assert (result.returncode, result.stdout, result.stderr) == (7, "out\n", "err\n")
    assert lab.device("san01", LinuxDevice).received == ["echo out; echo err >&2; exit 7"]


def test_after_a_fix_the_tools_say_something_else(started: Started, tmp_path: Path) -> None:
    """Replaced facts are what the tools print from then on."""
    lab = started()
    lab.device("san01", LinuxDevice).replace('{"sections": {"link": [{"ifname": "eth2", "mtu": 9014}]}}')
    assert '"mtu": 9014' in ssh(lab, tmp_path, "ip -j link show; dcb -j pfc show dev eth2").stdout


def test_a_prefix_stands_before_every_command(started: Started, tmp_path: Path) -> None:
    """A host may be told where its commands run, such as in a network namespace."""
    lab = started()
    name, facts = "san01", lab.device("san01", LinuxDevice).facts
    lab.add(LinuxDevice(name, facts, lab.login, prefix=("env", "WHERE=there")))
    assert ssh(lab, tmp_path, "echo $WHERE").stdout == "there\n"


def running(host: str, port: int, folder: Path) -> tuple[subprocess.Popen[str], int]:
    """Start a command on a lab's host that never ends by itself; return ssh and the command's process id here."""
    session = subprocess.Popen(
        [*ssh_words("lab", host, port, folder), "echo $$; exec sleep 1000"], env=ssh_environment(folder), stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, encoding="utf-8",
    )  # fmt: skip
    assert session.stdout is not None
    return session, int(session.stdout.readline())


def test_no_process_outlives_the_lab(folder: Path, tmp_path: Path) -> None:
    """A command that still runs when the lab is left is ended with all that it started."""
    with Lab(folder) as lab:
        lab.write(tmp_path)
        session, pid = running(*lab.address("san01"), tmp_path)
        assert process_started(pid) is not None
    assert process_started(pid) is None
    with session:
        assert session.wait(30) == 255


def test_no_process_outlives_its_client(started: Started, tmp_path: Path) -> None:
    """A command whose client goes away is ended."""
    lab = started()
    lab.write(tmp_path)
    session, pid = running(*lab.address("san01"), tmp_path)
    handle = os.pidfd_open(pid)
    with session:
        session.terminate()
    ended, _, _ = select.select([handle], [], [], 30)
    os.close(handle)
    assert ended


def test_no_process_outlives_a_lab_that_is_killed(folder: Path, tmp_path: Path) -> None:
    """Where the lab's own process is killed, what its hosts run ends too."""
    found = background.up(folder, tmp_path / "lab")
    address = found.devices["san01"]
    session, pid = running(address.address, address.port, tmp_path / "lab")
    handle = os.pidfd_open(pid)
    assert found.server is not None
    os.kill(found.server.pid, signal.SIGKILL)
    ended, _, _ = select.select([handle], [], [], 30)
    os.close(handle)
    with session:
        session.wait(30)
    background.down(tmp_path / "lab")
    assert ended


@pytest.mark.root
def test_a_host_in_a_network_namespace_has_that_namespace_s_links(started: Started, tmp_path: Path) -> None:
    """With a prefix into a namespace, `ip` is the namespace's own and `dcb` still answers from the facts."""
    lab, namespace = started(), f"fc-lab-{os.getpid()}"
    subprocess.run(["ip", "netns", "add", namespace], check=True)
    try:
        prefix = ("ip", "netns", "exec", namespace)
        facts = lab.device("san01", LinuxDevice).facts
        lab.add(
            LinuxDevice(
                "san01", facts, lab.login, prefix=prefix, stubbed=("dcb", "ethtool", "rdma", "lldpctl")
            )
        )
        result = ssh(lab, tmp_path, "ip -j link show; dcb -j pfc show dev eth2")
    finally:
        subprocess.run(["ip", "netns", "delete", namespace], check=True)
    links, _, pfc = result.stdout.partition("\n")
    assert [link["ifname"] for link in json.loads(links)] == ["lo"]
    assert json.loads(pfc) == LINUX_FACTS["sections"]["dcb_pfc"]["eth2"]


@pytest.mark.root
def test_the_tools_stand_in_below_a_real_sshd(tmp_path: Path) -> None:
    """OpenSSH's own server with the tools on its PATH gives the same answers as the lab's server."""
    tools.install(tmp_path / "bin", json.dumps(LINUX_FACTS))
    for key in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / key], check=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    Path("/run/sshd").mkdir(exist_ok=True)
    (tmp_path / "config").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {tmp_path}/host\nAuthorizedKeysFile {tmp_path}/user.pub\n"
        f"PidFile none\nUsePAM no\nStrictModes no\nSetEnv PATH={tmp_path}/bin\n"
    )
    sshd = shutil.which("sshd", path="/usr/sbin:/usr/bin") or "sshd"
    with subprocess.Popen(
        [sshd, "-D", "-e", "-f", tmp_path / "config"], stderr=subprocess.PIPE, encoding="utf-8"
    ) as server:
        try:
            assert server.stderr is not None
            assert "listening" in server.stderr.readline()
            (tmp_path / "known_hosts").write_text(f"[127.0.0.1]:{port} {(tmp_path / 'host.pub').read_text()}")
            command = ssh_words("root", "127.0.0.1", port, tmp_path)
            answer = subprocess.run(
                [*command, "-i", str(tmp_path / "user"), "-o", "BatchMode=yes", "exec sh -c 'ip -j link show; dcb -j pfc show dev eth2'"],
                capture_output=True, encoding="utf-8", timeout=30, check=False,
            )  # fmt: skip
        finally:
            server.terminate()
    sections = LINUX_FACTS["sections"]
    wanted = [json.dumps(sections["link"]), json.dumps(sections["dcb_pfc"]["eth2"])]
    assert answer.stdout.splitlines() == wanted, answer.stderr
