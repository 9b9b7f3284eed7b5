"""Live migration failed with 0x800706FD: the trust with the domain is broken. MTU is not the cause.

## What it checks
Whether a host logged failed live migrations with HRESULT 0x800706FD (1789, ERROR_TRUSTED_RELATIONSHIP_FAILURE).

## Why it matters
It looks like any other failed migration and sends people to look for a network fault. It is none.

## How it is decided
By the HRESULT in the event's message or properties, in the time that [EVT101](EVT101.md) tells. It is never tied to an MTU
finding.

## Example that fails
"The trust relationship between this workstation and the primary domain failed. (0x800706FD)"

## Example that passes
No such event in that time.

## Fix and its safety
On the host `Test-ComputerSecureChannel`, and look whether it reaches a domain controller and agrees with its clock. Repair that
before anything in the network.

## Limits
Without the section `events` nothing is said.

## References
Microsoft, system error codes: 1789, ERROR_TRUSTED_RELATIONSHIP_FAILURE.
"""

from collections.abc import Iterator

from fabric_check.fabric.scene import Scene
from fabric_check.model.outcome import Answer
from fabric_check.rules import host_events


def judge(scene: Scene) -> Iterator[Answer]:
    """Answer for each host that logged such an event."""
    for host, _, events in host_events.failed(scene, "0x800706FD"):
        says = (
            "the trust with the domain is broken. Look at the domain controller first: MTU is not the cause"
        )
        yield host_events.finding(scene, host, events, (), f"{says}.")
