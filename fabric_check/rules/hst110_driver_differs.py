"""NICs of one model have different driver or firmware versions.

## What it checks
The physical NICs of all networks that declare `roce` or `lossless`, over all hosts: those of one model and driver have one driver
version and one firmware version.

## Why it matters
RDMA and DCB change between releases of a driver. A cluster with two of them fails on one side, and looks like a network fault.

## How it is decided
Versions are compared as versions, number by number: 1.10 is newer than 1.9, and 2.80 is 2.80.0. What most NICs of the model have
counts as right; without a majority, the newest. Each NIC that has another one is a finding.

## Example that fails
Three ConnectX-4 with driver 2.80.50000.0 and one with 2.60.50000.0.

## Example that passes
The same version on all of them.

## Fix and its safety
Install the same driver and firmware on all hosts of the cluster. It restarts the NIC: disruptive.

## Limits
Windows states no firmware version in a common way; there the driver alone is compared. Which version is good enough is the maker's
to say and not judged. A NIC whose model the facts do not tell is compared with none.

## References
Microsoft, host network requirements: the same make, model and driver on all nodes. MSFT_NetAdapter.DriverVersionString. ethtool(8).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fabric_check.fabric.scene import Scene
from fabric_check.model.dcb import Driver
from fabric_check.model.outcome import Answer, Finding, NotApplicable, Pass, Severity
from fabric_check.model.release import release_key
from fabric_check.model.text import printable
from fabric_check.rules import host_nics
from fabric_check.rules.host_nics import HostNic

Key = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Model:
    """The versions that the NICs of one model should have; empty where none states one."""

    driver: Key
    firmware: Key


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each physical NIC of a lossless network."""
    models: dict[tuple[str, str], list[tuple[HostNic, Driver]]] = {}
    for host in host_nics.lossless_hosts(scene):
        for nic in host.physical:
            driver = nic.adapter.driver if nic.adapter else None
            if driver is None or not driver.model:
                yield NotApplicable(nic.subject, "the facts do not tell its model")
            else:
                models.setdefault((driver.model, driver.name.casefold()), []).append((nic, driver))
    for nics in models.values():
        yield from _model(nics)


def _model(nics: list[tuple[HostNic, Driver]]) -> Iterator[Answer]:
    model = _Model(
        _right(driver.version for _, driver in nics), _right(driver.firmware for _, driver in nics)
    )
    for nic, driver in nics:
        yield _nic(nic, driver, model, [other for _, other in nics])


def _right(versions: Iterable[str]) -> Key:
    """Return the version that most have; where none has a majority, the newest."""
    counted = Counter(key for version in versions if (key := release_key(version)))
    if not counted:
        return ()
    version, count = counted.most_common(1)[0]
    return version if 2 * count > counted.total() else max(counted)


def _nic(nic: HostNic, driver: Driver, model: _Model, all_of_it: list[Driver]) -> Answer:
    says = []
    if _differs(driver.version, model.driver):
        says.append(f"driver {_against(driver.version, model.driver, [one.version for one in all_of_it])}")
    if _differs(driver.firmware, model.firmware):
        says.append(
            f"firmware {_against(driver.firmware, model.firmware, [one.firmware for one in all_of_it])}"
        )
    if not says:
        return Pass(nic.subject)
    return Finding(
        Severity.WARNING,
        nic.subject,
        host_nics.networks(nic.needs),
        f"{nic.shown} ({printable(driver.model)}) has {' and '.join(says)}.",
        host_nics.evidence(nic.host, nic.needs, driver.find() if driver.find else None),
        host_nics.affects(nic.needs),
    )


def _differs(version: str, right: Key) -> bool:
    return bool(release_key(version)) and release_key(version) != right


def _against(version: str, right: Key, versions: list[str]) -> str:
    """Return ``2.60, older than 2.80 on 3 others of its model``."""
    same = [other for other in versions if release_key(other) == right]
    age = "older" if release_key(version) < right else "newer"
    count = f"{len(same)} other{'s' if len(same) > 1 else ''} of its model"
    return f"{printable(version)}, {age} than {printable(same[0])} on {count}"
