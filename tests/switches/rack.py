"""A fabric folder whose switches are served on loopback, and what runs the program on it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from switch_server import Switch, serving

PASSWORD = "pw-of-the-test"
FABRIC = """\
schema: fabric-check/fabric/1
name: rack-t
networks:
  live-migration: {{vlan: 120, ip_mtu: 9000}}
switches:
{switches}
hosts:
  hv01: {{os: linux, nics: {{eth0: {{networks: [live-migration], ip_mtu: 9000, tagged: true}}}}}}
  hv02: {{os: linux, nics: {{eth0: {{networks: [live-migration], ip_mtu: 9000, tagged: true}}}}}}
links:
  - endpoints: ["hv01:eth0", "sw1:Te 0/1"]
  - endpoints: ["sw1:Te 0/2", "sw2:Te 0/2"]
  - endpoints: ["hv02:eth0", "sw2:Te 0/1"]
credentials:
  default: {{username: admin, password: "env:TEST_PW"}}
"""
PORT = """\
interface TenGigabitEthernet 0/{number}
 no ip address
 mtu 12000
 switchport
 no shutdown
!
"""
CONFIG = f"""\
! Version 9.9(0.0)
stack-unit 0 provision S4810
!
{PORT.format(number=1)}{PORT.format(number=2)}interface Vlan 120
 tagged TenGigabitEthernet 0/1-2
 no shutdown
!
end
"""


@dataclass
class Rack:
    """A folder, its switches, and the environment that the program runs in."""

    folder: Path
    switches: tuple[Switch, ...]
    environment: dict[str, str]

    def run(self, *words: str, code: int, **more: Any) -> subprocess.CompletedProcess[str]:
        """Run the program and expect an exit code."""
        result = subprocess.run(
            [sys.executable, "-m", "fabric_check", *words],
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            stdin=subprocess.DEVNULL,
            **more,
        )
        assert result.returncode == code, result.stdout + result.stderr
        return result

    def collect(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Collect into the folder, which is trusted and whose host keys are not known."""
        return self.run(
            "collect", str(self.folder), "--trust-folder", "--no-host-key-check", *words, code=code
        )

    def report(self) -> dict[str, Any]:
        """Return the report on the folder."""
        result = self.run(
            "check", str(self.folder), "--format", "json", "--fail-on", "never", "--allow-incomplete", code=0
        )
        report: dict[str, Any] = json.loads(result.stdout)
        return report

    def manifest(self) -> dict[str, Any]:
        """Return what the manifest says of each device."""
        devices: dict[str, Any] = json.loads((self.folder / "manifest.json").read_text("utf-8"))["devices"]
        return devices

    def config(self, name: str) -> Path:
        """Return where a switch's config is."""
        return self.folder / "configs" / f"{name}.cfg"


@contextmanager
def rack(folder: Path, *switches: Switch) -> Iterator[Rack]:
    """Serve two switches, plain ones unless given, and give the folder that names them."""
    both = switches or (force10("sw1"), force10("sw2"))
    folder.mkdir()
    home = folder.parent / "home"
    home.mkdir()
    with serving(*both):
        lines = [f"  {one.name}: {{hostname: '127.0.0.1:{one.port}'}}" for one in both]
        (folder / "fabric.yaml").write_text(FABRIC.format(switches="\n".join(lines)), "utf-8")
        own = {key: value for key, value in os.environ.items() if not key.startswith(("FABRIC_CHECK", "XDG"))}
        yield Rack(folder, both, {**own, "TEST_PW": PASSWORD, "HOME": str(home)})


def force10(name: str, config: str = CONFIG, **more: Any) -> Switch:
    """Return a switch that answers what these tests ask."""
    return Switch(name, {"show running-config": config, "show version": "System Type: S4810\n"}, **more)
