"""Which devices are collected from, where they are reached and by whose credentials. Looks nothing up, connects to nothing.

A folder that came from elsewhere may say ``password: env:MY_SECRET`` beside ``hostname: evil.example``. So a secret goes
only to hosts that the user's own file lists or that the user confirms: ``Plan.unconfirmed``.
"""

import fnmatch
import ipaddress
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from fabric_check.collect.inventory import Entry, Inventory
from fabric_check.collect.target import Login
from fabric_check.folder.credentials import Own
from fabric_check.folder.shape_errors import did_you_mean, shown
from fabric_check.model.address import split_address
from fabric_check.model.errors import FabricCheckError
from fabric_check.model.intent import Credentials, Host, Intent, Switch

DEFAULT = "default"
"""The credentials of devices that name none."""

SWITCH = "switch"


@dataclass(frozen=True, slots=True)
class Planned:
    """One device to collect from. *kind* is ``switch``, ``windows`` or ``linux``; *name* that of its *credentials*."""

    device: str
    kind: str
    address: str
    port: int | None
    name: str | None
    credentials: Credentials | None
    username: str | None = None
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All devices to collect from, and *notes* about those that are left out."""

    devices: tuple[Planned, ...]
    notes: tuple[str, ...]

    def unconfirmed(self, own: Own) -> tuple[Planned, ...]:
        """Return the devices to which a secret would go although the user's own file does not list them."""
        return tuple(
            one
            for one in self.devices
            if one.credentials and one.credentials.references and not listed(one.address, own.hosts)
        )


def plan(intent: Intent, own: Own, inventory: Inventory, only: Collection[str] = ()) -> Plan:
    """Return what to collect. *only*: these devices, as the user spelled them; none: all that have an address.

    Raises:
        FabricCheckError: a name of *only* is no device, or has no address; or an inventory's address is none.

    """
    known: dict[str, Switch | Host] = {**intent.switches, **intent.hosts}
    wanted = _wanted(known, only)
    planned: list[Planned] = []
    without: list[str] = []
    for name in wanted:
        one = _planned(known[name], intent, own, inventory.get(name))
        if one is None:
            without.append(name)
        else:
            planned.append(one)
    if only and without:
        raise FabricCheckError(
            f"{', '.join(without)}: no `hostname` in fabric.yaml and none in the inventory"
        )
    notes = [f"no hostname, so not collected from: {', '.join(without)}"] if without else []
    return Plan(tuple(planned), (*inventory.notes, *notes))


def _wanted(known: Mapping[str, object], only: Collection[str]) -> list[str]:
    folded = {name.casefold(): name for name in known}
    strangers = [name for name in only if name.casefold() not in folded]
    if strangers:
        guess = did_you_mean(strangers[0], list(known))
        raise FabricCheckError(f"fabric.yaml has no device {shown(strangers[0])}{guess}")
    asked = {name.casefold() for name in only}
    return [name for folded_name, name in folded.items() if not asked or folded_name in asked]


def _planned(device: Switch | Host, intent: Intent, own: Own, entry: Entry | None) -> Planned | None:
    if device.hostname is not None:
        address, port = split_address(device.hostname)
    elif entry is not None:
        if entry.wrong:
            raise FabricCheckError(f"{device.name}: its address in the inventory is none: {entry.wrong}")
        address, port = entry.address, entry.port
    else:
        return None
    # The user's own file knows better than a folder, which may come from elsewhere.
    entries = {**intent.credentials, **own.credentials}
    groups = entry.groups if entry else ()
    names = [device.credentials] if device.credentials else [*groups, DEFAULT]
    name = next((each for each in names if each in entries), None)
    return Planned(
        device.name,
        device.os if isinstance(device, Host) else SWITCH,
        address,
        port,
        name,
        entries[name] if name else None,
        entry.username if entry else None,
        device.profile if isinstance(device, Switch) else None,
    )


def listed(address: str, hosts: Collection[str]) -> bool:
    """Return whether an address is one of those listed: by name or pattern, as an address, or in a network."""
    return any(
        fnmatch.fnmatchcase(address.casefold(), pattern.casefold()) or _inside(address, pattern)
        for pattern in hosts
    )


def _inside(address: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def login(one: Planned, look_up: Callable[[str, str, str], str]) -> Login:
    """Return how to log in to a device. *look_up* turns a reference, what it is for and a user name into a secret.

    Raises:
        FabricCheckError: a reference stands for nothing.

    """
    entry = one.credentials
    if entry is None:
        return Login(one.username)

    def secret(reference: str | None, what: str) -> str | None:
        return reference and look_up(reference, f"{what} of credentials `{one.name}`", entry.username)

    def file(name: str | None) -> Path | None:
        return Path(name).expanduser() if name else None

    return Login(
        entry.username,
        secret(entry.password, "password"),
        secret(entry.secret, "enable password"),
        file(entry.key_file),
        file(entry.cert_file),
        entry.transport,
        file(entry.ca_file),
    )
