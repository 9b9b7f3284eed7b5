"""From a fabric folder to the devices that a lab plays. A device of which the folder holds nothing is not played."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fabric_check.folder import encoding
from fabric_check.folder.read import Folder, read_folder
from fabric_check.lab.behaviour import Behaviour
from fabric_check.lab.device import Device, LabLogin
from fabric_check.lab.ssh_host.device import LinuxDevice
from fabric_check.lab.ssh_switch.device import SwitchDevice
from fabric_check.lab.ssh_switch.language import language, spoken, spoken_by
from fabric_check.lab.wsman.device import WindowsDevice
from fabric_check.profiles.load import built_in


@dataclass(frozen=True, slots=True)
class Plan:
    """The devices of a lab, not started yet, and why others are missing."""

    devices: Mapping[str, Device]
    notes: tuple[str, ...]


def plan(path: Path, login: LabLogin, behaviours: Mapping[str, Behaviour]) -> Plan:
    """Read a fabric folder and make its devices.

    Raises:
        InputError: a file of the folder is not what it should be.

    """
    folder = read_folder(path)
    devices: dict[str, Device] = {}
    notes: list[str] = []
    for name in folder.intent.switches:
        made = _switch(path, folder, name, login, behaviours.get(name, Behaviour()))
        if isinstance(made, str):
            notes.append(made)
        else:
            devices[name] = made
    for name, host in folder.intent.hosts.items():
        facts = folder.facts.get(name)
        if facts is None:
            notes.append(f"{name} is not played: there is no facts/{name}.json")
        elif host.os == "windows":
            devices[name] = WindowsDevice(name, facts.text, login)
        else:
            devices[name] = LinuxDevice(name, facts.text, login)
    return Plan(devices, tuple(notes))


def _switch(
    path: Path, folder: Folder, name: str, login: LabLogin, behaviour: Behaviour
) -> SwitchDevice | str:
    """Return a switch, or why there is none."""
    config = folder.configs.get(name)
    if config is None:
        return f"{name} is not played: there is no configs/{name}.cfg"
    profile = built_in().get(folder.intent.switches[name].profile or "")
    dialect = profile.dialect if profile else spoken_by(config.text)
    if dialect not in spoken():
        return f"{name} is not played: the lab does not know how the switch of configs/{name}.cfg talks"
    return SwitchDevice(name, language(dialect), config.text, _state(path / "state" / name), login, behaviour)


def _state(folder: Path) -> dict[str, str]:
    """Return the saved answers of a switch by the slug of their command."""
    found = {}
    for file in sorted(folder.glob("*.txt")):
        text, _ = encoding.decode(file.read_bytes())
        found[file.stem.lower()] = encoding.without_terminal_residue(text)
    return found
