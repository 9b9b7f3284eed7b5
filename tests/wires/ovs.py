"""A truth on Open vSwitch in user space: VLANs by a switch that is not ours, for a second opinion. A test tool.

Ports without loss, delay, port-channels and limits on sending; no loops. Names stay within namespaces of their own.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from wires_cases import split
from wires_hosts import Eye

from fabric_check.lab.wires.cables import mac
from fabric_check.lab.wires.truth import Port, Truth

FCS = 4
WIDEST = 12000
READY = 60.0


def run(*words: str, text: str | None = None) -> str:
    """Run a system program to its end."""
    done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


class OpenVSwitch:
    """The hosts of a truth, each with an eye, and Open vSwitch between them. Use as a context manager."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self.prefix = f"fcw{os.getpid()}{secrets.token_hex(2)}"
        self.exit = contextlib.ExitStack()
        self.numbers = {
            (switch, port): number
            for number, (switch, port) in enumerate((switch, port) for switch, ports in truth.switches.items() for port in ports)
        }  # fmt: skip

    def __enter__(self) -> Self:
        with self.exit:
            self._namespaces()
            self._daemons()
            self._switches()
            self.eyes = {host: Eye(("ip", "netns", "exec", self.prefix + host)) for host in self.truth.hosts}
            for eye in self.eyes.values():
                self.exit.callback(eye.close)
                eye.heard()
            self.exit = self.exit.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self.exit.close()

    def _namespaces(self) -> None:
        for name in ("", *self.truth.hosts):
            run("ip", "netns", "add", self.prefix + name)
            self.exit.callback(run, "ip", "netns", "delete", self.prefix + name)
            off = "net.ipv6.conf.all.disable_ipv6=1"
            run("ip", "netns", "exec", self.prefix + name, "sysctl", "-qw", off)
        for number, (host, nics) in enumerate(self.truth.hosts.items()):
            [(name, nic)] = nics.items()
            [end] = nic.ports
            port = f"p{self.numbers[end.switch, end.port]}"
            run("ip", "link", "add", name, "netns", self.prefix + host, "mtu", str(nic.ip_mtu), "address", mac(number, 0),
                "type", "veth", "peer", "name", port, "netns", self.prefix, "mtu", str(WIDEST))  # fmt: skip
            run("ip", "-n", self.prefix + host, "link", "set", name, "up")
            run("ip", "-n", self.prefix, "link", "set", port, "up")

    def _daemons(self) -> None:
        """Start the two daemons in the foreground, so that they are ours to end."""
        self.folder = Path(tempfile.mkdtemp(prefix=self.prefix))
        self.exit.callback(shutil.rmtree, self.folder)
        run("ovsdb-tool", "create", f"{self.folder}/db", "/usr/share/openvswitch/vswitch.ovsschema")
        self.database = f"unix:{self.folder}/db.sock"
        self._daemon("ovsdb-server", f"{self.folder}/db", f"--remote=p{self.database}")
        self._until(lambda: run("ovs-vsctl", "--timeout=5", f"--db={self.database}", "--no-wait", "init"))
        self._daemon("ovs-vswitchd", self.database)
        self.exit.callback(run, "ovs-appctl", "-t", f"{self.folder}/ovs-vswitchd.ctl", "exit", "--cleanup")

    def _daemon(self, program: str, *words: str) -> None:
        names = {f"OVS_{name}": str(self.folder) for name in ("RUNDIR", "LOGDIR", "DBDIR", "SYSCONFDIR")}
        command = ["ip", "netns", "exec", self.prefix, program, *words, f"--unixctl={self.folder}/{program}.ctl"]  # fmt: skip
        process = subprocess.Popen(
            [*command, "-vconsole:off", "-vsyslog:off"],
            env={**os.environ, **names},
            stderr=subprocess.DEVNULL,
        )
        self.exit.callback(_end, process)

    @staticmethod
    def _until(act: Callable[[], object]) -> None:
        end = time.monotonic() + READY
        while True:
            try:
                act()
            except RuntimeError:
                if time.monotonic() > end:
                    raise
            else:
                return

    def _switches(self) -> None:
        words = ["ovs-vsctl", "--timeout=20", f"--db={self.database}"]
        for number, (switch, ports) in enumerate(self.truth.switches.items()):
            words += ["--", "add-br", f"s{number}", "--", "set", "bridge", f"s{number}", "datapath_type=netdev", "fail_mode=standalone"]  # fmt: skip
            for name, port in ports.items():
                words += ["--", "add-port", f"s{number}", f"p{self.numbers[switch, name]}", *_vlans(port)]
                words += self._patch(switch, name)
        run(*words)
        for number, (switch, ports) in enumerate(self.truth.switches.items()):
            flows = ["table=0,priority=1,actions=NORMAL", "table=1,reg0=1,priority=9,actions=drop", "table=1,priority=1,actions=NORMAL"]  # fmt: skip
            # Its limit is a flow: a port's own MTU would drop a large frame's neighbours as well.
            flows += [
                f"table=0,priority=9,in_port=p{self.numbers[switch, name]},"
                f"actions=check_pkt_larger({port.receive.max_frame - FCS})->NXM_NX_REG0[0],resubmit(,1)"
                for name, port in ports.items()
                if port.receive.max_frame
            ]
            run("ovs-ofctl", "add-flows", f"unix:{self.folder}/s{number}.mgmt", "-", text="\n".join(flows) + "\n")  # fmt: skip

    def _patch(self, switch: str, port: str) -> list[str]:
        """Return what makes a port one end of a cable to another switch; nothing for a host's port."""
        for a, b in self.truth.links:
            for one, other in ((a, b), (b, a)):
                if one == (switch, port):
                    ours, theirs = (f"p{self.numbers[end.switch, end.port]}" for end in (one, other))
                    return ["--", "set", "interface", ours, "type=patch", f"options:peer={theirs}"]
        return []

    def send(self, nic: str, data: bytes, tci: int | None) -> None:
        """Send a frame."""
        host, name = split(nic)
        whole = data if tci is None else data[:12] + b"\x81\x00" + tci.to_bytes(2) + data[12:]
        self.eyes[host].ask({"send": whole.hex(), "by": name})

    def arrived(self, nic: str, data: bytes, seconds: float) -> list[int | None]:
        """Return the tag of each copy of a frame that came to a NIC."""
        host, name = split(nic)
        found = self.eyes[host].ask({"seen": seconds, "until": data.hex()})
        return [tci for by, seen, tci in found if (by, seen) == (name, data.hex())]


def _vlans(port: Port) -> list[str]:
    if not len(port.tagged):
        return [f"tag={port.untagged}"]
    trunks = f"trunks={port.tagged}"
    return (
        [trunks, f"tag={port.untagged}", "vlan_mode=native-untagged"]
        if port.untagged
        else [trunks, "vlan_mode=trunk"]
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a daemon that has not ended by itself."""
    try:
        process.wait(timeout=0.5)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait(timeout=10)
