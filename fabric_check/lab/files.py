"""What `fabric-check collect` needs to reach a lab: fabric.yaml with its addresses, known_hosts, and credentials."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from fabric_check.folder import encoding, fabric_yaml
from fabric_check.folder.write import write_whole
from fabric_check.lab.addresses import with_addresses
from fabric_check.lab.device import Device, LabLogin
from fabric_check.lab.wires.truth import Truth
from fabric_check.model.intent import Host, Switch

FABRIC, KNOWN_HOSTS, CREDENTIALS = "fabric.yaml", "known_hosts", "credentials.yaml"
PASSWORD, SECRET = "password", "enable-password"
_CREDENTIALS = """\
# Made up for this lab, and good for nothing else.
schema: fabric-check/credentials/1
hosts: ["127.0.0.1"]
credentials:
"""


def write_files(
    folder: Path, directory: Path, devices: Mapping[str, Device], login: LabLogin, truth: Truth | None = None
) -> None:
    """Write the files into a directory that exists; those with secrets are for their owner alone.

    *truth*: what is on the wires, where there are any: its addresses are those of NICs that have none in fabric.yaml.

    Raises:
        InputError: the folder's fabric.yaml is not what it should be.
        OSError: the directory cannot be written.

    """
    text, _ = encoding.decode((folder / FABRIC).read_bytes())
    addresses = {name: f"{device.host}:{device.port}" for name, device in devices.items()}
    write_whole(directory / FABRIC, with_addresses(text, addresses, _missing(text, truth)).encode("utf-8"))
    keys = (f"[{one.host}]:{one.port} {one.host_key}\n" for one in devices.values() if one.host_key)
    write_whole(directory / KNOWN_HOSTS, "".join(keys).encode())
    _private(directory / PASSWORD, login.password + "\n")
    _private(directory / SECRET, login.secret + "\n")
    _private(directory / CREDENTIALS, _credentials(text, directory.resolve(), login))


def _missing(text: str, truth: Truth | None) -> dict[tuple[str, str], str]:
    """Return the wires' addresses of NICs for which fabric.yaml has another, or none."""
    wired = truth.hosts if truth else {}
    found = {}
    for host in fabric_yaml.read(text).hosts.values():
        for nic in host.nics:
            address = wired[host.name][nic.name].address if nic.name in wired.get(host.name, {}) else None
            own = (address or "").partition("/")[0]
            if own and (nic.address or "").partition("/")[0] != own:
                found[host.name, nic.name] = own
    return found


def _credentials(text: str, directory: Path, login: LabLogin) -> str:
    """Return a user's credentials file: the lab's login under every name that a device asks for."""
    intent = fabric_yaml.read(text)
    devices: list[Switch | Host] = [*intent.switches.values(), *intent.hosts.values()]
    names = dict.fromkeys(["default", *(one.credentials for one in devices if one.credentials)])
    entry = {
        "username": login.username,
        "password": f"file:{directory / PASSWORD}",
        "secret": f"file:{directory / SECRET}",
    }
    # A JSON object is a YAML flow mapping.
    return _CREDENTIALS + "".join(f"  {json.dumps(name)}: {json.dumps(entry)}\n" for name in names)


def _private(file: Path, text: str) -> None:
    file.unlink(missing_ok=True)
    with os.fdopen(
        os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as stream:
        stream.write(text)
