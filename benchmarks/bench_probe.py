"""probe on 16 hosts of two rails: 480 ordered pairs over real ssh, every size checked. Target: under 60 seconds, none wrong.

The hosts are namespaces behind one switch of the lab's wires. Each round sets every switch port to another size, unknown to
the configurations in a third of the rounds, and lets frames be lost in some. ``--rounds 21`` measures 10,000 pairs. Run as root.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "probe"))

from measured_rack import LOGIN, OVERHEAD, Live, Rack, up

from fabric_check.lab.wires.truth import Truth, Way

SIZES = (1522, 4214, 9018, 9022, 9216, 9220, 9238, 9622, 12000)
LOSSES = (0.0, 0.0, 0.01, 0.03)
RACK = Rack(16, rails=2, frame=9216)


def different(truth: Truth, chance: random.Random) -> Truth:
    """Return a truth in which every port has a size of its own."""
    loss = chance.choice(LOSSES)
    ports = {
        name: replace(port, receive=Way(chance.choice(SIZES), loss), send=Way(chance.choice(SIZES)))
        for name, port in truth.switches["sw1"].items()
    }
    return replace(truth, switches={"sw1": ports}, seed=chance.randrange(1 << 30))


def limits(truth: Truth) -> dict[str, int]:
    """Return what each NIC can send and take, by ``host:nic``: an IP MTU."""
    found = {}
    for host, nics in truth.hosts.items():
        for name, nic in nics.items():
            port = truth.switches["sw1"][nic.ports[0].port]
            ways = [way.max_frame or 65535 for way in (port.receive, port.send)]
            found[f"{host}:{name}"] = min(nic.ip_mtu, *(size - OVERHEAD for size in ways))
    return found


def measure(live: Live) -> float:
    """Measure all pairs and return the seconds that the program took."""
    start = time.perf_counter()
    subprocess.run(
        [
            *(sys.executable, "-m", "fabric_check", "probe", str(live.folder), "--trust-folder", "--quiet"),
            *("--known-hosts", str(live.folder / "known_hosts")),
        ],
        env={**os.environ, "RACK_PW": LOGIN.password},
        capture_output=True,
        check=False,
    )
    return time.perf_counter() - start


def main() -> None:
    """Run the rounds and print what they cost and how right they were."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=1)
    rounds = parser.parse_args().rounds
    if os.geteuid():
        sys.exit("needs root for network namespaces")
    chance = random.Random(9216)
    counts: Counter[str] = Counter()
    probes: Counter[int] = Counter()
    times: list[float] = []
    with tempfile.TemporaryDirectory() as scratch, up(RACK, Path(scratch)) as live:
        for number in range(rounds):
            truth = RACK.truth() if number % 3 == 0 else different(RACK.truth(), chance)
            live.wires.change(truth)
            times.append(measure(live))
            right = limits(truth)
            for (one, other), found in live.results().items():
                size = found["sweep"]["ip_mtu"]
                expected = min(right[one], right[other])
                kind = "without a size" if size is None else "right" if size == expected else "WRONG"
                counts[kind] += 1
                if kind == "WRONG":
                    print(json.dumps({"right": expected, **found}))
                if number % 3 == 0:
                    probes[found["sweep"]["probes"]] += 1
    few = sum(count for number, count in probes.items() if number <= 8)
    print(
        f"probe {counts.total()} ordered pairs in {rounds} rounds of 480: "
        f"{', '.join(f'{count} {kind}' for kind, count in sorted(counts.items()))}; slowest round {max(times):.1f} s, "
        f"fastest {min(times):.1f} s (target 60 s); 8 probes or fewer for {few} of {probes.total()} whose config is right"
    )


main()
