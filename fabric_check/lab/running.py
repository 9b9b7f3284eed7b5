"""A lab that runs: the devices of a fabric folder on loopback ports, and its wires, until it is left.

::

    with Lab(folder) as lab:
        lab.address("s4810-a")       # ("127.0.0.1", 40123)
        lab.write(directory)         # what `fabric-check collect` needs to reach them
        lab.wires.prefix("hv01")     # where a truth was given: how to run a command in a host's network
"""

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from fabric_check.lab.behaviour import Behaviour
from fabric_check.lab.device import Device, LabLogin
from fabric_check.lab.files import write_files
from fabric_check.lab.loop import LoopThread
from fabric_check.lab.pasting import paste
from fabric_check.lab.plan import plan
from fabric_check.lab.ssh_host.device import LinuxDevice
from fabric_check.lab.ssh_switch.device import SwitchDevice
from fabric_check.lab.wires.running import Wires
from fabric_check.lab.wires.truth import Truth
from fabric_check.lab.wsman.device import WindowsDevice
from fabric_check.model.errors import MachineError

Kind = TypeVar("Kind", bound=Device)


class Lab:
    """The devices of a fabric folder. *behaviours*: which switches misbehave, and how. *notes*: what is not played.

    *truth*: what happens on the wires; None: there are none. *wires*: they, where there are and this machine allows them.
    """

    def __init__(
        self,
        folder: Path,
        behaviours: Mapping[str, Behaviour] | None = None,
        login: LabLogin | None = None,
        truth: Truth | None = None,
    ) -> None:
        self.folder = folder
        self.login = login or LabLogin()
        made = plan(folder, self.login, behaviours or {})
        self.devices = dict(made.devices)
        self.notes = made.notes
        self.truth = truth
        self.wires: Wires | None = None
        self._loop: LoopThread | None = None

    def __enter__(self) -> Self:
        """Start the wires and every device; each listens when this returns."""
        self._loop = LoopThread()
        self._loop.start()
        try:
            self._lay()
            self._loop.run(_start(list(self.devices.values())))
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop every device."""
        self.stop()

    def _lay(self) -> None:
        """Start the wires; where this machine does not allow them, the devices are played all the same."""
        if self.truth is None:
            return
        wires = Wires(self.truth)
        try:
            self.wires = wires.__enter__()
        except MachineError as error:
            self.notes += (f"no packets flow: {error}",)
            return
        for name, device in self.devices.items():
            if isinstance(device, LinuxDevice | WindowsDevice) and name in self.truth.hosts:
                device.prefix = tuple(wires.prefix(name))

    def stop(self) -> None:
        """Close every port and session, and end every process and thread of the lab."""
        if self._loop is not None:
            self._loop.run(_stop(list(self.devices.values())))
            self._loop.stop()
            self._loop = None
        if self.wires is not None:
            self.wires.stop()
            self.wires = None

    def add(self, device: Device) -> None:
        """Put a device into the lab, such as one of a test's own kind, in the place of one of its name."""
        former = self.devices.get(device.name)
        self.devices[device.name] = device
        if self._loop is not None:
            self._loop.run(_stop([former] if former else []))
            self._loop.run(device.start())

    def address(self, name: str) -> tuple[str, int]:
        """Return where a device listens."""
        device = self.devices[name]
        return device.host, device.port

    def write(self, directory: Path) -> None:
        """Write what `fabric-check collect` needs: fabric.yaml, known_hosts, credentials.yaml and what it refers to.

        Raises:
            OSError: the directory is missing or cannot be written.

        """
        write_files(
            self.folder, directory, self.devices, self.login, self.wires.truth if self.wires else None
        )

    def paste(self, name: str, snippet: str) -> str:
        """Log in to a switch over ssh, paste a snippet at its privileged prompt, and return what the terminal shows.

        Raises:
            RuntimeError: the lab is not up.

        """
        if self._loop is None:
            raise RuntimeError("the lab is not up")
        return self._loop.run(paste(self.device(name, SwitchDevice), snippet))

    def device(self, name: str, kind: type[Kind]) -> Kind:
        """Return a device as the kind that it is.

        Raises:
            TypeError: it is of another kind.

        """
        device = self.devices[name]
        if not isinstance(device, kind):
            raise TypeError(f"{name} is a {device.kind}")
        return device


async def _start(devices: list[Device]) -> None:
    for device in devices:
        await device.start()


async def _stop(devices: list[Device]) -> None:
    for device in devices:
        await device.stop()
