"""The packet process hears real LLDP frames on a real interface, and says so in JSON lines."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

LLDP = (
    bytes.fromhex("0180c200000e02000000000188cc")
    + bytes.fromhex("0207040200000000010403014706020078")
    + b"\0\0"
)
SEND = (
    "import socket, sys\n"
    "sender = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\n"
    "sender.bind(('fcb', 0))\n"
    f"sender.send(bytes.fromhex('{LLDP.hex()}'))\n"
)


@pytest.fixture
def namespace() -> Iterator[str]:
    """Make a network namespace with a pair of joined interfaces and take it away again."""
    if shutil.which("ip") is None:
        assert os.environ.get("CI") != "true", "iproute2 is missing"
        pytest.skip("iproute2 is missing")
    name = f"fc-wire-{os.getpid()}"
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        subprocess.run(
            ["ip", "-n", name, "link", "add", "fca", "type", "veth", "peer", "name", "fcb"], check=True
        )
        for interface in ("fca", "fcb"):
            subprocess.run(["ip", "-n", name, "link", "set", interface, "up"], check=True)
        yield name
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=True)


@pytest.mark.root
def test_an_lldp_frame_becomes_a_json_line(namespace: str) -> None:
    """The frame's bytes arrive unchanged, with the interface's name; the process ends by itself after one frame."""
    inside = ["ip", "netns", "exec", namespace, sys.executable]
    listen = [*inside, "-m", "fabric_check.wire", "fca", "--seconds", "60", "--frames", "1"]
    with subprocess.Popen(listen, stdout=subprocess.PIPE, encoding="utf-8") as process:
        for _ in range(200):
            subprocess.run([*inside, "-c", SEND], check=True)
            try:
                process.wait(timeout=0.2)
                break
            except subprocess.TimeoutExpired:
                continue
        else:
            process.kill()
        output = process.stdout.read() if process.stdout else ""
    [line] = output.splitlines()
    frame = json.loads(line)
    assert frame["interface"] == "fca"
    assert bytes.fromhex(frame["hex"]).startswith(LLDP)


def test_a_missing_interface_is_said_and_exit_2() -> None:
    """An interface that is not there is one sentence, no traceback."""
    command = [sys.executable, "-m", "fabric_check.wire", "no-such-interface", "--seconds", "1"]
    result = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 2
    assert "no-such-interface" in result.stderr
    assert "Traceback" not in result.stderr
