"""A rack to measure: hosts in namespaces behind one or two switches of the lab's wires, each with a real ssh login.

fabric.yaml and the configs say one thing, the truth of the wires may say another. Text of switches: source: modelled.
"""

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from fabric_check.lab.device import LabLogin
from fabric_check.lab.loop import LoopThread
from fabric_check.lab.ssh_host.device import LinuxDevice
from fabric_check.lab.wires.cables import mac
from fabric_check.lab.wires.running import Wires
from fabric_check.lab.wires.truth import End, Nic, Port, Truth, Way
from fabric_check.model.vlans import VlanSet

PORT = "interface TenGigabitEthernet 0/{number}\n no ip address\n mtu {mtu}\n switchport\n no shutdown\n!\n"
CONFIG = """\
! Version 9.9(0.0)
stack-unit 0 provision S4810
!
{ports}{vlans}end
"""
VLAN = "interface Vlan {vlan}\n tagged TenGigabitEthernet 0/1-{last}\n no shutdown\n!\n"
OVERHEAD = 22
LOGIN = LabLogin("lab", "Sesame-1", "")


@dataclass(frozen=True)
class Rack:
    """*hosts* hosts with *rails* NICs each, rail r in network ``rail-r``; *ip_mtu* of NICs, *frame* of switch ports."""

    hosts: int = 2
    rails: int = 1
    ip_mtu: int = 9600
    frame: int = 12000
    required: int = 9000
    roce: bool = False
    nics: Mapping[str, int] = field(default_factory=dict)
    """IP MTUs of single NICs, by ``host:nic``."""

    def host_names(self) -> list[str]:
        """Return the hosts' names."""
        return [f"h{number:02}" for number in range(1, self.hosts + 1)]

    def nic_mtu(self, host: str, rail: int) -> int:
        """Return a NIC's IP MTU."""
        return self.nics.get(f"{host}:eth{rail}", self.ip_mtu)

    def truth(self) -> Truth:
        """Return what the configuration says, as truth."""
        number = self.hosts * self.rails
        ports = {
            f"Te 0/{one + 1}": Port(
                tagged=VlanSet.of([110 + one % self.rails]), receive=Way(self.frame), send=Way(self.frame)
            )
            for one in range(number)
        }
        hosts = {
            name: {
                f"eth{rail}": Nic(
                    self.nic_mtu(name, rail),
                    (End("sw1", f"Te 0/{index * self.rails + rail + 1}"),),
                    f"10.0.{110 + rail}.{index + 1}/24",
                    110 + rail,
                )
                for rail in range(self.rails)
            }
            for index, name in enumerate(self.host_names())
        }
        return Truth({"sw1": ports}, (), (), hosts, seed=1)

    def config(self) -> str:
        """Return the switch's running-config."""
        number = self.hosts * self.rails
        ports = "".join(PORT.format(number=one + 1, mtu=self.frame) for one in range(number))
        return CONFIG.format(
            ports=ports,
            vlans="".join(VLAN.format(vlan=110 + rail, last=number) for rail in range(self.rails)),
        )

    def fabric(self, hostnames: Mapping[str, str]) -> dict[str, Any]:
        """Return fabric.yaml's content."""
        names = self.host_names()
        lossless: dict[str, Any] = {"roce": {"priority": 3}} if self.roce else {}
        return {
            "schema": "fabric-check/fabric/1",
            "name": "rack-p",
            "networks": {
                f"rail-{rail}": {"vlan": 110 + rail, "ip_mtu": self.required, **lossless}
                for rail in range(self.rails)
            },
            "switches": {"sw1": {"profile": "dell/s4810"}},
            "hosts": {
                name: {
                    "os": "linux",
                    **({"hostname": hostnames[name]} if name in hostnames else {}),
                    "nics": {
                        f"eth{rail}": {
                            "networks": [f"rail-{rail}"],
                            "address": f"10.0.{110 + rail}.{index + 1}",
                            "ip_mtu": self.nic_mtu(name, rail),
                            "tagged": True,
                        }
                        for rail in range(self.rails)
                    },
                }
                for index, name in enumerate(names)
            },
            "links": [
                {"endpoints": [f"{name}:eth{rail}", f"sw1:Te 0/{index * self.rails + rail + 1}"]}
                for index, name in enumerate(names)
                for rail in range(self.rails)
            ],
            "credentials": {"default": {"username": LOGIN.username, "password": "env:RACK_PW"}},
        }


@dataclass
class Live:
    """A rack that is up: its *folder*, its *wires*, its *devices*, and the words that log in to them."""

    folder: Path
    wires: Wires
    devices: dict[str, LinuxDevice]

    def results(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return what was written, by from and to."""
        files = sorted((self.folder / "probes").glob("*.json"))
        found = [json.loads(file.read_text("utf-8")) for file in files]
        return {(one["from"], one["to"]): one for one in found}

    def sizes(self) -> dict[tuple[str, str], tuple[str, int | None]]:
        """Return verdict and size of each ordered pair."""
        return {
            pair: (one["sweep"]["verdict"], one["sweep"]["ip_mtu"]) for pair, one in self.results().items()
        }


@contextmanager
def up(rack: Rack, folder: Path, truth: Truth | None = None) -> Iterator[Live]:
    """Bring a rack up: wires, ssh servers, and the folder that says how to reach them."""
    truth = truth or rack.truth()
    loop = LoopThread()
    loop.start()
    devices: dict[str, LinuxDevice] = {}
    facts = json.dumps({"schema": "fabric-check/host/1", "os": "linux", "sections": {}})
    try:
        with Wires(truth) as wires:
            introduce(wires)
            for name in truth.hosts:
                devices[name] = LinuxDevice(name, facts, LOGIN, wires.prefix(name), stubbed=())
                loop.run(devices[name].start())
            (folder / "configs").mkdir(parents=True, exist_ok=True)
            (folder / "configs" / "sw1.cfg").write_text(rack.config(), "utf-8")
            hostnames = {name: f"127.0.0.1:{one.port}" for name, one in devices.items()}
            (folder / "fabric.yaml").write_text(json.dumps(rack.fabric(hostnames), indent=1), "utf-8")
            keys = [f"[127.0.0.1]:{one.port} {one.host_key}\n" for one in devices.values()]
            (folder / "known_hosts").write_text("".join(keys), "utf-8")
            yield Live(folder, wires, devices)
            for one in devices.values():
                loop.run(one.stop())
            devices.clear()
    finally:
        for one in devices.values():
            loop.run(one.stop())
        loop.stop()


def introduce(wires: Wires) -> None:
    """Let every host know its neighbours for good: all namespaces of a machine share room for 1024 that are found out."""
    everybody = [
        (host, name, f"{nic.address}".partition("/")[0], mac(number, rank))
        for number, (host, nics) in enumerate(wires.truth.hosts.items())
        for rank, (name, nic) in enumerate(nics.items())
    ]
    for host, nics in wires.truth.hosts.items():
        commands = "".join(
            f"neigh replace {address} lladdr {at} dev {name} nud permanent\n"
            for other, rail, address, at in everybody
            for name in nics
            if other != host and rail == name
        )
        words = [*wires.prefix(host), "ip", "-batch", "-"]
        subprocess.run(words, input=commands, text=True, check=True)


def changed(truth: Truth, port: str, new: Port) -> Truth:
    """Return a truth with one port of sw1 changed."""
    ports = {**truth.switches["sw1"], port: new}
    return replace(truth, switches={**truth.switches, "sw1": ports})
