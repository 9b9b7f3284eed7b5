"""The cases in ``cases/``: a truth, frames that hosts send, and where each arrives or by which port it is dropped.

A frame: *from* and *to* (``host:nic``), *ip* or *probe* (bytes of payload; a probe has an EtherType of its own), *vlan* and
*pcp* where the host tags it itself. *arrives*: false, or true, or the tag that it arrives with (``vlan``, ``pcp``; ``none``).
*link_local*: it is sent to a group address that no bridge forwards. *dropped*: ``switch:port reason``, of which exactly one is counted more.
"""

import struct
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fabric_check.folder import strict_yaml
from fabric_check.lab.wires.cables import mac
from fabric_check.lab.wires.switching import Switching
from fabric_check.lab.wires.truth import Truth
from fabric_check.lab.wires.truth_json import from_plain

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
IP, PROBE = b"\x08\x00", b"\x88\xb5"
BROADCAST, LLDP = b"\xff" * 6, b"\x01\x80\xc2\x00\x00\x0e"


class Case(NamedTuple):
    """One case."""

    truth: Truth
    frames: list[dict[str, Any]]


def load(file: Path) -> Case:
    """Read a case."""
    value = strict_yaml.load(file.read_text("utf-8"), file.name).value
    return Case(from_plain(value["truth"]), value["frames"])


def split(nic: str) -> tuple[str, str]:
    """Return host and NIC."""
    host, _, name = nic.partition(":")
    return host, name


def address(truth: Truth, nic: str) -> bytes:
    """Return a NIC's MAC address."""
    host, name = split(nic)
    return bytes.fromhex(
        mac(list(truth.hosts).index(host), list(truth.hosts[host]).index(name)).replace(":", "")
    )


def payload(case: Case, frame: dict[str, Any], number: int) -> bytes:
    """Return a frame's bytes without tag; the number makes it another one than all before."""
    kind, size = (IP, frame["ip"]) if "ip" in frame else (PROBE, frame["probe"])
    body = struct.pack("!I", number).ljust(size, b"\0")[:size]
    to = LLDP if frame.get("link_local") else address(case.truth, frame["to"])
    return to + address(case.truth, frame["from"]) + kind + body


def tag(frame: dict[str, Any]) -> int | None:
    """Return the TCI that the host itself puts into a frame."""
    return frame.get("pcp", 0) << 13 | frame["vlan"] if "vlan" in frame else None


def hellos(case: Case) -> list[tuple[str, bytes, int | None]]:
    """Return what every NIC sends first, so that switches know where it is: a broadcast in each VLAN of the case."""
    tags = dict.fromkeys([None, *(frame["vlan"] for frame in case.frames if frame.get("vlan"))])
    names = [f"{host}:{nic}" for host, nics in case.truth.hosts.items() for nic in nics]
    return [
        (
            name,
            BROADCAST + address(case.truth, name) + (b"\x08\x06" if tci is None else PROBE) + bytes(46),
            tci,
        )
        for name in names
        for tci in tags
    ]


def said(tci: int | None) -> Any:
    """Return a received tag in a case's words."""
    return "none" if tci is None else {"vlan": tci & 0xFFF, "pcp": tci >> 13}


def right(frame: dict[str, Any], arrived: list[int | None]) -> bool:
    """Return whether what arrived (the tag of each copy) is what the case says; never more than one copy."""
    wanted = frame["arrives"]
    if wanted is False:
        return arrived == []
    return len(arrived) == 1 and (wanted is True or said(arrived[0]) == wanted)


class Memory:
    """A case's switches without packets."""

    def __init__(self, truth: Truth, frames: Sequence[dict[str, Any]] = ()) -> None:
        self.switching = Switching(truth)
        self.nics = {f"{nic.host}:{nic.name}": nic for nic in self.switching.topology.nics}
        for hello in hellos(Case(truth, list(frames))):
            self.send(*hello)

    def send(self, name: str, data: bytes, tci: int | None = None) -> list[tuple[str, int | None]]:
        """Send a frame; return where it arrives and with which tag."""
        found = self.switching.send(self.nics[name], data, tci)
        return [(f"{one.nic.host}:{one.nic.name}", one.tag) for one in found]

    def counts(self) -> Counter[str]:
        """Return the counts as ``device:interface what``."""
        return Counter(
            {
                f"{device}:{name} {what}": frames
                for device, name, counts in self.switching.counts()
                for what, frames in counts.items()
            }
        )
