"""sweep against its peers, in one run on one path: time, packets, and whether each was right.

The path: two hosts with 9600-byte interfaces, a Linux bridge between them that drops larger frames without a word.
Run as root (`make bench`); it makes its own namespaces and removes them. tracepath is bounded to 3 hops, for by itself
it takes 91 seconds to be wrong. The Test-NetStack row is our own implementation of the search that its documentation
describes, with its 30 ms time-out and 4 tries; nothing of it is copied.
"""

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "sweep"))

from sweep_lab import BridgeLab

HOST_MTU = 9600
HEADERS = 28  # IPv4 and ICMP
NETSTACK = "--netstack-search"


class Answer(NamedTuple):
    """What one tool said, how many packets it sent (counted at the switch) and how long it took."""

    size: int | None
    text: str
    packets: int
    seconds: float


Measure = Callable[[], tuple[int | None, str]]


def bisect(passes: Callable[[int], bool]) -> int:
    """Return the largest size that passes between 1280 and the interface's MTU, by halving."""
    low, high = 1280, HOST_MTU + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if passes(middle) else (low, middle)
    return low


def quiet(lab: BridgeLab, *words: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
    """Run a peer in host A, bounded in time."""
    return subprocess.run(
        lab.inside("A", *words), capture_output=True, text=True, timeout=timeout, check=False
    )


def fping(lab: BridgeLab, milliseconds: int) -> Measure:
    """Return a bisection with fping at a time-out."""

    def passes(size: int) -> bool:
        words = ("fping", "-q", "-M", "-c1", f"-t{milliseconds}", "-b", str(size - HEADERS), lab.far)
        return quiet(lab, *words).returncode == 0

    return lambda: ((size := bisect(passes)), f"{size}")


def ping(lab: BridgeLab, seconds: float) -> Measure:
    """Return a bisection with a loop of ping at a time-out."""

    def passes(size: int) -> bool:
        words = ("ping", "-n", "-q", "-c1", f"-W{seconds}", "-M", "do", "-s", str(size - HEADERS), lab.far)
        return quiet(lab, *words).returncode == 0

    return lambda: ((size := bisect(passes)), f"{size}")


def tracepath(lab: BridgeLab) -> tuple[int | None, str]:
    """Return what tracepath believes."""
    found = re.findall(r"pmtu (\d+)", quiet(lab, "tracepath", "-n", "-m", "3", lab.far).stdout)
    return (int(found[-1]), f"pmtu {found[-1]}") if found else (None, "nothing")


def nmap(lab: BridgeLab) -> tuple[int | None, str]:
    """Return what nmap's script says, which is a range."""
    out = quiet(lab, "nmap", "-n", "-Pn", "-p", "22", "--script", "path-mtu", lab.far).stdout
    found = re.search(r"path-mtu: (.*)", out)
    text = found.group(1) if found else "nothing"
    exact = re.fullmatch(r"PMTU == (\d+)", text)
    return (int(exact.group(1)) if exact else None), text


def netstack(lab: BridgeLab) -> tuple[int | None, str]:
    """Return what the search that Test-NetStack documents finds, run in a process of its own like every other row."""
    out = quiet(lab, sys.executable, __file__, NETSTACK, lab.far).stdout.strip()
    return (int(out), out) if out.isdigit() else (None, out or "no answer")


def netstack_search(target: str) -> str:
    """Search as Test-NetStack documents: 32 to 10,000 bytes of payload, 30 ms, 4 tries, halves rounded to even.

    It stops when the next size is the last good one, which halves rounded to even never give for an odd answer: the
    same size is then tried for ever. Here it is given 60 steps; 14 are enough for an even one.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    sock.setsockopt(socket.IPPROTO_IP, 10, 3)  # IP_MTU_DISCOVER: probe
    sock.settimeout(0.03)
    sock.connect((target, 0))
    last_good, last_bad, size = 32, 10000, 32
    for _ in range(60):
        if any(echoed(sock, size, attempt) for attempt in range(4)):
            last_good = size
        else:
            last_bad = size
        following = round((last_good + last_bad) / 2)
        if following == last_good:
            return str(last_good + HEADERS)
        size = following
    return "does not end"


def echoed(sock: socket.socket, payload: int, number: int) -> bool:
    """Return whether one echo of this payload is answered within the time-out, in full."""
    head = struct.pack("!BBHHH", 8, 0, 0, os.getpid() & 0xFFFF, (payload + number) & 0xFFFF)
    total = sum(struct.unpack("!4H", head))
    total = (total >> 16) + (total & 0xFFFF)
    try:
        sock.send(head[:2] + struct.pack("!H", ~total & 0xFFFF) + head[4:] + bytes(payload))
        while True:
            reply = sock.recv(65600)
            if reply[20] == 0 and reply[24:28] == head[4:8]:
                return len(reply) == payload + HEADERS
    except OSError:
        return False


def ours(lab: BridgeLab) -> tuple[int | None, str]:
    """Return what the program says, start-up included."""
    out = quiet(lab, sys.executable, "-m", "fabric_check", "sweep", lab.far, "--format", "json").stdout
    size = json.loads(out)["ip_mtu"]
    return size, str(size)


def engine(lab: BridgeLab, **more: object) -> Measure:
    """Return the engine alone, in an agent that already runs: start-up apart."""

    def run() -> tuple[int | None, str]:
        result = lab.sweep(**more)
        return result["ip_mtu"], str(result["ip_mtu"])

    return run


def seen(lab: BridgeLab) -> int:
    """Return how many packets the switch's port has received from host A."""
    (link,) = json.loads(lab.ip("M", "-j", "-s", "link", "show", "dev", "p0"))
    return int(link["stats64"]["rx"]["packets"])


def measure(lab: BridgeLab, act: Measure, runs: int) -> Answer:
    """Run one tool several times; return its last answer, its packets and its median time."""
    times, before = [], seen(lab)
    size, text = None, ""
    for _ in range(runs):
        started = time.perf_counter()
        size, text = act()
        times.append(time.perf_counter() - started)
    return Answer(size, text, round((seen(lab) - before) / runs), statistics.median(times))


def rows(lab: BridgeLab, truth: int) -> list[tuple[str, str | None, Measure, int]]:
    """Return the rows: name, program needed, how to measure, how often."""
    return [
        ("sweep, start-up apart", None, engine(lab), 5),
        ("sweep, start-up apart, size expected", None, engine(lab, expected=[truth]), 5),
        ("sweep, start-up apart, one way too", None, engine(lab, one_way=True), 5),
        ("fabric-check sweep", None, lambda: ours(lab), 3),
        ("fping bisection, 200 ms", "fping", fping(lab, 200), 2),
        ("fping bisection, 500 ms", "fping", fping(lab, 500), 2),
        ("ping loop, 200 ms", "ping", ping(lab, 0.2), 2),
        ("ping loop, 1 s", "ping", ping(lab, 1), 1),
        ("nmap path-mtu", "nmap", lambda: nmap(lab), 2),
        ("tracepath, 3 hops", "tracepath", lambda: tracepath(lab), 1),
        ("Test-NetStack's search (ours)", None, lambda: netstack(lab), 2),
    ]


def table(lab: BridgeLab, truth: int) -> float:
    """Print the table for one limit; return how much faster the engine is than fping at 500 ms."""
    lab.limit(truth)
    print(f"\nLimit {truth} of {HOST_MTU} bytes, silent, Linux bridge with nft\n")
    print(
        f"{'tool':38} {'answer':>24} {'right':>6} {'seconds':>9} {'x time':>7} {'packets':>8} {'x packets':>9}"
    )
    base, factor = None, 0.0
    for name, program, act, runs in rows(lab, truth):
        if program and not shutil.which(program):
            print(f"{name:38} {'not installed':>24}")
            continue
        answer = measure(lab, act, runs)
        base = base or answer
        right = "yes" if answer.size == truth else "range" if "<=" in answer.text else "NO"
        ratio, packets = answer.seconds / base.seconds, answer.packets / max(1, base.packets)
        print(
            f"{name:38} {answer.text:>24} {right:>6} {answer.seconds:9.4f} {ratio:7.1f} {answer.packets:8} {packets:9.1f}",
            flush=True,
        )
        if name == "fping bisection, 500 ms":
            factor = ratio
    return factor


def main() -> int:
    """Print the tables; exit 1 when the promise "20 times faster than fping at 500 ms" is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "limits", nargs="*", type=int, default=[9198, 7777], help="IP packet sizes the switch lets through"
    )
    parser.add_argument(NETSTACK, metavar="TARGET", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.netstack_search:
        print(netstack_search(options.netstack_search))
        return 0
    if os.geteuid():
        print("bench_sweep needs root for its network namespaces: skipped", file=sys.stderr)
        return 0
    with BridgeLab(mtu=HOST_MTU) as lab:
        factors = [table(lab, limit) for limit in options.limits]
    slowest = min(factors)
    print(
        f"\nStart-up apart, at least {slowest:.0f} times faster than an fping bisection at 500 ms (promised: 20)."
    )
    return int(0 < slowest < 20)


if __name__ == "__main__":
    sys.exit(main())
