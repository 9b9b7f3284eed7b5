"""Reads what ``ansible-inventory --list`` prints: where devices are reached and in which groups they are.

Passwords in it are never used: an inventory holds them in clear.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fabric_check.model.address import split_address
from fabric_check.model.errors import InputError, Problem

_SECRET_WORDS = ("pass", "secret", "private_key_content", "vault")


@dataclass(frozen=True, slots=True)
class Entry:
    """What an inventory says of one host. *groups* are those that it is in, the nearest first.

    *wrong*: why its address is none, such as a template that Ansible would fill in. Who needs it has to say so; an
    inventory is a whole site's, and most hosts in it are none of ours.
    """

    address: str
    port: int | None
    username: str | None
    groups: tuple[str, ...]
    wrong: str | None = None


@dataclass(frozen=True, slots=True)
class Inventory:
    """Hosts by name in lower case. *notes* say what was left aside."""

    hosts: Mapping[str, Entry]
    notes: tuple[str, ...] = ()

    def get(self, device: str) -> Entry | None:
        """Return what is said of a device; names ignore case."""
        return self.hosts.get(device.casefold())


def read(path: Path) -> Inventory:
    """Read an inventory.

    Raises:
        InputError: it cannot be read, or is not what ``ansible-inventory --list`` prints.

    """
    file = str(path)
    try:
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError([Problem(file, 0, 0, f"cannot be read: {error.strerror}")]) from None
    except (ValueError, RecursionError):
        what = "is not JSON; `ansible-inventory --list > FILE` prints what is expected"
        raise InputError([Problem(file, 0, 0, what)]) from None
    meta = value.get("_meta") if isinstance(value, dict) else None
    variables = meta.get("hostvars") if isinstance(meta, dict) else None
    if not isinstance(variables, dict):
        what = "has no `_meta: {hostvars: …}`; `ansible-inventory --list > FILE` prints what is expected"
        raise InputError([Problem(file, 0, 0, what)])
    groups = _groups(value)
    hosts: dict[str, Entry] = {}
    for name in {*groups, *variables}:
        own = variables.get(name)
        hosts[name.casefold()] = _entry(name, own if isinstance(own, dict) else {}, groups.get(name, ()))
    return Inventory(hosts, tuple(_notes(file, variables)))


def _entry(name: str, own: Mapping[str, Any], groups: tuple[str, ...]) -> Entry:
    written = own.get("ansible_host", own.get("ansible_ssh_host"))
    given = str(own.get("ansible_port", own.get("ansible_ssh_port", "")))
    user = own.get("ansible_user", own.get("ansible_ssh_user"))
    username = user if isinstance(user, str) else None
    try:
        address, port = split_address(written if isinstance(written, str) else name)
        if given:
            _, port = split_address(f"host:{given}")
    except ValueError as error:
        return Entry("", None, username, groups, str(error))
    return Entry(address, port, username, groups)


def _groups(value: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return each host's groups: those that list it, then those that hold these, up to ``all``."""
    inside = {name: group for name, group in value.items() if isinstance(group, dict) and name != "_meta"}
    parents: dict[str, list[str]] = {}
    for name, group in inside.items():
        for child in _names(group.get("children")):
            parents.setdefault(child, []).append(name)
    found: dict[str, tuple[str, ...]] = {}
    for name, group in inside.items():
        for host in _names(group.get("hosts")):
            chain = dict.fromkeys([*found.get(host, ()), *_upwards(name, parents)])
            found[host] = tuple(chain)
    return found


def _upwards(group: str, parents: Mapping[str, list[str]]) -> list[str]:
    found = [group]
    for one in found:
        found.extend(name for name in parents.get(one, ()) if name not in found)
    return found


def _names(value: Any) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _notes(file: str, variables: Mapping[str, Any]) -> Iterator[str]:
    holders = [
        name
        for name, own in variables.items()
        if isinstance(own, dict) and any(word in key.lower() for key in own for word in _SECRET_WORDS)
    ]
    if holders:
        yield (
            f"{file} holds passwords of {len(holders)} hosts; they were not used. Refer to them by `credentials:` "
            "(env:NAME, file:PATH, ask, keyring:NAME)"
        )
