"""What collecting 100 switches with 50 workers costs, as a ratio to plain netmiko with the same workers and servers.

Target: at most 1.1. Plain netmiko is a thread pool that connects, enables and asks the same commands, checks no host
key and stores nothing. The switches are the lab's, in a process of their own. Rounds alternate; the best of each counts.
"""

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from netmiko import ConnectHandler

from fabric_check.cli.collecting import Choices, collect
from fabric_check.lab.state import read
from fabric_check.profiles.load import built_in

DEVICES, WORKERS, ROUNDS = 100, 50, 3
PROFILE = built_in()["dell/s4810"]
PORT = "interface TenGigabitEthernet 0/{0}\n no ip address\n mtu 12000\n switchport\n no shutdown\n!\n"
CONFIG = (
    "! Version 9.9(0.0)\nstack-unit 0 provision S4810\n!\n" + "".join(map(PORT.format, range(48))) + "end\n"
)


def source(folder: Path) -> Path:
    """Write a fabric of switches alone."""
    (folder / "configs").mkdir(parents=True)
    names = [f"sw{number}" for number in range(DEVICES)]
    for name in names:
        (folder / "configs" / f"{name}.cfg").write_text(CONFIG, "utf-8")
    switches = "".join(f"  {name}: {{profile: dell/s4810}}\n" for name in names)
    text = f"schema: fabric-check/fabric/1\nname: bench\nnetworks: {{}}\nswitches:\n{switches}"
    (folder / "fabric.yaml").write_text(text, "utf-8")
    return folder


def lab(*words: str) -> None:
    """Start or end the lab."""
    subprocess.run([sys.executable, "-m", "fabric_check", "lab", *words], check=True, capture_output=True)


def ours(played: Path) -> float:
    """Return the seconds of a run of ours, host keys checked and files stored."""
    start = time.perf_counter()
    code = collect(
        played,
        Choices(
            workers=WORKERS,
            credentials=played / "credentials.yaml",
            known_hosts=played / "known_hosts",
            quiet=True,
        ),
    )
    if code:
        sys.exit("a switch of the lab failed")
    return time.perf_counter() - start


def plain(played: Path) -> float:
    """Return the seconds of netmiko alone."""
    password, secret = (
        (played / name).read_text("utf-8").strip() for name in ("password", "enable-password")
    )
    devices = list(read(played).devices.values())

    def one(port: int) -> int:
        connection = ConnectHandler(
            device_type=PROFILE.device_type,
            host="127.0.0.1",
            port=port,
            username="lab",
            password=password,
            secret=secret,
        )
        connection.enable()
        size = sum(len(connection.send_command(command, read_timeout=120)) for command in PROFILE.collect)
        connection.disconnect()
        return size

    start = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as executor:
        list(executor.map(one, [device.port for device in devices]))
    return time.perf_counter() - start


with tempfile.TemporaryDirectory() as scratch:
    played = Path(scratch) / "played"
    lab("up", str(source(Path(scratch) / "source")), "--into", str(played))
    try:
        rounds = [(ours(played), plain(played)) for _ in range(ROUNDS)]
    finally:
        lab("down", str(played))
best_ours, best_plain = (min(times) for times in zip(*rounds, strict=True))
print(
    f"collect {DEVICES} switches, {WORKERS} workers: {best_ours:.2f} s, plain netmiko {best_plain:.2f} s, "
    f"ratio {best_ours / best_plain:.2f} (target 1.1 or less)"
)
