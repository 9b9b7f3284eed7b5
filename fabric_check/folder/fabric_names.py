"""Checks what no shape can say of fabric.yaml: that names resolve, are unique and fit each other.

Works on the plain loaded values, so that a wrong shape elsewhere hides no wrong name: all errors come at once.
"""

import datetime as dt
import ipaddress
from collections.abc import Iterable, Iterator
from typing import Any

from fabric_check.folder.shape_errors import did_you_mean, shown
from fabric_check.folder.strict_yaml import Document, Path
from fabric_check.model.address import split_address
from fabric_check.model.errors import Problem

_DEVICE_KINDS = ("switches", "hosts")


def problems(document: Document) -> list[Problem]:
    """Return every name that does not resolve, is not unique, or contradicts its neighbours."""
    checker = _Checker(document)
    checker.devices()
    checker.networks()
    checker.nics()
    checker.links()
    checker.ignores()
    return checker.found


def by_folded_name(names: Iterable[str]) -> dict[str, str]:
    """Return the declared names by their folded form: device names ignore case."""
    return {name.casefold(): name for name in names}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


class _Checker:
    """Walks the plain values of fabric.yaml and collects problems."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.root = _mapping(document.value)
        self.found: list[Problem] = []
        self.device_names = [name for kind in _DEVICE_KINDS for name in _mapping(self.root.get(kind))]
        self.folded_names = by_folded_name(self.device_names)

    def _wrong(self, path: Path, message: str, *, at_key: bool = False) -> None:
        self.found.append(self.document.problem(path, message, at_key=at_key))

    def _resolve(self, path: Path, what: str, written: str, known: Iterable[str]) -> None:
        names = list(known)
        if written not in names:
            self._wrong(path, f"no {what} is named {shown(written)}{did_you_mean(written, names)}")

    def devices(self) -> None:
        """Check that device names are unique and their credentials known."""
        seen: dict[str, str] = {}
        for kind in _DEVICE_KINDS:
            for name, device in _mapping(self.root.get(kind)).items():
                if (first := seen.setdefault(name.casefold(), name)) is not name:
                    what = (
                        f"device {name!r} is already declared as {first!r}; names are unique, ignoring case"
                    )
                    self._wrong((kind, name), what, at_key=True)
                self._hostname((kind, name, "hostname"), _mapping(device).get("hostname"))
                credentials = _mapping(device).get("credentials")
                if isinstance(credentials, str):
                    known = _mapping(self.root.get("credentials"))
                    self._resolve((kind, name, "credentials"), "entry of `credentials`", credentials, known)

    def _hostname(self, path: Path, written: Any) -> None:
        if isinstance(written, str):
            try:
                split_address(written)
            except ValueError as error:
                self._wrong(path, f"{shown(written)}: {error}")

    def networks(self) -> None:
        """Check that a network's classes do not contradict each other."""
        for name, network in _mapping(self.root.get("networks")).items():
            keys = set(_mapping(network))
            if {"roce", "lossless"} <= keys:
                what = "a network is either `roce` or `lossless`; `roce` is lossless already"
                self._wrong(("networks", name, "lossless"), what, at_key=True)
            if "priority" in keys and keys & {"roce", "lossless"}:
                what = "`priority` is for a lossy class; the lossless one has its own"
                self._wrong(("networks", name, "priority"), what, at_key=True)

    def nics(self) -> None:
        """Check each host's NICs: unique names, known networks, real addresses."""
        for host, declared in _mapping(self.root.get("hosts")).items():
            windows = _mapping(declared).get("os") == "windows"
            seen: dict[str, str] = {}
            for name, nic in _mapping(_mapping(declared).get("nics")).items():
                path: Path = ("hosts", host, "nics", name)
                if (first := seen.setdefault(name.casefold() if windows else name, name)) is not name:
                    what = (
                        f"NIC {shown(name)} is already declared as {shown(first)}; Windows names ignore case"
                    )
                    self._wrong(path, what, at_key=True)
                self._nic(path, _mapping(nic))

    def _nic(self, path: Path, nic: dict[str, Any]) -> None:
        networks = [item for item in _items(nic.get("networks")) if isinstance(item, str)]
        for number, network in enumerate(_items(nic.get("networks"))):
            if isinstance(network, str):
                self._resolve(
                    (*path, "networks", number), "network", network, _mapping(self.root.get("networks"))
                )
        if len(set(networks)) != len(networks):
            self._wrong((*path, "networks"), "a network stands here twice")
        address = nic.get("address")
        if isinstance(address, str):
            try:
                ipaddress.ip_interface(address)
            except ValueError:
                self._wrong((*path, "address"), f"{shown(address)} is not an IP address")

    def links(self) -> None:
        """Check that each link joins two different ports of known devices."""
        for number, link in enumerate(_items(self.root.get("links"))):
            path: Path = ("links", number, "endpoints")
            endpoints = list(self._endpoints(path, _items(_mapping(link).get("endpoints"))))
            if len(endpoints) == 2 and endpoints[0] == endpoints[1]:
                self._wrong(("links", number), "both ends of this link are the same port")

    def _endpoints(self, path: Path, written: list[Any]) -> Iterator[tuple[str, str]]:
        for side, text in enumerate(written):
            if not isinstance(text, str):
                continue
            device, colon, interface = (part.strip() for part in text.partition(":"))
            if not (colon and device and interface and interface.isprintable()):
                self._wrong(
                    (*path, side), f"{shown(text)} is not an endpoint; `device:interface` is expected"
                )
            elif self._device((*path, side), device):
                yield device.casefold(), interface.casefold()

    def _device(self, path: Path, written: str) -> bool:
        if written.casefold() in self.folded_names:
            return True
        self._wrong(
            path, f"no switch or host is named {shown(written)}{did_you_mean(written, self.device_names)}"
        )
        return False

    def ignores(self) -> None:
        """Check that each ignored place exists and each date is one."""
        for number, item in enumerate(_items(self.root.get("ignore"))):
            path: Path = ("ignore", number)
            where, until = _mapping(item).get("where"), _mapping(item).get("until")
            if isinstance(where, str) and where not in _mapping(self.root.get("networks")):
                self._device((*path, "where"), where.partition(":")[0].strip())
            if isinstance(until, str) and not _is_date(until):
                self._wrong((*path, "until"), f"{shown(until)} is not a date; YYYY-MM-DD is expected")


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
