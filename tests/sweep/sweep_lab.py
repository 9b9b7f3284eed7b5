"""Namespaces with two hosts and a switch or router between them, for the sweep's tests and its benchmark.

Every lab has names of its own, bounds every command in time, and takes down on exit whatever it started, by pid.
The switches here are not the product's code: a Linux bridge with nft, Open vSwitch, a Linux router, and a forwarder
in user space that loses packets. Host A is 10.99.0.1 and fd99::1, host B 10.99.0.2 and fd99::2 (B behind a router:
10.99.1.2).
"""

import contextlib
import json
import os
import secrets
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

AGENT = (sys.executable, "-m", "fabric_check.probe.agent")
FORWARDER = Path(__file__).with_name("lossy_forwarder.py")
JUMBO = 12000
READY = 60.0  # seconds that anything may take to come up


def run(*words: str, text: str | None = None, timeout: float = 120.0) -> str:
    """Run a system program to its end and return its output; its failure is an error with what it said."""
    done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


class Lines:
    """A program that answers each JSON line with a JSON line."""

    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, request: dict[str, Any], patience: float = 60.0) -> dict[str, Any]:
        """Send one request and return its reply."""
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], patience)[0]:
            raise TimeoutError(f"no reply to {request}")
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """Close the connection and wait for the program to die of it; kill it by pid if it does not."""
        self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


class Lab:
    """Two hosts A and B and what is between them, M. Use as a context manager."""

    def __init__(self, mtu: int = JUMBO, subnets: int = 1) -> None:
        self.prefix = f"fcs{os.getpid()}{secrets.token_hex(2)}"
        self.mtu = mtu
        self.exit = contextlib.ExitStack()
        self.far = f"10.99.{subnets - 1}.2"
        self.far6 = "fd99::2"
        self.running: Lines | None = None

    def __enter__(self) -> Self:
        try:
            self.build()
        except BaseException:
            self.exit.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.exit.close()

    def ns(self, name: str) -> str:
        """Return the full name of a namespace of this lab."""
        return self.prefix + name

    def inside(self, name: str, *words: str) -> tuple[str, ...]:
        """Return the command line that runs words in a namespace."""
        return ("ip", "netns", "exec", self.ns(name), *words)

    def ip(self, name: str, *words: str) -> str:
        """Run ip in a namespace."""
        return run("ip", "-n", self.ns(name), *words)

    def build(self) -> None:
        """Make the namespaces, the two cables and the addresses; then what stands between them."""
        for name in "ABM":
            run("ip", "netns", "add", self.ns(name))
            self.exit.callback(run, "ip", "netns", "delete", self.ns(name))
            self.ip(name, "link", "set", "lo", "up")
        for name, port in (("A", "p0"), ("B", "p1")):
            run("ip", "link", "add", "e0", "netns", self.ns(name), "mtu", str(self.mtu), "type", "veth",
                "peer", "name", port, "netns", self.ns("M"), "mtu", str(JUMBO))  # fmt: skip
            run(*self.inside(name, "ethtool", "-K", "e0", "tx", "off"))
        self.ip("A", "address", "add", "10.99.0.1/24", "dev", "e0")
        self.ip("A", "address", "add", "fd99::1/64", "dev", "e0", "nodad")
        self.ip("B", "address", "add", f"{self.far}/24", "dev", "e0")
        self.ip("B", "address", "add", "fd99::2/64", "dev", "e0", "nodad")
        for name, port in (("A", "e0"), ("B", "e0"), ("M", "p0"), ("M", "p1")):
            self.ip(name, "link", "set", port, "up")
        self.between()
        self.wait_ready()

    def between(self) -> None:
        """Set up the middle; the plain lab leaves it unconnected."""

    def wait_ready(self) -> None:
        """Wait until B answers A."""
        end = time.monotonic() + READY
        while self.sweep(max=100, timeout=0.2)["verdict"] == "unreachable":
            if time.monotonic() > end:
                raise TimeoutError("the lab's path does not come up")

    def agent(self) -> Lines:
        """Return the agent that runs in host A, started when first asked for."""
        if self.running is None:
            self.running = self.start("A", *AGENT)
        return self.running

    def start(self, name: str, *words: str) -> Lines:
        """Start a program of JSON lines in a namespace; it ends with the lab."""
        lines = Lines(*self.inside(name, *words))
        self.exit.callback(lines.close)
        return lines

    def sweep(self, **request: Any) -> dict[str, Any]:
        """Return one sweep's result from A to B."""
        return self.explain(**request)["result"]

    def explain(self, **request: Any) -> dict[str, Any]:
        """Return one sweep's whole reply from A to B: its result and its notes, or its error."""
        return self.agent().ask({"op": "sweep", "target": self.far, **request})


class BridgeLab(Lab):
    """A Linux bridge whose nft rules drop by length, silently: exact to the byte, each direction apart."""

    def between(self) -> None:
        """Make the bridge; netfilter's IP hooks stay out of it, for no switch fragments."""
        off = [f"net.bridge.bridge-nf-call-{which}tables=0" for which in ("ip", "ip6")]
        run(*self.inside("M", "sysctl", "-qw", *off))
        self.ip("M", "link", "add", "br0", "mtu", str(JUMBO), "type", "bridge", "forward_delay", "0")
        for port in ("p0", "p1"):
            self.ip("M", "link", "set", port, "master", "br0")
        self.ip("M", "link", "set", "br0", "up")

    def limit(self, there: int, back: int | None = None) -> None:
        """Set the largest IP packet from A to B and from B to A."""
        rules = f"""
            table bridge drops
            delete table bridge drops
            table bridge drops {{
                chain forward {{
                    type filter hook forward priority 0; policy accept;
                    iifname "p0" meta length > {there} drop
                    iifname "p1" meta length > {there if back is None else back} drop
                }}
            }}
            """
        run(*self.inside("M", "nft", "-f", "-"), text=rules)


class ForwarderLab(Lab):
    """The forwarder in user space: loss, limits, ICMP, reordering, duplicates."""

    def between(self) -> None:
        """Start the forwarder."""
        self.switch = self.start("M", sys.executable, str(FORWARDER), "p0", "p1")
        self.set()

    def set(self, **settings: Any) -> None:
        """Replace the forwarder's settings."""
        self.switch.ask(settings)

    def limit(self, there: int, back: int | None = None, **settings: Any) -> None:
        """Set the limits, and the other settings with them."""
        self.set(limits=[there, there if back is None else back], **settings)


class RouterLab(Lab):
    """A Linux router that says "fragmentation needed", or drops without a word when told to be silent."""

    def __init__(self, mtu: int = JUMBO) -> None:
        super().__init__(mtu, subnets=2)

    def between(self) -> None:
        """Route between the two subnets."""
        run(*self.inside("M", "sysctl", "-qw", "net.ipv4.ip_forward=1"))
        for host, port, subnet in (("A", "p0", 0), ("B", "p1", 1)):
            self.ip("M", "address", "add", f"10.99.{subnet}.254/24", "dev", port)
            self.ip(host, "route", "add", "default", "via", f"10.99.{subnet}.254")

    def limit(self, there: int, back: int | None = None) -> None:
        """Set the route MTU towards B and towards A."""
        for subnet, port, mtu in ((1, "p1", there), (0, "p0", there if back is None else back)):
            self.ip("M", "route", "replace", f"10.99.{subnet}.0/24", "dev", port, "mtu", str(mtu))

    def filter_icmp(self) -> None:
        """Make the router keep its ICMP errors to itself."""
        rules = "table ip quiet { chain out { type filter hook output priority 0; icmp type destination-unreachable drop; }\n}\n"
        run(*self.inside("M", "nft", "-f", "-"), text=rules)


class OvsLab(Lab):
    """Open vSwitch in user space. Its limit is a check_pkt_larger flow: a port MTU would drop batch-mates as well."""

    def between(self) -> None:
        """Start Open vSwitch's two daemons in the foreground, so that they are ours to end, and make the bridge."""
        self.dir = Path(tempfile.mkdtemp(prefix=self.prefix))
        self.exit.callback(shutil.rmtree, self.dir)
        run("ovsdb-tool", "create", f"{self.dir}/db", "/usr/share/openvswitch/vswitch.ovsschema")
        self.database = f"unix:{self.dir}/db.sock"
        self.daemon("ovsdb-server", f"{self.dir}/db", f"--remote=p{self.database}")
        self.until(lambda: run("ovs-vsctl", "--timeout=5", f"--db={self.database}", "--no-wait", "init"))
        self.daemon("ovs-vswitchd", self.database)
        self.exit.callback(run, "ovs-appctl", "-t", f"{self.dir}/ovs-vswitchd.ctl", "exit", "--cleanup")
        run("ovs-vsctl", "--timeout=10", f"--db={self.database}", "add-br", "sw", "--", "set", "bridge", "sw",
            "datapath_type=netdev", "--", "add-port", "sw", "p0", "--", "add-port", "sw", "p1")  # fmt: skip

    def daemon(self, program: str, *words: str) -> None:
        """Start one daemon; it is waited for, and killed by pid if it must be."""
        names = {f"OVS_{name}": str(self.dir) for name in ("RUNDIR", "LOGDIR", "DBDIR", "SYSCONFDIR")}
        command = self.inside(
            "M", program, *words, f"--unixctl={self.dir}/{program}.ctl", "-vconsole:off", "-vsyslog:off"
        )
        process = subprocess.Popen(command, env={**os.environ, **names}, stderr=subprocess.DEVNULL)
        self.exit.callback(self.end, process)

    @staticmethod
    def end(process: subprocess.Popen[bytes]) -> None:
        """End a daemon that has not ended by itself."""
        try:
            process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            process.terminate()
            process.wait(timeout=10)

    @staticmethod
    def until(act: Callable[[], object]) -> None:
        """Repeat an act until it no longer fails."""
        end = time.monotonic() + READY
        while True:
            try:
                act()
            except RuntimeError:
                if time.monotonic() > end:
                    raise
            else:
                return

    def limit(self, there: int, back: int | None = None) -> None:
        """Set the largest IP packet each way; check_pkt_larger counts the Ethernet header's 14 bytes."""
        both = ((1, there), (2, there if back is None else back))
        flows = [
            "table=0,priority=1,actions=NORMAL",
            "table=1,reg0=1,priority=9,actions=drop",
            "table=1,priority=1,actions=NORMAL",
        ]
        flows += [
            f"table=0,priority=9,in_port={port},actions=check_pkt_larger({size + 14})->NXM_NX_REG0[0],resubmit(,1)"
            for port, size in both
        ]
        run("ovs-ofctl", "add-flows", f"unix:{self.dir}/sw.mgmt", "-", text="\n".join(flows) + "\n")
        run(
            "ovs-appctl", "-t", f"{self.dir}/ovs-vswitchd.ctl", "revalidator/purge"
        )  # cached flows hold the old limit
